import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { Problem } from '../../problems.ts';
import { insertBareRows, type SavedRow } from './insert-sql.ts';
import { factsForPlainCreation, lockAndRead, newCollectionId } from './known.ts';
import { type PlannedRow, planSave } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { plannedRows, takesTime } from './rules.ts';
import { insertAssets } from './save-sql.ts';
import type { Element } from './schema.ts';
import { readDetailedRows } from './work-hours-sql.ts';
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

/** Whose new appointment it is: an agent, or some assets. */
export interface Owner {
  readonly agentId: number | null;
  readonly assetIds: readonly number[];
  /** In which whole days begin. */
  readonly zone: Zone;
}

/** A new appointment for a room that has locked its owner and found them free. */
export interface Wanted {
  readonly now: number;
  readonly element: Element;
  readonly owner: Owner;
}

type Saved = SavedRow & { busy: boolean };

/** Makes one appointment: one statement, no second look.
 * @returns undefined when it clashes all the same, or the agent is missing or disabled; then the transaction must end */
export async function insertAppointment(
  connection: Connection,
  scope: Scope,
  wanted: Wanted,
): Promise<Saved | undefined> {
  const [saved] = await insertAppointments(connection, scope, [wanted]);
  const { assetIds } = wanted.owner;
  if (!saved || assetIds.length === 0) return saved;
  const row = newRow(scope, wanted);
  const claim = { takesTime: takesTime(row, new Set()), forced: false };
  const taken = await insertAssets(connection, scope.tenantId, saved.id, row, claim);
  if (taken.length > 0) return undefined;
  const read = (await readDetailedRows(connection, scope, [saved.id], false)).get(saved.id);
  return read && { ...read, busy: false };
}

/** Makes appointments of agents, each for itself, in one statement: those that can be made are. */
export async function insertAppointments(
  connection: Connection,
  scope: Scope,
  wanted: readonly Wanted[],
): Promise<(Saved | undefined)[]> {
  if (wanted.length === 0) return [];
  const rows = wanted.map((one) => newRow(scope, one));
  const saved = await insertBareRows(
    connection,
    scope,
    rows.map((row) => ({ row, fromTicket: row.ticket_id !== null })),
  );
  return saved.map((row) => row && { ...row, busy: JSON.parse(row.json).busy === true });
}

function newRow(scope: Scope, { now, element, owner: { agentId, assetIds, zone } }: Wanted): AppointmentRow {
  const plain = factsForPlainCreation(scope, wholeSecond(now), agentId ?? 0);
  const agents = new Map([[agentId ?? 0, { id: agentId ?? 0, name: '', zone, isDisabled: false }]]);
  const asked = assetIds.length > 0 ? { ...element, asset_ids: [...assetIds] } : element;
  const facts = { ...plain, agents, tenantZone: zone };
  return plannedRows(asked, agentId === null ? [] : [agentId], facts)[0] as AppointmentRow;
}

/** Changes an appointment for another room, in its transaction: by the same rules, and with the same change row, as a
 * POST of the element.
 * @throws Problem as a POST would */
export async function changeAppointment(
  connection: Connection,
  scope: Scope,
  now: number,
  element: Element & { id: number },
): Promise<void> {
  const { facts, rows } = await lockAndRead(connection, scope, now, [element]);
  const plan = planSave([element], rows, facts, newCollectionId);
  await writePlan(connection, plan, facts, { validateOnly: false });
}

async function add(connection: Connection, scope: Scope, now: number, element: Element, clashed: boolean) {
  const { facts, rows } = await lockAndRead(connection, scope, now, [element]);
  const plan = planSave([{ ...element, _force: clashed }], rows, facts, newCollectionId);
  for (const planned of plan.rows) planned.row.clash = clashed;
  const { idOf } = await writePlan(connection, plan, facts, { validateOnly: false });
  return idOf(plan.answers[0] as PlannedRow);
}
