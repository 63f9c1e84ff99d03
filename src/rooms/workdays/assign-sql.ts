import type { Connection } from '../../kernel/db/transaction.ts';

/** Agents change from one workday to another on a day; what they worked by before it stays. */

/** The first day that a workday has hours for; undefined when it has had them since always. */
export async function firstDayOf(connection: Connection, tenantId: number, id: number): Promise<string | undefined> {
  const { rows } = await connection.query<{ first: string | null }>(
    `select nullif(min(valid_from), '-infinity') as first from workday_pattern where tenant_id = $1 and workday_id = $2`,
    [tenantId, id],
  );
  return rows[0]?.first ?? undefined;
}

/** Before an agent gets another workday, or the team of agents who have none of their own: remembers until a day what
 * counts on the day before it, and forgets what was planned from that day on. */
export async function keepPastWorkdays(
  connection: Connection,
  tenantId: number,
  of: string,
  id: number,
  from: string,
): Promise<void> {
  const whose = of === 'agent' ? 'a.id = $2' : 'a.team_id = $2 and a.workday_id is null';
  await connection.query(
    `insert into agent_past_workday (tenant_id, agent_id, until, workday_id)
     select a.tenant_id, a.id, $3::date, coalesce(
       (select p.workday_id from agent_past_workday p
         where p.tenant_id = a.tenant_id and p.agent_id = a.id and p.until >= $3::date order by p.until limit 1),
       a.workday_id, g.workday_id, w.id)
     from agent a
     join workday w on w.tenant_id = a.tenant_id and w.is_default
     left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
     where a.tenant_id = $1 and ${whose}
     on conflict do nothing`,
    [tenantId, id, from],
  );
  await connection.query(
    `delete from agent_past_workday p using agent a
     where p.tenant_id = $1 and a.tenant_id = $1 and a.id = p.agent_id and ${whose} and p.until > $3::date`,
    [tenantId, id, from],
  );
}
