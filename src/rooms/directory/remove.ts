import { recordChanges } from '../../kernel/changes/change.ts';
import { notFound } from '../../problems.ts';
import { refuseWithoutAdmin } from './agents.ts';
import { lockAdmins } from './agents-sql.ts';
import { refuseInUse } from './in-use-rules.ts';
import { lockForRemoval, removeRow, usesOf } from './remove-sql.ts';
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
