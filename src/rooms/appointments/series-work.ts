import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { expand, next } from '../../kernel/recurrence/expand.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { recurrenceOfSchedule } from '../schedules/rules.ts';
import type { ScheduleRow } from '../schedules/schema.ts';
import type { Facts } from './facts.ts';
import type { AppointmentRow } from './row.ts';
import { takesTime } from './rules.ts';
import { childTimes } from './series-rules.ts';

/** A series: its schedule, and its masters, one for each agent, the first of which names it. */
export interface Series {
  masterId: number;
  masters: AppointmentRow[];
  schedule: ScheduleRow;
}

/** What work on series needs to know. */
export interface SeriesWork {
  connection: Connection;
  facts: Facts;
}

/** Children are written many at a time; the history of their master tells of it in one row. */
export async function note(
  { connection, facts }: SeriesWork,
  series: Series,
  counts: Record<string, number>,
): Promise<void> {
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  if (Object.keys(some).length === 0) return;
  const { tenantId, agentId, clientId } = facts.scope;
  await recordChanges(connection, { tenantId, agentId: agentId || null, clientId }, facts.now, [
    { entity: 'appointment', entityId: series.masterId, action: 'update', after: { occurrences: some } },
  ]);
}

export function ids(rows: AppointmentRow[]): number[] {
  return rows.map((row) => row.id as number);
}

/** The master that a child is like: that of its agent. */
export function templateOf(series: Series, child: AppointmentRow): AppointmentRow | undefined {
  return series.masters.find((master) => master.agent_id === child.series_agent_id);
}

/** A rule that occurs every minute would fill the database. */
const mostChildren = 20_000;

export function occurrences(series: Series, from: number, until: number): number[] {
  const starts = expand(recurrenceOfSchedule(series.schedule), { start: from, end: until }, mostChildren + 1);
  if (starts.length * Math.max(series.masters.length, 1) <= mostChildren) return starts;
  const field = series.schedule.dialog ? 'recurrencepattern' : 'rrule';
  throw fieldProblem(`schedule.${field}`, `It occurs more than ${mostChildren} times up to the horizon.`);
}

export function timesOfChild(series: Series, template: AppointmentRow, start: number, facts: Facts) {
  const ruleZone = recurrenceOfSchedule(series.schedule).start.zone;
  const child = { ...template, is_master: false, complete_status: -1, deleted: false };
  return {
    ...childTimes(template, start, ruleZone, zoneOfAgent(template.agent_id, facts)),
    original_start: start,
    template_id: template.id as number,
    busy: template.agent_id !== null && takesTime(child, facts.freeTypes),
  };
}

export function zoneOfAgent(agentId: number | null, facts: Facts): Zone {
  return (agentId === null ? undefined : facts.agents.get(agentId)?.zone) ?? facts.tenantZone;
}

/** Does the rule of a series give this start? */
export function isOccurrence({ schedule }: Series, start: number | null): boolean {
  return start !== null && next(recurrenceOfSchedule(schedule), start - 1) === start;
}
