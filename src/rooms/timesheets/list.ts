import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { cutOf, daysAsked } from './cut-rules.ts';
import { shownExtras } from './day-extras.ts';
import { extrasOfDays } from './day-extras-sql.ts';
import type { AgentDayRead, DaysReader } from './day-sql.ts';
import { agentsIn } from './event-list.ts';
import type { TimesheetListQuery } from './schema.ts';
import { agentsAsked, membersOf } from './seen-sql.ts';
import { wireDay } from './shown.ts';

/** GET /Timesheet: days that have a row or an event, without their events. */
export async function listDays(
  connection: Connection,
  readDays: DaysReader,
  scope: Scope,
  query: TimesheetListQuery,
  now: number,
  mine = false,
): Promise<Record<string, unknown>[]> {
  const cut = cutOf(query);
  const days = daysAsked(query, cut, findZone(scope.timezone) ?? UTC, now);
  const agents = mine ? [scope.agentId] : await agentsOf(connection, scope, query, now);
  const read = await readDays(scope.tenantId, agents, days, { now, cut });
  const shown = read.filter((day) => isShown(day, query));
  if (query.includeapproval !== true) return shown.map((day) => wireDay(scope, day));
  const extras = await extrasOfDays(connection, scope.tenantId, shown, now);
  return shown.map((day) => ({ ...wireDay(scope, day), ...shownExtras(scope, day, extras(day), now) }));
}

/** Of a team those of its members whom the caller may see. */
export async function agentsOf(
  connection: Connection,
  scope: Scope,
  query: Pick<TimesheetListQuery, 'agent_id' | 'agents' | 'selectedteam'>,
  now: number,
): Promise<number[]> {
  const agents = await agentsAsked(connection, scope, agentsIn(query), now);
  const team = query.selectedteam ?? 0;
  if (team <= 0) return agents;
  const members = await membersOf(connection, scope.tenantId, team);
  return agents.filter((id) => members.has(id));
}

function isShown(day: AgentDayRead, { showalldates, showholidays }: TimesheetListQuery): boolean {
  return showalldates === true || day.timesheet !== null || day.hasEvents || (showholidays === true && day.isClosed);
}
