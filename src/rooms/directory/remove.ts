import { recordChanges } from '../../kernel/changes/change.ts';
import { notFound, Problem } from '../../problems.ts';
import { refuseWithoutAdmin } from './agents.ts';
import { lockAdmins } from './agents-sql.ts';
import { lockForRemoval, removeRow, type Use, usesOf } from './remove-sql.ts';
import { readRow, type StoredRow } from './row-sql.ts';
import { refuseStale, type Saving } from './save.ts';

/** Deletes one row that nothing points at.
 * @returns the row as it was. */
export async function removeOne(saving: Saving, id: number): Promise<StoredRow> {
  const { connection, scope, now, resource } = saving;
  if (resource.entity === 'agent') await lockAdmins(connection, scope.tenantId);
  await lockForRemoval(connection, scope.tenantId, resource.table, id);
  const stored = await readRow(connection, scope.tenantId, resource, id);
  if (!stored) throw notFound();
  await refuseStale(saving, stored);
  refuseInUse(resource.word, await usesOf(connection, scope.tenantId, resource.table, id));
  await removeRow(connection, scope.tenantId, resource.table, id);
  if (resource.entity === 'agent') await refuseWithoutAdmin(connection, scope.tenantId);
  const before = JSON.parse(stored.text);
  await recordChanges(connection, scope, now, [{ entity: resource.entity, entityId: id, action: 'delete', before }]);
  return stored;
}

/** What rows of a table are called, one and several; other tables are called by their own name. */
const names: Record<string, [one: string, several: string]> = {
  api_client: ['API client', 'API clients'],
  appointment_asset: ['appointment', 'appointments'],
  client_user: ['user', 'users'],
  service_dependency: ['service', 'services'],
  ticket_asset: ['ticket', 'tickets'],
  ticket_service: ['ticket', 'tickets'],
};

/** @throws Problem in-use that says which kinds of things point at it, how many, and the first of them. */
export function refuseInUse(word: string, uses: Use[]): void {
  if (uses.length === 0) return;
  const told = uses.map(({ table, column, count, ids }) => {
    const [one, several] = names[table] ?? [table.replaceAll('_', ' '), `${table.replaceAll('_', ' ')}s`];
    const list = ids.join(', ') + (count > ids.length ? ', ...' : '');
    return {
      kind: several,
      property: column,
      count,
      ids: ids.map(asNumber),
      text: `${count} ${count === 1 ? one : several} (${column}: ${list})`,
    };
  });
  const errors: Record<string, string[]> = {};
  for (const { kind, text } of told) errors[kind] = [...(errors[kind] ?? []), text];
  throw new Problem('in-use', `This ${word} is still in use: ${told.map(({ text }) => text).join('; ')}.`, {
    errors,
    members: { in_use_by: told.map(({ text: _text, ...use }) => use) },
  });
}

function asNumber(id: string): number | string {
  return /^\d+$/.test(id) ? Number(id) : id;
}
