import { type Connection, instantParameter } from '../kernel/db/transaction.ts';

/** The earliest instant from `from` on at which an agent is free for some time, day or night: either that instant, or
 * one at which something that they are busy with ends. */
export async function nextFreeTime(
  connection: Connection,
  tenantId: number,
  agentId: number,
  from: number,
  length: number,
): Promise<number> {
  const { rows } = await connection.query<{ at: number }>({
    name: 'import_next_free_time',
    text: `select candidate.at from (
        select $3::timestamptz as at union
        select ends_at from appointment where tenant_id = $1 and agent_id = $2 and busy
          and tstzrange(starts_at, ends_at) && tstzrange($3::timestamptz, null)
      ) candidate
      where not exists (select from appointment where tenant_id = $1 and agent_id = $2 and busy
        and tstzrange(starts_at, ends_at) && tstzrange(candidate.at, candidate.at + $4::interval))
      order by candidate.at limit 1`,
    values: [tenantId, agentId, instantParameter(from), `${length} milliseconds`],
  });
  return (rows[0] as { at: number }).at;
}
