import type { Scope } from '../../kernel/auth/scope.ts';
import type { HistoryAccess, HistoryReader } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { eventReader, seesEvent, typedEventReader } from './event-row-sql.ts';
import { agentsSeen } from './seen-sql.ts';

/** The past of an event is for those who see the time of its agents, now and before; one of a private appointment for those
 * who see that. Deleted events keep their past. */
export const eventHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query<{ agent_id: number; whole: boolean }>({
    name: 'timesheet_event_history',
    text: `select e.agent_id, ${seesEvent} as whole from (
        select e.agent_id, e.appointment_id from timesheet_event e where e.tenant_id = $1 and e.id = $8::bigint
        union
        select (side.row->>'agent_id')::bigint, (side.row->>'appointment_id')::bigint
        from change c cross join lateral (values (c.before), (c.after)) as side (row)
        where c.tenant_id = $1 and c.entity = 'timesheet_event' and c.entity_id = $8::bigint::text and side.row is not null
      ) e where ${typedEventReader}`,
    values: [...eventReader(scope, 0), id],
  });
  return accessOf(connection, scope, rows);
};

async function accessOf(
  connection: Connection,
  scope: Scope,
  rows: readonly { agent_id: number; whole: boolean }[],
): Promise<HistoryAccess> {
  if (rows.length === 0) return 'none';
  const seen = new Set(await agentsSeen(connection, scope));
  if (rows.some(({ agent_id }) => !seen.has(agent_id))) return 'none';
  return rows.every(({ whole }) => whole) ? 'whole' : 'masked';
}
