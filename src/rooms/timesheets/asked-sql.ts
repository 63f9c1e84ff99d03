import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { Problem } from '../../problems.ts';

/** Whose timesheets a forecast or an export is of: the caller's own, a manager's reports', for an admin the tenant's. */

export interface AgentsQuery {
  readonly agent_id?: number | null;
  readonly agents?: readonly number[] | null;
  readonly selectedteam?: number | null;
}

/** @throws Problem forbidden when somebody is named whose timesheets the caller may not see; who is not of the tenant is
 * left out */
export async function agentsAsked(
  connection: Connection,
  scope: Scope,
  { agent_id, agents, selectedteam }: AgentsQuery,
  { onlyEnabled }: { readonly onlyEnabled: boolean },
): Promise<number[]> {
  const named = [...(agents ?? []), ...(agent_id ? [agent_id] : [])];
  const all = named.length === 0 || named.includes(0);
  const own = scope.role === 'admin' ? undefined : [scope.agentId, ...scope.reports];
  const { rows } = await connection.query<{ id: number }>({
    name: 'timesheet_agents_asked',
    text: `select a.id from agent a
      where a.tenant_id = $1 and ($2::bigint[] is null or a.id = any ($2::bigint[])) and (not $3::boolean or not a.isdisabled)
        and ($4::bigint is null or a.team_id = $4::bigint or exists (
          select from team_member m where m.tenant_id = $1 and m.team_id = $4::bigint and m.agent_id = a.id))
      order by a.name, a.id`,
    values: [scope.tenantId, all ? (own ?? null) : named, all && onlyEnabled, selectedteam && selectedteam > 0 ? selectedteam : null],
  });
  const ids = rows.map(({ id }) => id);
  if (own && ids.some((id) => !own.includes(id))) {
    throw new Problem('forbidden', "You may see your own timesheets and, as a manager, your reports'.");
  }
  return ids;
}
