import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { agentFacts } from '../directory/sql.ts';
import { cutOf, type Days, daysAsked } from './cut-rules.ts';
import { agentsIn } from './event-list.ts';
import { fourDecimals } from './figure-rules.ts';
import { type Forecast, teamWeeks } from './forecast-rules.ts';
import type { ForecastQuery } from './forecast-schema.ts';
import { type ForecastRead, readForecast, teamNames } from './forecast-sql.ts';
import { agentsOf } from './list.ts';

/** GET /Timesheet/forecasting. */

/** Agents times days: the whole year of 200 agents. */
const mostRows = 75_000;

export async function forecast(
  connection: Connection,
  scope: Scope,
  query: ForecastQuery,
  now: number,
): Promise<object[]> {
  const cut = cutOf(query);
  const days = daysAsked(query, cut, findZone(scope.timezone) ?? UTC, now);
  const agentIds = await agentsAsked(connection, scope, query, now);
  checkSize(agentIds, days);
  const rows = await readForecast(connection, scope.tenantId, agentIds, days, { now, cut });
  if (query.per !== 'team') return rows.map(shownDay);
  const weeks = teamWeeks(rows);
  const ids = weeks.flatMap(({ teamId }) => teamId ?? []);
  const names = await teamNames(connection, scope.tenantId, [...new Set(ids)]);
  return weeks.map(({ teamId, firstDay, agents, ...hours }) => ({
    ...(teamId !== null && { team_id: teamId, team_name: names.get(teamId) }),
    date: midnight(firstDay),
    agents,
    ...shownHours(hours),
  }));
}

/** Who is disabled will not work: of everybody they are left out, not where they are named. */
async function agentsAsked(connection: Connection, scope: Scope, query: ForecastQuery, now: number): Promise<number[]> {
  const ids = await agentsOf(connection, scope, query, now);
  if (agentsIn(query).length > 0) return ids;
  const facts = await agentFacts(connection, scope.tenantId, ids);
  return ids.filter((id) => facts.get(id)?.isDisabled === false);
}

function checkSize(agentIds: readonly number[], { from, to }: Days): void {
  if (agentIds.length * (to - from + 1) <= mostRows) return;
  throw fieldProblem('end_date', `At most ${mostRows} days of agents at once: ask for fewer agents, or fewer days.`);
}

function shownDay({ read, ...row }: ForecastRead): object {
  const { agent, timesheet, day } = read;
  return {
    id: timesheet?.id ?? 0,
    agent_id: agent.id,
    agent_name: agent.name,
    date: midnight(day),
    ...(agent.workday_id !== null && { workdayid: agent.workday_id }),
    ...shownHours(row),
  };
}

function shownHours({ target, actual, booked, leave, free }: Forecast & { readonly actual: number }): object {
  return {
    target_hours: fourDecimals(target),
    actual_hours: fourDecimals(actual),
    booked_hours: fourDecimals(booked),
    leave_hours: fourDecimals(leave),
    free_hours: fourDecimals(free),
  };
}

const midnight = (day: number) => `${formatCivilDate(day)}T00:00:00`;
