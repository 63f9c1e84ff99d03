import type { Scope } from '../../kernel/auth/scope.ts';
import { workingLength } from '../../kernel/availability/working-time.ts';
import { memoryOf } from '../../kernel/changes/memory.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { readWorkOften, rememberedWork } from '../workdays/remembered-work-sql.ts';
import { type Work, workingTimeOf } from '../workdays/work-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import { type ReadRow, readRows } from './one-sql.ts';

/** `appointment_work_hours`: how much of a row lies inside the working time of its agent. Told with one row and with the
 * rows that answer a save; in lists it would mean working hours for everybody in them. */

/** The times of a row. */
export interface WorkedRow {
  readonly agent_id: number | null;
  readonly starts_at: number | null;
  readonly ends_at: number | null;
}

/** Rows by id as GET one shows them. */
export async function readDetailedRows(
  connection: Connection,
  scope: Scope,
  ids: number[],
  showall: boolean | null | undefined,
): Promise<Map<number, ReadRow>> {
  const rows = await readRows(connection, scope, ids, showall);
  const whole = [...rows.values()].filter(({ whole }) => whole);
  const hours = await workHoursOf(connection, scope.tenantId, whole);
  whole.forEach((row, index) => {
    rows.set(row.id, { ...row, json: withWorkHours(row.json, hours[index]) });
  });
  return rows;
}

/** For each row its hours; undefined for one that has no agent or no time. */
export async function workHoursOf(
  connection: Connection,
  tenantId: number,
  rows: readonly WorkedRow[],
): Promise<(number | undefined)[]> {
  const window = windowOf(rows);
  if (!window) return rows.map(() => undefined);
  return hoursFrom(await readWork(connection, tenantId, agentsOf(rows), window), rows);
}

/** What is remembered of when the agents of rows work, for a statement that reads their shifts and asks whether settings
 * have changed since the snapshot. */
export async function settledWork(
  connection: Connection,
  tenantId: number,
  rows: readonly WorkedRow[],
  now: number,
): Promise<{ snapshot: string; works: ReadonlyMap<number, Work> }> {
  const memory = await memoryOf(connection, tenantId, now);
  const window = windowOf(rows);
  const works = window && (await rememberedWork(memory, connection, tenantId, 'agents', agentsOf(rows), window));
  return { snapshot: memory.snapshot, works: works ?? new Map() };
}

/** The same for who asks many times a second, with what is remembered of settings. Not in a transaction that changed some. */
export async function workHoursOften(
  connection: Connection,
  tenantId: number,
  rows: readonly WorkedRow[],
  now: number,
): Promise<(number | undefined)[]> {
  const window = windowOf(rows);
  if (!window) return rows.map(() => undefined);
  return hoursFrom(await readWorkOften(connection, tenantId, agentsOf(rows), window, now), rows);
}

function agentsOf(rows: readonly WorkedRow[]): number[] {
  return [...new Set(rows.filter(isTimed).map(({ agent_id }) => agent_id))];
}

/** From the first start to the last end of the rows that have an agent and a time. */
export function windowOf(rows: readonly WorkedRow[]): Interval | undefined {
  const timed = rows.filter(isTimed);
  if (timed.length === 0) return undefined;
  return {
    start: Math.min(...timed.map(({ starts_at }) => starts_at)),
    end: Math.max(...timed.map(({ ends_at }) => ends_at)),
  };
}

/** The same as `workHoursOf` from what is known already.
 * @param shifts by the place of the row, where they are not in `works` */
export function hoursFrom(
  works: ReadonlyMap<number, Work>,
  rows: readonly WorkedRow[],
  shifts?: ReadonlyMap<number, readonly Interval[]>,
): (number | undefined)[] {
  return rows.map((row, place) => {
    const work = isTimed(row) ? works.get(row.agent_id) : undefined;
    if (!work || !isTimed(row)) return undefined;
    const own = { start: row.starts_at, end: row.ends_at };
    const whole = shifts ? { ...work, shifts: shifts.get(place) ?? [] } : work;
    return workingLength(own, workingTimeOf(whole, own)) / HOUR;
  });
}

/** The text of a row with its working hours added. */
export function withWorkHours(json: string, hours: number | undefined): string {
  return hours === undefined ? json : `${json.slice(0, -1)},"appointment_work_hours":${hours}}`;
}

type TimedRow = { readonly [K in keyof WorkedRow]: number };

function isTimed(row: WorkedRow): row is TimedRow {
  return row.agent_id !== null && row.starts_at !== null && row.ends_at !== null;
}
