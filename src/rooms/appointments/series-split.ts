import { startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import { printRecurrence } from '../../kernel/recurrence/print.ts';
import type { Recurrence } from '../../kernel/recurrence/rule.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem, notFound, type Problem } from '../../problems.ts';
import { recurrenceOfSchedule, sameRule, scheduleFrom } from '../schedules/rules.ts';
import type { ScheduleElement, ScheduleRow } from '../schedules/schema.ts';
import { removeSchedule, updateSchedule } from '../schedules/sql.ts';
import { newAgents } from './collection-rules.ts';
import { rowsWithMates } from './facts-sql.ts';
import { type Known, newCollectionId } from './known.ts';
import { atElement, isThere, type PlannedRow } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, deletedRow, mayChangeRow } from './rules.ts';
import type { Element } from './schema.ts';
import { aboutSchedule, beginSeries, describe } from './series.ts';
import { deleteChildren } from './series-move-sql.ts';
import { splitRules, startingAt, startOfRule, successors } from './series-rules.ts';
import { seriesWith } from './series-save.ts';
import { settleChildren } from './series-settle.ts';
import { childrenOf, endSeries } from './series-sql.ts';
import { note, type Series, type SeriesWork } from './series-work.ts';
import { writePlan } from './write.ts';

/** What a split or a deletion does to a series. */

/** Splits a series at a child: the series ends before it, and a new one, changed as the element says, begins with it.
 * @returns the child, which is the first occurrence of the new series */
export async function splitSeries(work: SeriesWork, known: Known, element: Element): Promise<number> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const child = known.rows.find((row) => row.id === element.id);
  if (!child || !isThere(child, {}, facts)) throw notFound();
  const series = child.master_id === null ? undefined : await seriesWith(connection, tenantId, child.master_id);
  if (!series || child.original_start === null) {
    throw atElementProblem('_thisandfuture', 'Only an occurrence of a series can be split from it.');
  }
  for (const row of [child, ...series.masters]) mayChangeRow(facts.scope, row);
  const splitAt = child.original_start;
  const asked = atElement(0, () => askedRule(work, series, element.schedule));
  const { before, first } = splitRules(recurrenceOfSchedule(series.schedule), splitAt);
  const masters = await newMasters(work, series, child, element);
  const said = saidOfRest(asked, series.schedule, splitAt, masters[0] as AppointmentRow);
  const children = await childrenOf(connection, tenantId, series.masterId);
  const later = passedOn(
    children.filter((row) => (row.original_start ?? 0) >= splitAt),
    series.masters,
    masters,
  );
  if (before === 0) await removeRest(work, series);
  else await endBefore(work, series, first);
  const firsts = later.filter((row) => row.original_start === splitAt);
  const { zone } = recurrenceOfSchedule(series.schedule).start;
  await atElementLater(() =>
    beginSeries(work, masters, said, (begun) => settleChildren(work, begun, later, { zone, firsts })),
  );
  return child.id as number;
}

/** The schedule as the element wants it; the stored one where it says nothing, or only echoes. */
function askedRule({ facts }: SeriesWork, { schedule }: Series, said: ScheduleElement | null | undefined): ScheduleRow {
  if (!said) return schedule;
  const { type, uniqueid, ...words } = said;
  const { startdate, timezone } = schedule;
  const defaults = { startdate, timezone, savedBy: facts.scope.agentId };
  const asked = aboutSchedule(() => scheduleFrom(words, schedule, defaults, facts.now));
  return sameRule(asked, schedule) ? schedule : asked;
}

/** The rule of the second part. A COUNT that is new is the caller's wish for this part; otherwise it is shared out. */
function saidOfRest(asked: ScheduleRow, stored: ScheduleRow, splitAt: number, master: AppointmentRow): ScheduleElement {
  const { second } = splitRules(recurrenceOfSchedule(stored), splitAt);
  const zone = resolveZone(asked.timezone);
  const start = startAt(startOfRule(master, zone), zone);
  if (asked === stored) return asElement(startingAt(second, start, splitAt), zone.name);
  const counts = recurrenceOfSchedule(stored).rules.map((rule) => rule.count);
  const rules = recurrenceOfSchedule(asked).rules.map((rule, index) =>
    rule.count !== undefined && rule.count === counts[index]
      ? { ...rule, count: second.rules[index]?.count ?? 1 }
      : rule,
  );
  return asElement({ ...recurrenceOfSchedule(asked), rules, start }, zone.name);
}

function asElement(recurrence: Recurrence, timezone: string): ScheduleElement {
  return { rrule: printRecurrence(recurrence, { withStart: false }), timezone };
}

