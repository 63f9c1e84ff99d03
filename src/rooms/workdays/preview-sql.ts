import type { Connection } from '../../kernel/db/transaction.ts';

/** Agents whose hours a workday says, today or from a day to come on: who is disabled is not among them. */
export async function agentsOfWorkday(
  connection: Connection,
  tenantId: number,
  workdayId: number,
  today: string,
): Promise<{ id: number; name: string }[]> {
  const { rows } = await connection.query<{ id: number; name: string }>({
    name: 'agents_of_workday',
    text: `select a.id, a.name from agent a
      left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
      where a.tenant_id = $1 and not a.isdisabled
        and (coalesce(a.workday_id, g.workday_id,
            (select d.id from workday d where d.tenant_id = $1 and d.is_default)) = $2
          or exists (select from agent_past_workday p where p.tenant_id = $1 and p.agent_id = a.id
            and p.workday_id = $2 and p.until > $3::date))
      order by lower(a.name), a.id`,
    values: [tenantId, workdayId, today],
  });
  return rows;
}
