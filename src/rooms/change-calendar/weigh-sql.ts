import type { Change } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { DAY, SECOND } from '../../kernel/time/units.ts';
import { holidayEntity } from '../holidays/schema.ts';
import { concerns, freezesOver, needsWeighing, type PlannedTicket } from './freeze-rules.ts';
import { freezeTime, timesIn } from './period-rules.ts';
import { periodsNear } from './period-sql.ts';
import { typesOfKind } from './planned-sql.ts';
import { frozen, hasPlan, plannedTicket, type TicketRow } from './weigh-rules.ts';

/** Weighs tickets that were just written in this transaction against the freezes.
 * @param changes what was written, in its order
 * @param pathOf the path of the element that a ticket came from
 * @throws Problem change-freeze; nothing of the transaction is kept then */
export async function refuseFrozen(
  connection: Connection,
  tenantId: number,
  changes: readonly Change[],
  pathOf: (ticketId: number) => string,
): Promise<void> {
  const written = firstAndLast(changes).filter(({ after }) => hasPlan(after));
  if (written.length === 0) return;
  const types = await changeTypes(connection, tenantId);
  const weighed = written.flatMap(({ id, before, after }) => {
    const ticket = plannedTicket(after, types);
    return ticket && needsWeighing(plannedTicket(before, types), ticket) ? [{ id, ticket }] : [];
  });
  if (weighed.length === 0) return;
  await standBeforeFreezes(connection, tenantId);
  for (const { id, ticket } of weighed) await weigh(connection, tenantId, ticket, pathOf(id));
}

async function weigh(connection: Connection, tenantId: number, ticket: PlannedTicket, path: string): Promise<void> {
  const whole = { start: ticket.start, end: Math.max(ticket.end, ticket.start + SECOND) };
  const near = await periodsNear(connection, tenantId, whole, [holidayEntity.freeze]);
  const periods = near.filter((period) => concerns(freezeTime({ ...whole, period }), ticket));
  // Year by year: a change can last for ages, and a freeze recur every day of it.
  for (let { start } = whole; periods.length > 0 && start < whole.end; start += 366 * DAY) {
    const year = { start, end: Math.min(start + 366 * DAY, whole.end) };
    const stopping = freezesOver(ticket, timesIn(periods, year).map(freezeTime));
    if (stopping.length > 0) throw frozen(path, ticket, stopping);
  }
}

interface Written {
  readonly id: number;
  readonly before: TicketRow | undefined;
  readonly after: TicketRow | undefined;
}

/** A ticket that one request writes twice counts as it was before and as it is after all. */
function firstAndLast(changes: readonly Change[]): Written[] {
  const byId = new Map<number, Written>();
  for (const { entity, entityId, before, after } of changes) {
    if (entity !== 'ticket') continue;
    const id = Number(entityId);
    const known = byId.get(id);
    byId.set(id, {
      id,
      before: known ? known.before : (before as TicketRow | undefined),
      after: after as TicketRow | undefined,
    });
  }
  return [...byId.values()];
}

async function changeTypes(connection: Connection, tenantId: number): Promise<Set<number>> {
  const text = typesOfKind('change');
  const { rows } = await connection.query<{ id: number }>({ name: 'change_types', text, values: [tenantId] });
  return new Set(rows.map(({ id }) => id));
}

/** A change and a freeze that are saved at the same moment do so one after the other: changes share the tenant's row,
 * whoever saves a freeze has it alone. */
export async function standBeforeFreezes(connection: Connection, tenantId: number): Promise<void> {
  await connection.query({
    name: 'stand_before_freezes',
    text: 'select id from tenant where id = $1 for share',
    values: [tenantId],
  });
}

export async function holdChanges(connection: Connection, tenantId: number): Promise<void> {
  await connection.query('select id from tenant where id = $1 for no key update', [tenantId]);
}
