import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';

/** Ids of the events of agents that overlap a window, by start; one that runs is up to now. Either end may be open. */
export async function eventIds(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
  now: number,
): Promise<number[]> {
  if (agentIds.length === 0) return [];
  const { rows } = await connection.query<{ id: number }>({
    name: 'timesheet_event_ids',
    text: `select x.id from (
      select e.id, e.starts_at from timesheet_event e
      where e.tenant_id = $1 and e.agent_id = any ($2::bigint[]) and e.starts_at < $4::timestamptz
        and e.starts_at > $3::timestamptz - interval '24 hours'
        and (e.starts_at >= $3::timestamptz or coalesce(e.ends_at, greatest(e.starts_at, $5::timestamptz)) > $3::timestamptz)
      union all
      select e.id, e.starts_at from timesheet_event e
      where e.tenant_id = $1 and e.agent_id = any ($2::bigint[]) and e.ends_at is null
        and e.starts_at < $4::timestamptz and e.starts_at <= $3::timestamptz - interval '24 hours'
        and $5::timestamptz > $3::timestamptz) x order by x.starts_at, x.id`,
    values: [
      tenantId,
      agentIds,
      Number.isFinite(start) ? instantParameter(start) : '-infinity',
      Number.isFinite(end) ? instantParameter(end) : 'infinity',
      instantParameter(now),
    ],
  });
  return rows.map(({ id }) => id);
}
