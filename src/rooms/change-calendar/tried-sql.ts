import type { Connection } from '../../kernel/db/transaction.ts';
import { hullOf } from './calendar.ts';
import { codesOf, type WireRow, wireConflict } from './shown-rules.ts';
import { around, namesOf } from './surroundings-sql.ts';
import { hasPlan, type TicketRow } from './weigh-rules.ts';
import { conflictsOf } from './window-rules.ts';

/** What is in the way of tickets that were just written in this transaction, by their ids; only of planned changes. */
export async function conflictsOfTickets(
  connection: Connection,
  tenantId: number,
  rows: readonly TicketRow[],
): Promise<Map<number, WireRow>> {
  const times = rows.filter(hasPlan).map((row) => ({
    start_date: Date.parse(`${row.start_date}Z`),
    end_date: Date.parse(`${row.end_date}Z`),
  }));
  const [first] = times;
  if (!first) return new Map();
  const there = await around(connection, tenantId, hullOf({ start: first.start_date, end: first.end_date }, times));
  const conflicts = conflictsOf(there);
  const names = await namesOf(connection, tenantId, conflicts);
  return new Map(
    there.changes.map(({ ticketId }) => {
      const found = conflicts.ofChanges.get(ticketId) ?? [];
      const details = found.map((conflict) => wireConflict(conflict, names));
      return [ticketId, { conflicts: codesOf(found), conflict_details: details }];
    }),
  );
}
