import { approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { writeInstant } from '../../wire/dates.ts';
import { type Standing, whyNotDecide } from './leave-rules.ts';
import { kindOf } from './schema.ts';
import type { StoredHoliday } from './sql.ts';

/** Rows as clients get them. */

/** What is shown beside what is stored. */
export interface Shown {
  readonly hours: number;
  readonly apid?: number | undefined;
  readonly schedule?: Record<string, unknown> | undefined;
  readonly appointmentobj?: unknown;
  readonly clients?: ReadonlyMap<number, string> | undefined;
}

export function wireHoliday(row: StoredHoliday, shown: Shown, standing: Standing): Record<string, unknown> {
  return withoutNulls({
    id: row.id,
    holid: row.holid,
    workday_id: row.workday_id ?? 0,
    workday_guid: row.workday_guid,
    workday_name: row.workday_name,
    ...wireTimes(row),
    allday: row.all_day,
    name: row.name,
    duration: shown.hours,
    holiday_type: row.holiday_type,
    holiday_type_name: row.holiday_type_name,
    agent_id: row.agent_id ?? 0,
    agent_name: row.agent_name ?? '',
    entity: row.entity,
    entity_id: row.service_id ?? -1,
    entity_name: row.service_name,
    isrecurring: row.is_recurring,
    risk: row.risk,
    ...(kindOf(row) === 'freeze' && wireFreeze(row, shown)),
    ...(row.agent_id !== null && wireDecision(row, standing)),
    ...row.extra,
    apid: shown.apid,
    schedule: shown.schedule,
    appointmentobj: shown.appointmentobj,
    last_modified: writeInstant(row.last_modified),
    _etag: etagOf(row.id, row.version),
    ...permissions(row, standing),
  });
}

/** Whole days go out as midnights, the end included. */
function wireTimes({ all_day, start_date, end_date, starts_at, ends_at }: StoredHoliday) {
  if (!all_day) return { date: writeInstant(starts_at as number), end_date: writeInstant(ends_at as number) };
  const [first, last] = [`${start_date}T00:00:00`, `${end_date}T00:00:00`];
  return { date: first, end_date: last, date_only: first, end_date_only: last };
}

function wireFreeze({ freeze_per_client, freeze_clients }: StoredHoliday, { clients }: Shown) {
  const named = freeze_clients.map((id) => ({ id, client_id: id, client_name: clients?.get(id) ?? '' }));
  return {
    enable_change_freeze_per_client: freeze_per_client,
    ...(clients && { change_freeze_clients: named }),
  };
}

/** The words of a decision are for the agent and those who decide. */
function wireDecision(row: StoredHoliday, standing: Standing) {
  const agentId = row.agent_id as number;
  const isTheirs = agentId === standing.scope.agentId || whyNotDecide(standing, agentId) === undefined;
  return {
    approval_status: row.approval_status,
    approvalagent: row.decided_by,
    approvaldatetime: row.decided_at === null ? null : writeInstant(row.decided_at),
    ...(isTheirs && { approvalnote: row.approvalnote }),
  };
}

function permissions(row: StoredHoliday, standing: Standing) {
  const { scope } = standing;
  if (row.agent_id === null) return { _canupdate: scope.role === 'admin', _candelete: scope.role === 'admin' };
  const mayDecide = whyNotDecide(standing, row.agent_id) === undefined;
  const isOwn = row.agent_id === scope.agentId;
  return {
    _canupdate: mayDecide || (isOwn && row.approval_status === approvalStatus.pending),
    _candelete: mayDecide || (isOwn && row.approval_status !== approvalStatus.approved),
    _canapprove: mayDecide && row.approval_status === approvalStatus.pending,
  };
}

function withoutNulls(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

/** A row as the log of changes keeps it: the same for everyone. */
export function loggedHoliday(row: StoredHoliday, scope: Scope, hours: number): Record<string, unknown> {
  const { _canupdate, _candelete, _canapprove, ...logged } = wireHoliday(
    row,
    { hours },
    { scope: { ...scope, role: 'admin' }, onlyAgent: true },
  );
  return logged;
}
