import type { HistoryReader } from '../../kernel/changes/history.ts';

/** Everyone may see the history of a downtime; one that was deleted still has its past. */
export const downtimeHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query(
    `select 1 from downtime where tenant_id = $1 and id = $2::bigint
     union all select 1 from ticket_service where tenant_id = $1 and downtime_id = $2::bigint limit 1`,
    [scope.tenantId, id],
  );
  return rows.length > 0 ? 'whole' : 'none';
};
