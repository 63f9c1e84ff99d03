import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { agentFacts } from '../directory/sql.ts';
import { cutOf, type Days, daysAsked } from './cut-rules.ts';
import { agentsIn } from './event-list.ts';
import { fourDecimals } from './figure-rules.ts';
import { type Forecast, type ForecastSum, teamWeeks, weeksOf, wholePeriods } from './forecast-rules.ts';
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
  if (query.per === 'week')
    return weeksOf(rows).map(({ firstDay, ...sum }) => ({ date: midnight(firstDay), ...sumOf(sum) }));
  if (query.per !== 'team' && query.per !== 'period') return rows.map(shownDay);
  const names = await namesOf(connection, scope.tenantId, rows);
  const team = (id: number | null) => (id === null ? {} : { team_id: id, team_name: names.get(id) });
  if (query.per === 'team')
    return teamWeeks(rows).map(({ teamId, firstDay, ...sum }) => ({
      ...team(teamId),
      date: midnight(firstDay),
      ...sumOf(sum),
    }));
  return wholePeriods(rows).map(({ first: { read, agentId, teamId }, ...sum }) => ({
    agent_id: agentId,
    agent_name: read.agent.name,
    ...team(teamId),
    date: midnight(days.from),
    ...sumOf(sum),
  }));
}

function namesOf(connection: Connection, tenantId: number, rows: readonly ForecastRead[]) {
  return teamNames(connection, tenantId, [...new Set(rows.flatMap(({ teamId }) => teamId ?? []))]);
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

function sumOf({ agents, chargeable, ...hours }: ForecastSum): object {
  return { agents, ...shownHours(hours), chargeable_hours: fourDecimals(chargeable) };
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
