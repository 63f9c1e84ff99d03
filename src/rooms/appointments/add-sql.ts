import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { Problem } from '../../problems.ts';
import { lockAndRead, newCollectionId } from './known.ts';
import { type PlannedRow, planSave } from './plan-rules.ts';
import type { Element } from './schema.ts';
import { writePlan } from './write.ts';

/** Makes an appointment for another room, in its transaction: by the same rules, and with the same change row, as a
 * POST. One that clashes is made all the same, forced and flagged.
 * @returns its id, and whether its agent was busy already */
export async function addAppointment(
  connection: Connection,
  scope: Scope,
  now: number,
  element: Element,
): Promise<{ id: number; clashed: boolean }> {
  try {
    return { id: await add(connection, scope, now, element, false), clashed: false };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'appointment-clash') throw error;
    return { id: await add(connection, scope, now, element, true), clashed: true };
  }
}

async function add(connection: Connection, scope: Scope, now: number, element: Element, clashed: boolean) {
  const { facts, rows } = await lockAndRead(connection, scope, now, [element]);
  const plan = planSave([{ ...element, _force: clashed }], rows, facts, newCollectionId);
  for (const planned of plan.rows) planned.row.clash = clashed;
  const { idOf } = await writePlan(connection, plan, facts, { validateOnly: false });
  return idOf(plan.answers[0] as PlannedRow);
}
