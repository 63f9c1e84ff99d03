import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { type ApprovalCommand, type ApprovalState, statusOf } from './approval-rules.ts';
import type { TimesheetRow } from './schema.ts';

/** The rows of days and the steps of their approval. */

const columns = `id, agent_id, day, start_time, end_time, note, approval_status, submitted_by, submitted_at, decided_by, decided_at,
  approval_message, extra, locked_from, locked_until, locked_figures, version, last_modified`;

export async function timesheetsById(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, TimesheetRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<TimesheetRow>({
    name: 'timesheets_by_id',
    text: `select ${columns} from timesheet where tenant_id = $1 and id = any ($2::bigint[])`,
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writes what somebody says of a day, and where its approval is, as its next version. */
export async function updateTimesheet(connection: Connection, tenantId: number, row: TimesheetRow): Promise<void> {
  await connection.query({
    name: 'update_timesheet',
    text: `update timesheet set start_time = $3, end_time = $4, approval_status = $5, submitted_by = $6, submitted_at = $7,
        decided_by = $8, decided_at = $9, approval_message = $10, note = $11, locked_from = $12, locked_until = $13,
        locked_figures = $14, last_modified = $15, version = version + 1
      where tenant_id = $1 and id = $2`,
    values: [
      tenantId,
      row.id,
      instantParameter(row.start_time),
      instantParameter(row.end_time),
      row.approval_status,
      row.submitted_by,
      instantParameter(row.submitted_at),
      row.decided_by,
      instantParameter(row.decided_at),
      row.approval_message,
      row.note,
      instantParameter(row.locked_from),
      instantParameter(row.locked_until),
      row.locked_figures === null ? null : JSON.stringify(row.locked_figures),
      instantParameter(row.last_modified),
    ],
  });
}

export interface StepToKeep {
  readonly timesheetId: number;
  readonly from: ApprovalState;
  readonly to: ApprovalState;
  readonly command: ApprovalCommand;
  readonly by: number;
  readonly at: number;
  readonly message: string | null;
}

/** Keeps a step of a day that the transaction has locked.
 * @returns its number, counted from 1 */
export async function keepStep(connection: Connection, tenantId: number, step: StepToKeep): Promise<number> {
  const { rows } = await connection.query<{ seq: number }>({
    name: 'keep_timesheet_step',
    text: `insert into timesheet_approval
        (tenant_id, timesheet_id, seq, from_status, to_status, command, by_agent_id, at, message)
      select $1, $2, coalesce(max(seq), 0) + 1, $3::smallint, $4::smallint, $5::text, $6::bigint, $7::timestamptz, $8::text
      from timesheet_approval where tenant_id = $1 and timesheet_id = $2
      returning seq`,
    values: [
      tenantId,
      step.timesheetId,
      statusOf(step.from),
      statusOf(step.to),
      step.command === 'revert' && step.to === 'none' ? 'withdraw' : step.command,
      step.by,
      instantParameter(step.at),
      step.message,
    ],
  });
  return rows[0]?.seq ?? 0;
}

/** A step as clients get it. */
export interface ShownStep {
  readonly seq: number;
  /** Absent: not handed in. */
  readonly from_status?: number;
  readonly to_status?: number;
  readonly command: string;
  readonly agent_id: number;
  readonly agent_name: string;
  readonly date: string;
  readonly message?: string;
}

/** A step `s` of who is `a`, as JSON in SQL. */
export const stepJson = `json_strip_nulls(json_build_object('seq', s.seq, 'from_status', s.from_status,
  'to_status', s.to_status, 'command', s.command, 'agent_id', s.by_agent_id, 'agent_name', a.name,
  'date', to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'), 'message', s.message))`;

/** Does an entry of the agent run on a day? Then it cannot be handed in. */
export async function runningOn(
  connection: Connection,
  tenantId: number,
  agentId: number,
  { start, end }: { start: number; end: number },
  now: number,
): Promise<boolean> {
  const { rows } = await connection.query({
    name: 'timesheet_running_on',
    text: `select from timesheet_event where tenant_id = $1 and agent_id = $2 and ends_at is null
      and starts_at < $4::timestamptz and $5::timestamptz >= $3::timestamptz`,
    values: [tenantId, agentId, instantParameter(start), instantParameter(end), instantParameter(now)],
  });
  return rows.length > 0;
}
