import type { Connection } from '../../kernel/db/transaction.ts';
import { Problem } from '../../problems.ts';
import type { ScheduleElement } from '../schedules/schema.ts';
import { wireSchedule } from '../schedules/shown-rules.ts';
import { masterOf, rowsWithMates } from './facts-sql.ts';
import { atElement, type PlannedRow, type SavePlan } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, isMoved, mayChangeRow } from './rules.ts';
import type { Element } from './schema.ts';
import { beginSeries, changeSeries, generate, storedSeries } from './series.ts';
import { passChildren, releaseChildren } from './series-move-sql.ts';
import { childrenOf, seriesOf } from './series-sql.ts';
import { ids, isOccurrence, type Series, type SeriesWork } from './series-work.ts';
import { differs, type Written, writePlan } from './write.ts';

/** What a save does to series. */

/** After the rows of a plan are written: new masters get their children, and changed ones pass their change on. */
export async function settleSeries(
  work: SeriesWork,
  plan: SavePlan,
  elements: Element[],
  written: Written,
): Promise<void> {
  for (const [index, element] of elements.entries()) {
    const planned = plan.answers[index] as PlannedRow;
    if (planned.before?.deleted) await leaveLostSeries(work, planned.row);
    if (!planned.row.is_master) continue;
    const isChanged = plan.rows.some((one) => isMate(one, planned) && (!one.before || differs(one.row, one.before)));
    if (!element.schedule && !isChanged) continue;
    await atElementAsync(index, () => settleMaster(work, plan, element, written.idOf(planned), isChanged));
  }
}

function isMate(one: PlannedRow, planned: PlannedRow): boolean {
  if (one === planned) return true;
  return one.row.is_master && one.row.collection_id !== null && one.row.collection_id === planned.row.collection_id;
}

async function settleMaster(
  work: SeriesWork,
  plan: SavePlan,
  element: Element,
  id: number,
  isChanged: boolean,
): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const series = await seriesWith(connection, tenantId, id);
  if (!series) {
    const masters = (await rowsWithMates(connection, tenantId, [id], false)).filter((row) => isLiveMaster(row));
    if (element.schedule) await beginAgain(work, id, masters, element.schedule);
    return;
  }
  const moves = plan.rows.filter(({ before, row }) => before?.is_master && row.agent_id !== before.agent_id);
  for (const { before, row } of moves)
    await passChildren(connection, tenantId, series.masterId, before?.agent_id ?? null, row.agent_id);
  const changed = series.masters.find((master) => master.id === id) ?? (series.masters[0] as AppointmentRow);
  const masters = await atTheSameTime(work, series.masters, changed);
  await changeSeries(work, { ...series, masters }, element.schedule ?? {}, changed, isChanged);
}

/** A series that was removed and is brought back with a schedule is made anew: what was deleted with it holds no place. */
async function beginAgain(
  work: SeriesWork,
  id: number,
  masters: AppointmentRow[],
  said: ScheduleElement,
): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const deleted = (await childrenOf(connection, tenantId, id)).filter((child) => child.deleted);
  await releaseChildren(connection, tenantId, ids(deleted), facts.now);
  await beginSeries(work, masters, said);
}

export const isLiveMaster = (row: AppointmentRow) => row.is_master && !row.deleted;

/** A series has one rule: the times of one of its masters are those of all. */
async function atTheSameTime(
  work: SeriesWork,
  masters: AppointmentRow[],
  changed: AppointmentRow,
): Promise<AppointmentRow[]> {
  const { all_day, starts_at, ends_at, start_date, end_date } = changed;
  const times: Element = all_day
    ? { allday: true, start_date_only: start_date, end_date_only: end_date }
    : { allday: false, start_date: starts_at, end_date: ends_at };
  const rows = masters.flatMap((before): PlannedRow[] => {
    const row = changedRow(before, times, before.agent_id, work.facts);
    if (before === changed || (!isMoved(row, before) && row.all_day === before.all_day)) return [];
    mayChangeRow(work.facts.scope, row);
    return [{ before, row, force: false, followUp: undefined }];
  });
  await writePlan(work.connection, { rows, answers: rows }, work.facts, { validateOnly: false });
  return masters.map((master) => rows.find(({ before }) => before === master)?.row ?? master);
}

/** An occurrence that is brought back after its series has gone, or has ended before it, is an appointment of its own. */
async function leaveLostSeries({ connection, facts }: SeriesWork, row: AppointmentRow): Promise<void> {
  if (row.deleted || row.master_id === null || row.id === null) return;
  const { tenantId } = facts.scope;
  const series = await seriesWith(connection, tenantId, row.master_id);
  if (series && isOccurrence(series, row.original_start)) return;
  await releaseChildren(connection, tenantId, [row.id], facts.now);
}

/** The series of a master, with its live masters as they are now. */
export async function seriesWith(connection: Connection, tenantId: number, id: number): Promise<Series | undefined> {
  const found = await seriesOf(connection, tenantId, [id]);
  if (!found) return undefined;
  const rows = await rowsWithMates(connection, tenantId, [found.master_id], false);
  return storedSeries(connection, tenantId, found.master_id, rows.filter(isLiveMaster));
}

/** The schedule of a master or of the master of a child, as the wire has it; undefined when the row is neither. */
export async function scheduleOfRow(
  connection: Connection,
  tenantId: number,
  id: number,
  now: number,
): Promise<Record<string, unknown> | undefined> {
  const master = (await masterOf(connection, tenantId, id)) ?? id;
  const series = await seriesWith(connection, tenantId, master);
  return series && wireSchedule(series.schedule, now);
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
