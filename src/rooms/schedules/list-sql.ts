import type { Connection } from '../../kernel/db/transaction.ts';

/** Ids of the schedules of a list, in its order. */
export async function scheduleIds(
  connection: Connection,
  tenantId: number,
  { type, primaryid }: { type?: number | null; primaryid?: number | null },
): Promise<number[]> {
  const owner = primaryid && primaryid > 0 ? primaryid : null;
  const { rows } = await connection.query<{ id: number }>({
    name: 'schedule_ids',
    text: `select id from schedule where tenant_id = $1 and ($2::integer is null or type = $2)
      and ($3::bigint is null or uniqueid = $3) order by id`,
    values: [tenantId, type ?? null, owner],
  });
  return rows.map(({ id }) => id);
}
