import type { HistoryReader } from '../../kernel/changes/history.ts';
import { resources } from './schema/all.ts';

/** Everyone may see the history of the directory; that of an agent only the agent, managers and admins. A thing that
 * was deleted still has its past. */
export const directoryHistory: [entity: string, reader: HistoryReader][] = [
  ...resources.map(({ entity, table }): [string, HistoryReader] => [
    entity,
    async (connection, scope, id) => {
      if (!/^\d{1,15}$/.test(id)) return 'none';
      if (entity === 'agent' && scope.role === 'agent' && Number(id) !== scope.agentId) return 'none';
      const { rows } = await connection.query(
        `select 1 from ${table} where tenant_id = $1 and id = $2::bigint
         union all select 1 from change where tenant_id = $1 and entity = $3 and entity_id = $2::text limit 1`,
        [scope.tenantId, id, entity],
      );
      return rows.length > 0 ? 'whole' : 'none';
    },
  ]),
  ['lookup', lookupHistory],
];

async function lookupHistory(...[connection, scope, id]: Parameters<HistoryReader>) {
  const { rows } = await connection.query(
    `select 1 from lookup where tenant_id = $1 and lookupid || '/' || id = $2
     union all select 1 from change where tenant_id = $1 and entity = 'lookup' and entity_id = $2 limit 1`,
    [scope.tenantId, id],
  );
  return rows.length > 0 ? ('whole' as const) : ('none' as const);
}