/** Children pass to the agents of the second part: whoever takes over from an agent gets theirs. */
function passedOn(
  children: AppointmentRow[],
  before: readonly AppointmentRow[],
  after: readonly AppointmentRow[],
): AppointmentRow[] {
  const agents = (rows: readonly AppointmentRow[]) => rows.map((row) => row.agent_id);
  const heirs = successors(agents(before), agents(after));
  return children.map((child) => {
    const heir = heirs.get(child.series_agent_id);
    return heir === undefined ? child : { ...child, series_agent_id: heir };
  });
}

/** The masters of the second part: like the old ones, with what the element says, from the child's time on. */
async function newMasters(
  work: SeriesWork,
  series: Series,
  child: AppointmentRow,
  element: Element,
): Promise<AppointmentRow[]> {
  const { connection, facts } = work;
  const { id, _thisandfuture, schedule, agents, agent_id, ...words } = element;
  const said = agents !== undefined || (agent_id ?? child.agent_id) !== child.agent_id ? newAgents(element) : [];
  const owners = said.length > 0 ? said : series.masters.map((master) => master.agent_id);
  const collection = owners.length > 1 ? newCollectionId() : null;
  const rows = owners.map((agentId): PlannedRow => {
    const master = series.masters.find((one) => one.agent_id === agentId) ?? (series.masters[0] as AppointmentRow);
    const row = atElement(0, () => changedRow({ ...master, ...timesOfChild(child) }, words as Element, agentId, facts));
    mayChangeRow(facts.scope, row);
    const fresh = {
      id: null,
      version: 1,
      collection_id: collection,
      created_by: facts.scope.agentId,
      date_created: facts.now,
    };
    return { before: undefined, row: { ...row, ...fresh }, force: false, followUp: undefined };
  });
  const written = await writePlan(connection, { rows, answers: rows }, facts, { validateOnly: false });
  return rowsWithMates(connection, facts.scope.tenantId, rows.map(written.idOf), false);
}

function timesOfChild({ starts_at, ends_at, all_day, start_date, end_date }: AppointmentRow) {
  return { starts_at, ends_at, all_day, start_date, end_date };
}

async function endBefore(work: SeriesWork, series: Series, first: Recurrence): Promise<void> {
  const { connection, facts } = work;
  const { startdate, timezone } = series.schedule;
  const defaults = { startdate, timezone, savedBy: facts.scope.agentId };
  const rrule = printRecurrence(first, { withStart: false });
  const planned = scheduleFrom({ rrule }, series.schedule, defaults, facts.now);
  const schedule = await updateSchedule(connection, facts.scope.tenantId, planned);
  if (schedule) await describe(work, { ...series, schedule });
}

async function removeRest({ connection, facts }: SeriesWork, series: Series): Promise<void> {
  const { tenantId } = facts.scope;
  await endSeries(connection, tenantId, series.masterId);
  await removeSchedule(connection, tenantId, series.schedule.id as number);
  const rows = series.masters.map(
    (before): PlannedRow => ({ before, row: deletedRow(before, facts.now), force: false, followUp: undefined }),
  );
  await writePlan(connection, { rows, answers: rows }, facts, { validateOnly: false });
}

/** Removes a series: its masters are deleted, and so are the children that are not done. */
export async function removeSeries(work: SeriesWork, masterId: number): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const series = await seriesWith(connection, tenantId, masterId);
  if (!series) throw notFound();
  for (const master of series.masters) mayChangeRow(facts.scope, master);
  const removed = await deleteChildren(connection, tenantId, series.masterId, null, facts.now);
  await note(work, series, { removed });
  await removeRest(work, series);
}

/** Ends a series before one of its children; that child and the following ones that are not done are deleted. */
export async function endSeriesBefore(work: SeriesWork, child: AppointmentRow): Promise<void> {
  const { connection, facts } = work;
  const series =
    child.master_id === null ? undefined : await seriesWith(connection, facts.scope.tenantId, child.master_id);
  if (!series || child.original_start === null)
    throw fieldProblem('_thisandfuture', 'It is not an occurrence of a series.');
  for (const row of [child, ...series.masters]) mayChangeRow(facts.scope, row);
  const recurrence = recurrenceOfSchedule(series.schedule);
  const { before, first } = splitRules(recurrence, child.original_start);
  const { tenantId } = facts.scope;
  const removed = await deleteChildren(connection, tenantId, series.masterId, child.original_start, facts.now);
  await note(work, series, { removed });
  if (before === 0) await removeRest(work, series);
  else await endBefore(work, series, first);
}

async function atElementLater<T>(rule: () => Promise<T>): Promise<T> {
  try {
    return await rule();
  } catch (error) {
    return atElement(0, () => {
      throw error;
    });
  }
}

function atElementProblem(field: string, message: string): Problem {
  return fieldProblem(`[0].${field}`, message);
}
