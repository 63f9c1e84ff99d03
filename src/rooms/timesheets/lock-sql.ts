import { approvalStatus } from '../../codes.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { Problem } from '../../problems.ts';

export interface AgentDay {
  readonly agentId: number;
  /** Civil day of the agent's zone. */
  readonly day: number;
}

/** Makes the rows of days that have none, locks all of them in one order, and refuses when one is locked by its approval.
 * @throws Problem conflict when a day is pending or approved */
export async function lockDays(connection: Connection, tenantId: number, days: readonly AgentDay[]): Promise<void> {
  if (days.length === 0) return;
  const agents = days.map(({ agentId }) => agentId);
  const dates = days.map(({ day }) => formatCivilDate(day));
  await connection.query({
    name: 'make_timesheets',
    text: `insert into timesheet (tenant_id, agent_id, day, last_modified)
      select $1, w.agent_id, w.day, now()
      from (select distinct agent_id, day from unnest($2::bigint[], $3::date[]) as d (agent_id, day)) w
      order by w.agent_id, w.day on conflict (tenant_id, agent_id, day) do nothing`,
    values: [tenantId, agents, dates],
  });
  const { rows } = await connection.query<{ day: string; approval_status: number | null }>({
    name: 'lock_timesheets',
    text: `select t.day::text as day, t.approval_status from timesheet t
      where t.tenant_id = $1 and (t.agent_id, t.day) in (select * from unnest($2::bigint[], $3::date[]))
      order by t.agent_id, t.day for update`,
    values: [tenantId, agents, dates],
  });
  const locked = rows.find(
    ({ approval_status: status }) => status === approvalStatus.pending || status === approvalStatus.approved,
  );
  if (!locked) return;
  const state = locked.approval_status === approvalStatus.pending ? 'waits for its approval' : 'is approved';
  throw new Problem('conflict', `The timesheet of ${locked.day} ${state}: its time cannot be changed.`);
}
