import type { HistoryReader } from '../../kernel/changes/history.ts';
import { agentsSeen } from './seen-sql.ts';

/** The past of a day is for those who see the day: its agent, their manager, who decides about it, and admins. */
export const timesheetHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query<{ agent_id: number }>(
    'select agent_id from timesheet where tenant_id = $1 and id = $2::bigint',
    [scope.tenantId, id],
  );
  const [row] = rows;
  if (!row) return 'none';
  return (await agentsSeen(connection, scope)).includes(row.agent_id) ? 'whole' : 'none';
};
