import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { draftsOf, saveAll } from './save.ts';
import { tickets } from './schema/work.ts';

/** Makes a ticket for another room, in its transaction: by the same rules, and with the same change row, as a POST.
 * @param element properties of a ticket as read from the wire
 * @returns its id */
export async function addTicket(
  connection: Connection,
  scope: Scope,
  now: number,
  element: Record<string, unknown>,
): Promise<number> {
  const drafts = draftsOf(tickets, [element]);
  const saving = { connection, scope, now, resource: tickets, expected: undefined, passwords: new Map(), changes: [] };
  const [saved] = await saveAll(saving, drafts);
  if (!saved) throw new Error('a ticket was not saved');
  return saved.id;
}
