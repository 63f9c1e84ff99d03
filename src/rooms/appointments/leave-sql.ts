import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { conflictIds, conflictRows } from './conflict-sql.ts';
import type { Facts } from './facts.ts';
import { lockAndRead } from './known.ts';
import { readRows } from './one-sql.ts';
import type { PlannedRow } from './plan-rules.ts';
import { type AppointmentRow, blankRow } from './row.ts';
import { takesTime } from './rules.ts';
import { writePlan } from './write.ts';

/** The rows that mirror leave: made, moved and removed with it by rooms/holidays, in its transaction. */

/** Leave as its mirror shows it. */
export interface MirroredLeave {
  holidayId: string;
  agentId: number;
  subject: string;
  holidayType: number;
  /** 0 pending (not busy), 1 approved (busy). */
  approvalStatus: number;
  approvalNote: string | null;
  decidedBy: number | null;
  decidedAt: number | null;
  /** A row each; none removes what is there. */
  times: readonly MirroredTime[];
  /** Rows that begin before this are left as they are. */
  from?: number;
}

export interface MirroredTime extends Interval {
  /** Civil dates of whole days, the end included. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
}

/** Makes the mirror what the leave is now.
 * @param force claim the agent's time whoever has it already
 * @throws Problem appointment-clash with what is in the way, as the caller may see it */
export async function mirrorLeave(
  connection: Connection,
  scope: Scope,
  now: number,
  leave: MirroredLeave,
  force: boolean,
): Promise<void> {
  const present = await mirrorIds(connection, scope.tenantId, [leave.holidayId]);
  const elements = [{ agent_id: leave.agentId }, ...present.map(({ id }) => ({ id }))];
  const { facts, rows } = await lockAndRead(connection, scope, now, elements);
  const from = leave.from ?? Number.NEGATIVE_INFINITY;
  const stored = rows.filter(
    (row) => row.holiday_id === leave.holidayId && !row.deleted && (row.starts_at ?? 0) >= from,
  );
  const planned = plannedMirror(leave, stored, facts, force);
  await writePlan(connection, { rows: planned, answers: [] }, facts, { validateOnly: false });
}

/** The rows that mirror some leave, by its id, the earliest first. */
export async function mirrorIds(
  connection: Connection,
  tenantId: number,
  holidayIds: readonly string[],
): Promise<{ id: number; holiday_id: string }[]> {
  if (holidayIds.length === 0) return [];
  const { rows } = await connection.query<{ id: number; holiday_id: string }>({
    name: 'mirrors_of_leave',
    text: `select id, holiday_id from appointment
      where tenant_id = $1 and holiday_id = any ($2::uuid[]) and not deleted order by starts_at, id`,
    values: [tenantId, holidayIds],
  });
  return rows;
}

/** Rows that mirror leave as GET one shows them, by id. */
export async function mirrorRows(
  connection: Connection,
  scope: Scope,
  ids: readonly number[],
): Promise<Map<number, unknown>> {
  const rows = await readRows(connection, scope, [...ids], false);
  return new Map([...rows.values()].map(({ id, json }) => [id, JSON.parse(json)]));
}

/** What takes the agent's time in some intervals already, as the caller may see it; leave of this id is no obstacle. */
export async function busyDuring(
  connection: Connection,
  scope: Scope,
  agentId: number,
  times: readonly Interval[],
  holidayId: string,
): Promise<unknown[]> {
  const own = new Set((await mirrorIds(connection, scope.tenantId, [holidayId])).map(({ id }) => id));
  const found = new Set<number>();
  for (const { start, end } of times.slice(0, 100)) {
    const claim = { id: null, agent_id: agentId, starts_at: start, ends_at: end, asset_ids: [], collection_id: null };
    for (const id of await conflictIds(connection, scope.tenantId, claim)) if (!own.has(id)) found.add(id);
  }
  return conflictRows(connection, scope, [...found].slice(0, 50));
}

/** Rows that begin when they should stay what they are; of the others those that are too many go, or become the missing
 * ones. */
function plannedMirror(
  leave: MirroredLeave,
  stored: readonly AppointmentRow[],
  facts: Facts,
  force: boolean,
): PlannedRow[] {
  const starts = new Set(leave.times.map(({ start }) => start));
  const spare = stored.filter((row) => !starts.has(row.starts_at ?? 0));
  const staying = new Map(stored.filter((row) => !spare.includes(row)).map((row) => [row.starts_at, row]));
  const planned = leave.times.map((time): PlannedRow => {
    const before = staying.get(time.start) ?? spare.shift();
    return plan(before, mirrorRow(before, leave, time, facts), force);
  });
  const gone = spare.map((row) => plan(row, { ...row, deleted: true, deleted_at: facts.now, busy: false }, force));
  return [...planned, ...gone];
}

const plan = (before: AppointmentRow | undefined, row: AppointmentRow, force: boolean): PlannedRow => ({
  before,
  row,
  force,
  followUp: undefined,
});

function mirrorRow(
  before: AppointmentRow | undefined,
  leave: MirroredLeave,
  { start, end, days }: MirroredTime,
  facts: Facts,
): AppointmentRow {
  const row: AppointmentRow = {
    ...(before ?? blankRow(facts.scope.agentId, facts.now)),
    holiday_id: leave.holidayId,
    agent_id: leave.agentId,
    subject: leave.subject,
    starts_at: start,
    ends_at: end,
    all_day: days !== undefined,
    start_date: days?.first ?? null,
    end_date: days?.last ?? null,
    requires_approval: true,
    approval_status: leave.approvalStatus,
    approvalnote: leave.approvalNote,
    approvalagent: leave.decidedBy,
    approvaldatetime: leave.decidedAt,
  };
  row.extra = { ...row.extra, holiday_type: leave.holidayType };
  row.busy = takesTime(row, facts.freeTypes);
  return row;
}
