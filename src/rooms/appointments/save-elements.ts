import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { lockAndRead, newCollectionId } from './known.ts';
import { planSave } from './plan-rules.ts';
import type { Element } from './schema.ts';
import { settleSeries } from './series-save.ts';
import { writePlan } from './write.ts';

/** Saves what a POST would, in a transaction of somebody else's and without its answer: for what writes appointments
 * but is no request (imports, the demonstration).
 * @param now in whole seconds
 * @returns for each element the id of the row that would answer it
 * @throws Problem as a POST would; of a single new row that clashes nothing is written, and the transaction can go on */
export async function saveElements(
  connection: Connection,
  scope: Scope,
  now: number,
  elements: Element[],
): Promise<number[]> {
  const { facts, rows } = await lockAndRead(connection, scope, now, elements);
  const plan = planSave(elements, rows, facts, newCollectionId);
  const written = await writePlan(connection, plan, facts, { validateOnly: false });
  await settleSeries({ connection, facts }, plan, elements, written);
  return plan.answers.map(written.idOf);
}
