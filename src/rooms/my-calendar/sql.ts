import { appointmentKind, approvalStatus } from '../../codes.ts';
import { type CallerRow, callerColumns, scopeOf } from '../../kernel/auth/caller.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { readerParameters, seesDrafts, seesWhole, typedReader } from '../appointments/row-sql.ts';

export interface KeyRow {
  readonly created_at: number;
}

export async function keyOf(connection: Connection, { tenantId, agentId }: Scope): Promise<KeyRow | undefined> {
  const text = 'select created_at from calendar_key where tenant_id = $1 and agent_id = $2';
  return (await connection.query<KeyRow>(text, [tenantId, agentId])).rows[0];
}

/** The key that was there opens nothing any more. */
export async function writeKey(connection: Connection, scope: Scope, hash: Buffer, now: number): Promise<void> {
  await connection.query(
    `insert into calendar_key (tenant_id, agent_id, key_hash, created_at) values ($1, $2, $3, $4)
     on conflict (tenant_id, agent_id) do update set key_hash = excluded.key_hash, created_at = excluded.created_at`,
    [scope.tenantId, scope.agentId, hash, instantParameter(now)],
  );
}

export async function removeKey(connection: Connection, { tenantId, agentId }: Scope): Promise<void> {
  await connection.query('delete from calendar_key where tenant_id = $1 and agent_id = $2', [tenantId, agentId]);
}

/** Whose calendar this is: the key says it, so the statement is of no tenant yet. Of who is disabled there is none. */
export async function ownerOf(connection: Connection, hash: Buffer): Promise<Scope | undefined> {
  const { rows } = await connection.query<CallerRow & { tenant_id: number; agent_id: number }>({
    name: 'calendar_key_owner',
    text: `select k.tenant_id, k.agent_id, ${callerColumns} from calendar_key k
      join agent a on a.tenant_id = k.tenant_id and a.id = k.agent_id join tenant t on t.id = k.tenant_id
      where k.key_hash = $1 and not a.isdisabled and not t.disabled`,
    values: [hash],
  });
  const [row] = rows;
  const acting = (one: NonNullable<typeof row>) => ({ tenantId: one.tenant_id, agentId: Number(one.agent_id) });
  return row && scopeOf({ ...acting(row), clientId: 'calendar', scopes: 'read:calendar' }, row);
}

/** A row of the agent's own calendar. */
export interface CalendarRow {
  readonly id: number;
  readonly version: number;
  readonly starts_at: number;
  readonly ends_at: number;
  /** Of whole days, the second not included. */
  readonly first: string | null;
  readonly until: string | null;
  readonly whole: boolean;
  readonly subject: string;
  readonly note: string | null;
  readonly client: string | null;
  readonly ticket_id: number | null;
  readonly location: string | null;
  readonly busy: boolean;
  readonly is_private: boolean;
  readonly open_appointment_status: number;
  readonly last_modified: number;
}

/** What stands in an agent's calendar in a window, as they see it: also shifts, timed tasks and leave that was approved. */
export async function readCalendar(connection: Connection, scope: Scope, window: Interval): Promise<CalendarRow[]> {
  const { rows } = await connection.query<CalendarRow>({
    name: 'my_calendar',
    text: `select a.id, a.version, a.starts_at, a.ends_at, a.subject, a.note, a.busy, a.is_private, a.ticket_id,
        a.open_appointment_status, a.last_modified, ${seesWhole} as whole, c.name as client,
        case when a.all_day then a.start_date::text end as first, case when a.all_day then (a.end_date + 1)::text end as until,
        nullif(a.appointment_location_free_text, '') as location
      from appointment a left join client c on c.tenant_id = $1 and c.id = a.client_id
      where a.tenant_id = $1 and a.agent_id = $2 and a.span && tstzrange($7::timestamptz, $8::timestamptz)
        and not a.is_master and not a.deleted and ${seesDrafts} and ${typedReader}
        and (a.kind <> ${appointmentKind.leave} or coalesce(a.approval_status, 1) = ${approvalStatus.approved})
      order by a.starts_at, a.id`,
    values: [...readerParameters(scope, false), instantParameter(window.start), instantParameter(window.end)],
  });
  return rows;
}
