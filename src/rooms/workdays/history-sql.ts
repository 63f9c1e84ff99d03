import type { HistoryReader } from '../../kernel/changes/history.ts';

/** Everyone may see the history of a workday; one that was deleted still has its past. */
export const workdayHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query(
    `select 1 from workday where tenant_id = $1 and id = $2::bigint
     union all select 1 from change where tenant_id = $1 and entity = 'workday' and entity_id = $2::text limit 1`,
    [scope.tenantId, id],
  );
  return rows.length > 0 ? 'whole' : 'none';
};
