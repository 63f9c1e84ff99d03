import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { rules, times, withRule } from '../holidays/closed-sql.ts';
import type { Closure } from './facts.ts';

/** What a board names: public holidays, freezes and planned maintenance. */

export async function readClosures(
  connection: Connection,
  tenantId: number,
  { start, end }: Interval,
): Promise<Closure[]> {
  const { rows } = await connection.query({
    name: 'board_closures',
    text: `select h.id, h.name, h.entity, h.workday_id, service.name as service, h.risk, ${times}
      from holiday h ${rules}
      left join service on service.tenant_id = h.tenant_id and service.id = h.service_id
      where h.tenant_id = $1 and h.agent_id is null and h.near && tstzrange($2::timestamptz, $3::timestamptz)
      order by h.holid`,
    values: [tenantId, instantParameter(start), instantParameter(end)],
  });
  return rows.map((row) => withRule(row) as Closure);
}
