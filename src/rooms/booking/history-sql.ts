import type { HistoryReader } from '../../kernel/changes/history.ts';

/** Everyone may see the history of a booking type; one that was deleted still has its past. */
export const bookingTypeHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query(
    `select 1 from booking_type where tenant_id = $1 and id = $2::bigint
     union all select 1 from change where tenant_id = $1 and entity = 'booking_type' and entity_id = $2::text limit 1`,
    [scope.tenantId, id],
  );
  return rows.length > 0 ? 'whole' : 'none';
};
