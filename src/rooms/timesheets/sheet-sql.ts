import type { Connection } from '../../kernel/db/transaction.ts';
import type { TimesheetRow } from './schema.ts';

/** A stored row by its id; undefined when the tenant has none such. */
export async function timesheetById(
  connection: Connection,
  tenantId: number,
  id: number,
): Promise<TimesheetRow | undefined> {
  const { rows } = await connection.query<TimesheetRow>({
    name: 'timesheet_by_id',
    text: `select id, agent_id, day, start_time, end_time, note, approval_status, submitted_by, submitted_at, decided_by,
        decided_at, approval_message, extra, locked_from, locked_until, locked_figures, version, last_modified
      from timesheet where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  });
  return rows[0];
}
