import { approvalStatus } from '../../codes.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';

/** Which days of agents are locked, from the first to the last of these: `agent/day` (civil days). For what is shown; a
 * write asks `lockDays`. */
export async function lockedDays(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  days: readonly number[],
): Promise<Set<string>> {
  if (days.length === 0 || agentIds.length === 0) return new Set();
  const [first, last] = days.reduce(
    ([least, most], day) => [Math.min(least, day), Math.max(most, day)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const { rows } = await connection.query<{ agent_id: number; day: string }>({
    name: 'locked_days',
    text: `select agent_id, day::text as day from timesheet
      where tenant_id = $1 and agent_id = any ($2::bigint[]) and day between $3::date and $4::date
        and approval_status in (${approvalStatus.pending}, ${approvalStatus.approved})`,
    values: [tenantId, agentIds, formatCivilDate(first), formatCivilDate(last)],
  });
  return new Set(rows.map(({ agent_id, day }) => `${agent_id}/${parseCivilDate(day)}`));
}
