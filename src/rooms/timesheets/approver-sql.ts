import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { type Approvers, type NamedApprover, withDeputies } from './approval-rules.ts';

/** Who decides about whose days. */

export interface NamedRow {
  readonly agent_id: number;
  readonly id: number | null;
  readonly deputy_id: number | null;
  readonly deputy_from: string | null;
  readonly deputy_to: string | null;
  readonly timezone: string;
  readonly agents: number;
}

/** The agents with their named approvers: an agent's timesheet_manager and the timesheet_approver of the default team. */
export const namedApprovers = `select a.id as agent_id, p.id, p.timesheet_deputy_id as deputy_id,
    p.timesheet_deputy_from::text as deputy_from, p.timesheet_deputy_to::text as deputy_to,
    coalesce(nullif(p.timezone, ''), t.timezone) as timezone,
    (select count(*)::integer from (select from agent where tenant_id = $1 and not isdisabled limit 2) enabled) as agents
  from agent a join tenant t on t.id = a.tenant_id
  left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
  left join agent p on p.tenant_id = a.tenant_id and p.id in (a.timesheet_manager, g.timesheet_approver)
  where a.tenant_id = $1`;

/** The approvers of agents, by agent; those that the tenant does not have are missing. */
export async function approversOf(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  now: number,
): Promise<Map<number, Approvers>> {
  const { rows } = await connection.query<NamedRow>({
    name: 'timesheet_approvers',
    text: `${namedApprovers} and a.id = any ($2::bigint[]) order by a.id, p.id`,
    values: [tenantId, agentIds],
  });
  return approversBy(rows, now);
}

export function approversBy(rows: readonly NamedRow[], now: number): Map<number, Approvers> {
  const found = new Map<number, NamedApprover[]>();
  for (const row of rows) found.set(row.agent_id, [...(found.get(row.agent_id) ?? []), ...approverIn(row, now)]);
  const onlyAgent = rows[0]?.agents === 1;
  return new Map([...found].map(([id, named]) => [id, { named: withDeputies(named), onlyAgent }]));
}

function approverIn(row: NamedRow, now: number): NamedApprover[] {
  if (row.id === null) return [];
  const today = formatCivilDate(dayOf(now, findZone(row.timezone) ?? UTC));
  const { id, deputy_id: deputyId, deputy_from: deputyFrom, deputy_to: deputyTo } = row;
  return [{ id, deputyId, deputyFrom, deputyTo, today }];
}
