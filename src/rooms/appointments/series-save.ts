import type { Connection } from '../../kernel/db/transaction.ts';
import { printRecurrence } from '../../kernel/recurrence/print.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { recurrenceOfSchedule, scheduleFrom } from '../schedules/rules.ts';
import type { ScheduleElement } from '../schedules/schema.ts';
import { removeSchedule, updateSchedule } from '../schedules/sql.ts';
import { newAgents } from './collection-rules.ts';
import { rowsWithMates } from './facts-sql.ts';
import { type Known, newCollectionId } from './known.ts';
import { atElement, type PlannedRow, type SavePlan } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, deletedRow, mayChangeRow } from './rules.ts';
import type { Element } from './schema.ts';
import {
  beginSeries,
  changeSeries,
  generate,
  type Series,
  type SeriesWork,
  settleChildren,
  storedSeries,
} from './series.ts';
import { movedRule, splitRules } from './series-rules.ts';
import { childrenOf, deleteChildren, endSeries, passChildren, seriesOf } from './series-sql.ts';
import { differs, type Written, writePlan } from './write.ts';

/** What a save, a split or a deletion does to series. */

/** After the rows of a plan are written: new masters get their children, and changed ones pass their change on. */
export async function settleSeries(
  work: SeriesWork,
  plan: SavePlan,
  elements: Element[],
  written: Written,
): Promise<void> {
  for (const [index, element] of elements.entries()) {
    const planned = plan.answers[index] as PlannedRow;
    if (!planned.row.is_master) continue;
    if (!element.schedule && planned.before && !differs(planned.row, planned.before)) continue;
    await atElementAsync(index, () => settleMaster(work, plan, element.schedule, written.idOf(planned)));
  }
}

async function settleMaster(
  work: SeriesWork,
  plan: SavePlan,
  said: ScheduleElement | null | undefined,
  id: number,
): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const series = await seriesWith(connection, tenantId, id);
  if (!series) {
    const masters = (await rowsWithMates(connection, tenantId, [id], false)).filter((row) => row.is_master);
    if (said) await beginSeries(work, masters, said);
    return;
  }
  const moves = plan.rows.filter(({ before, row }) => before?.is_master && row.agent_id !== before.agent_id);
  for (const { before, row } of moves)
    await passChildren(connection, tenantId, series.masterId, before?.agent_id ?? null, row.agent_id);
  await changeSeries(work, series, said ?? {});
}

/** The series of a master, with its live masters as they are now. */
export async function seriesWith(connection: Connection, tenantId: number, id: number): Promise<Series | undefined> {
  const found = await seriesOf(connection, tenantId, [id]);
  if (!found) return undefined;
  const rows = await rowsWithMates(connection, tenantId, [found.master_id], false);
  const masters = rows.filter((row) => row.is_master && !row.deleted);
  return storedSeries(connection, tenantId, found.master_id, masters);
}

/** Splits a series at a child: the series ends before it, and a new one, changed as the element says, begins with it.
 * @returns the child, which is the first occurrence of the new series */
export async function splitSeries(work: SeriesWork, known: Known, element: Element): Promise<number> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const child = known.rows.find((row) => row.id === element.id);
  if (!child || child.deleted) throw notFound();
  const series = child.master_id === null ? undefined : await seriesWith(connection, tenantId, child.master_id);
  if (!series || child.original_start === null) {
    throw atElementProblem('_thisandfuture', 'Only an occurrence of a series can be split from it.');
  }
  for (const row of [child, ...series.masters]) mayChangeRow(facts.scope, row);
  const recurrence = recurrenceOfSchedule(series.schedule);
  const { before, first, second } = splitRules(recurrence, child.original_start);
  const masters = await newMasters(work, series, child, element);
  const moved = movedDays(child, masters[0] as AppointmentRow, recurrence.start.zone);
  const rest = { ...recurrence, rules: second.map((rule) => movedRule(rule, moved)) };
  const said: ScheduleElement = element.schedule ?? {
    rrule: printRecurrence(rest, { withStart: false }),
    timezone: series.schedule.timezone,
  };
  const children = await childrenOf(connection, tenantId, series.masterId);
  const later = children.filter((row) => (row.original_start ?? 0) >= (child.original_start ?? 0) && !isDone(row));
  if (before === 0) await removeRest(work, series);
  else await endBefore(work, series, printRecurrence({ ...recurrence, rules: first }, { withStart: false }));
  const current = later.find((row) => row.id === child.id);
  await beginSeries(work, masters, said, (begun) => settleChildren(work, begun, later, current));
  return child.id as number;
}

function isDone(row: AppointmentRow): boolean {
  return row.complete_status === 0 && !row.deleted;
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

function movedDays(child: AppointmentRow, master: AppointmentRow, zone: Parameters<typeof dayOf>[1]): number {
  return dayOf(master.starts_at ?? 0, zone) - dayOf(child.original_start ?? 0, zone);
}

async function endBefore({ connection, facts }: SeriesWork, series: Series, rrule: string): Promise<void> {
  const { startdate, timezone } = series.schedule;
  const defaults = { startdate, timezone, savedBy: facts.scope.agentId };
  await updateSchedule(connection, facts.scope.tenantId, scheduleFrom({ rrule }, series.schedule, defaults, facts.now));
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
  await deleteChildren(connection, tenantId, series.masterId, null, facts.now);
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
  await deleteChildren(connection, facts.scope.tenantId, series.masterId, child.original_start, facts.now);
  if (before === 0) await removeRest(work, series);
  else await endBefore(work, series, printRecurrence({ ...recurrence, rules: first }, { withStart: false }));
}

/** What Generate answers for each id. */
export interface GenerateResult {
  id: number;
  generated: number;
  existing: number;
  skipped: number;
  error?: string;
}

/** Makes the missing children of one master. */
export async function generateNow(work: SeriesWork, id: number, rows: AppointmentRow[]): Promise<GenerateResult> {
  const { connection, facts } = work;
  const row = rows.find((one) => one.id === id && !one.deleted);
  const failed = (error: string) => ({ id, generated: 0, existing: 0, skipped: 0, error });
  if (!row) return failed('Record not found');
  const series = row.is_master ? await seriesWith(connection, facts.scope.tenantId, id) : undefined;
  if (!series) return failed('It is not the master of a series.');
  try {
    mayChangeRow(facts.scope, row);
  } catch (error) {
    if (error instanceof Problem) return failed(error.message);
    throw error;
  }
  const made = await generate(work, series);
  return { id, generated: made.generated, existing: made.existing, skipped: made.tombstones };
}

async function atElementAsync(index: number, rule: () => Promise<void>): Promise<void> {
  try {
    await rule();
  } catch (error) {
    atElement(index, () => {
      throw error;
    });
  }
}

function atElementProblem(field: string, message: string): Problem {
  return fieldProblem(`[0].${field}`, message);
}
