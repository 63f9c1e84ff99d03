import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { ClosedRow } from '../holidays/closed-rules.ts';
import { heldIn } from './assignment-rules.ts';
import { zoneNamed } from './pattern-rules.ts';
import { type PublicHoliday, publicHolidaysOf, recurringWindow } from './public-holidays-rules.ts';
import { assignmentsOf, type WorkRow, workRows } from './work-sql.ts';

/** Whose holidays are asked for, and when. */
export interface HolidaysAsked {
  /** Undefined: every agent who is not disabled. */
  readonly agentIds: readonly number[] | undefined;
  /** Undefined: since always, for good. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly now: number;
}

/** The years that the wire knows. */
const always: Interval = { start: Date.UTC(1899, 11, 30), end: Date.UTC(2200, 0, 3) };

/** The public holidays of some agents in a window, each by itself. One statement (two for all agents), however many. */
export async function readPublicHolidays(
  connection: Connection,
  tenantId: number,
  { agentIds, from, to, now }: HolidaysAsked,
): Promise<PublicHoliday[]> {
  const window = { start: from ?? always.start, end: to ?? always.end };
  const ids = agentIds ?? (await everyAgent(connection, tenantId));
  if (ids.length === 0) return [];
  const { rows } = await connection.query<WorkRow>({
    name: 'public_holidays',
    text: workRows.holidays,
    values: [tenantId, ids, instantParameter(window.start), instantParameter(window.end)],
  });
  const closed = rows.filter((row): row is ClosedRow => row.kind === 'public');
  if (closed.length === 0) return [];
  const makers = rows.flatMap((row) => {
    if (row.kind !== 'worker') return [];
    return [{ id: row.id, zone: zoneNamed(row.facts.timezone), held: heldIn(assignmentsOf(row.facts), window) }];
  });
  return publicHolidaysOf(makers, closed, { window, recurring: recurringWindow({ from, to }, now) });
}

/** Those who are not disabled. */
export async function everyAgent(connection: Connection, tenantId: number): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'agents_at_work',
    text: 'select id from agent where tenant_id = $1 and not isdisabled',
    values: [tenantId],
  });
  return rows.map(({ id }) => id);
}
