import { randomUUID } from 'node:crypto';
import type { Connection } from '../../kernel/db/transaction.ts';
import { startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import { printRecurrence } from '../../kernel/recurrence/print.ts';
import { HOUR, MIN_INSTANT } from '../../kernel/time/units.ts';
import { findZone } from '../../kernel/time/zones.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { describeSchedule, recurrenceOfSchedule, scheduleFrom } from '../schedules/rules.ts';
import { type ScheduleElement, type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import { insertSchedule, schedulesOf, updateSchedule } from '../schedules/sql.ts';
import type { Facts } from './facts.ts';
import type { AppointmentRow } from './row.ts';
import { mayChangeRow } from './rules.ts';
import { describeRows } from './series-move-sql.ts';
import { startOfRule, withMovedMarks } from './series-rules.ts';
import { settleChildren } from './series-settle.ts';
import { childrenOf, type MadeChildren, makeChildren, setGeneratedUntil, type Wanted } from './series-sql.ts';
import { ids, note, occurrences, type Series, type SeriesWork, timesOfChild, zoneOfAgent } from './series-work.ts';

/** Begins a series: its schedule, and its children from its start, past ones included, up to the horizon.
 * @param settle puts children that are there already in their places, before the missing ones are made */
export async function beginSeries(
  work: SeriesWork,
  masters: AppointmentRow[],
  said: ScheduleElement,
  settle: (series: Series) => Promise<void> = async () => {},
): Promise<Series> {
  const { connection, facts } = work;
  const first = masters[0] as AppointmentRow;
  const type = first.shift_type_id > 0 ? scheduleType.shift : scheduleType.appointment;
  const element = { ...said, type, uniqueid: first.id as number, subject: said.subject ?? first.subject };
  const defaults = defaultsOf(first, facts, said.timezone);
  const planned = aboutSchedule(() => scheduleFrom(element, undefined, defaults, facts.now));
  const schedule = await insertSchedule(connection, facts.scope.tenantId, { ...planned, type, uniqueid: first.id });
  return adoptSchedule(work, { masterId: first.id as number, masters, schedule }, settle);
}

/** Begins the series of a schedule that is stored already. */
export async function adoptSchedule(
  work: SeriesWork,
  series: Series,
  settle: (series: Series) => Promise<void> = async () => {},
): Promise<Series> {
  await describe(work, series);
  await settle(series);
  await generate(work, series);
  return series;
}

/** The stored series of these masters; undefined when they have none. */
export async function storedSeries(
  connection: Connection,
  tenantId: number,
  masterId: number,
  masters: AppointmentRow[],
): Promise<Series | undefined> {
  const first = masters.find((master) => master.id === masterId);
  const types = [scheduleType.appointment, scheduleType.shift];
  for (const type of first && first.shift_type_id > 0 ? types.reverse() : types) {
    const [schedule] = await schedulesOf(connection, tenantId, type, [masterId]);
    if (schedule) return { masterId, masters, schedule };
  }
  return undefined;
}

/** Carries a change of a master to its children: open, unedited ones that have not begun follow it; when the rule or the
 * time changes, all are matched again by civil date.
 * @param changed the master that the caller changed: its times are those of the series
 * @param isChanged did anything of it change? A schedule that is only echoed changes nothing. */
export async function changeSeries(
  work: SeriesWork,
  series: Series,
  said: ScheduleElement,
  changed: AppointmentRow,
  isChanged: boolean,
): Promise<Series> {
  const { connection, facts } = work;
  const { schedule: stored } = series;
  const { type, uniqueid, ...words } = said;
  const defaults = defaultsOf(changed, facts, said.timezone ?? stored.timezone);
  const planned = aboutSchedule(() => scheduleFrom(withMarks(words, stored, defaults), stored, defaults, facts.now));
  const isSame = saysTheSame(planned, stored);
  if (isSame && !isChanged) return series;
  if (!isSame) for (const master of series.masters) mayChangeRow(facts.scope, master);
  const schedule = isSame ? stored : await updateSchedule(connection, facts.scope.tenantId, planned);
  if (!schedule) throw notFound();
  const next = { ...series, schedule };
  await describe(work, next);
  await followSchedule(work, next, stored);
  return next;
}

/** Puts the children of a series in their places under its new schedule, and makes those that are missing.
 * @param before the schedule that they were made by */
export async function followSchedule(work: SeriesWork, series: Series, before: ScheduleRow): Promise<void> {
  const children = await childrenOf(work.connection, work.facts.scope.tenantId, series.masterId);
  await settleChildren(work, series, children, { zone: recurrenceOfSchedule(before).start.zone });
  await generate(work, series);
}

/** The element with the RDATE and EXDATE lines moved to the new time of day, unless it says the rule itself. */
function withMarks(said: ScheduleElement, stored: ScheduleRow, { startdate, timezone }: Defaults): ScheduleElement {
  const recurrence = recurrenceOfSchedule(stored);
  const start = startAt(startdate, findZone(timezone) ?? recurrence.start.zone);
  const hasMarks = recurrence.rdates.length + recurrence.exdates.length > 0;
  const isMoved = start.time !== recurrence.start.time || start.zone !== recurrence.start.zone;
  if (!hasMarks || !isMoved || (said.rrule && said.rrule !== stored.rrule)) return said;
  return { ...said, rrule: printRecurrence(withMovedMarks(recurrence, start), { withStart: false }) };
}

function saysTheSame(one: ScheduleRow, other: ScheduleRow): boolean {
  const said = ({ saved_by, last_modified, version, next_creation, ...rest }: ScheduleRow) =>
    JSON.stringify(rest, (_name, value) =>
      isMembers(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
    );
  return said(one) === said(other);
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes the children that are missing, up to the horizon.
 * @param from only occurrences from then on; all when absent */
export async function generate(work: SeriesWork, series: Series, from?: number): Promise<MadeChildren> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const starts = occurrences(series, from ?? MIN_INSTANT, facts.horizon);
  const masters = series.masters.filter((master) => !master.deleted);
  const wanted = starts.flatMap((start): Wanted[] => {
    const collection_id = masters.length > 1 ? randomUUID() : null;
    return masters.map((template) => ({
      ...timesOfChild(series, template, start, facts),
      series_agent_id: template.agent_id,
      collection_id,
    }));
  });
  const made = await makeChildren(connection, tenantId, series.masterId, wanted, facts.now);
  await note(work, series, { generated: made.generated, clashing: made.clashing });
  await setGeneratedUntil(connection, tenantId, series.masterId, facts.horizon);
  return made;
}

interface Defaults {
  timezone: string;
  startdate: number;
  hours: number;
  savedBy: number;
}

/** The appointment's start, duration and zone, which the schedule takes over. */
function defaultsOf(master: AppointmentRow, facts: Facts, timezone?: string | null): Defaults {
  if (master.starts_at === null) throw fieldProblem('start_date', 'A series needs a start and an end.');
  const otherwise = zoneOfAgent(master.agent_id, facts);
  const zone = (timezone ? findZone(timezone.trim()) : undefined) ?? otherwise;
  return {
    timezone: otherwise.name,
    startdate: startOfRule(master, zone),
    hours: ((master.ends_at as number) - master.starts_at) / HOUR,
    savedBy: facts.scope.agentId,
  };
}

export async function describe({ connection, facts }: SeriesWork, series: Series): Promise<void> {
  const words = describeSchedule(series.schedule);
  await describeRows(connection, facts.scope.tenantId, [series.masterId, ...ids(series.masters)], words);
}

/** Names the fields of the schedule inside its appointment. */
export function aboutSchedule<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof Problem) || !error.extras.errors) throw error;
    const errors = Object.entries(error.extras.errors).map(([field, messages]) => [`schedule.${field}`, messages]);
    throw new Problem(error.code, error.message, { ...error.extras, errors: Object.fromEntries(errors) });
  }
}
