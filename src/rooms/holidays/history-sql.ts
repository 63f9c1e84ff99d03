import type { HistoryReader } from '../../kernel/changes/history.ts';

/** Of leave, the agent, their manager and admins may see what became of it; of everything else everyone may. What was
 * deleted still has its past. */
export const holidayHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return 'none';
  const { rows } = await connection.query<{ agent_id: number | null }>(
    `select agent_id from holiday where tenant_id = $1 and id::text = lower($2::text)
     union all
     select coalesce(after->>'agent_id', before->>'agent_id')::bigint from change
     where tenant_id = $1 and entity = 'holiday' and entity_id = lower($2::text) limit 1`,
    [scope.tenantId, id],
  );
  const [row] = rows;
  if (!row) return 'none';
  const agentId = row.agent_id ?? 0;
  const isTheirs = agentId <= 0 || agentId === scope.agentId || scope.reports.includes(agentId);
  return isTheirs || scope.role === 'admin' ? 'whole' : 'masked';
};

/** The agent, their manager and admins may see what became of an allowance. */
export const allowanceHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query<{ agent_id: number }>(
    `select coalesce(after->>'agent_id', before->>'agent_id')::bigint as agent_id from change
     where tenant_id = $1 and entity = 'holiday_allowance' and entity_id = $2::text limit 1`,
    [scope.tenantId, id],
  );
  const [row] = rows;
  if (!row) return 'none';
  const isTheirs = row.agent_id === scope.agentId || scope.reports.includes(row.agent_id);
  return isTheirs || scope.role === 'admin' ? 'whole' : 'none';
};
