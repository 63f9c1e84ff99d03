import { agentStatus, appointmentKind, completeStatus, lookupLists, openAppointmentStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { saysYes } from '../directory/sql.ts';

/** What is busy now, and what was until it was completed: the past of a forecast has its bookings too. */
const takesTime = `(a.busy or (a.complete_status = ${completeStatus.done} and a.agent_status <> ${agentStatus.free}
    and a.open_appointment_status = ${openAppointmentStatus.firm}
    and not exists (select from lookup l where l.tenant_id = $1 and l.lookupid = ${lookupLists.appointmentTypes}
      and l.id = a.appointment_type_id and ${saysYes('l.value9')})))`;

/** The appointments that take time of agents in a window, by agent; who has none is missing. */
export async function readBooked(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
): Promise<Map<number, Interval[]>> {
  const { rows } = await connection.query<{ agent_id: number; times: [start: number, end: number][] }>({
    name: 'timesheet_booked',
    text: `select asked.agent_id, found.times from unnest($2::bigint[]) as asked (agent_id) cross join lateral (
        select json_agg(json_build_array((extract(epoch from a.starts_at) * 1000)::bigint,
          (extract(epoch from a.ends_at) * 1000)::bigint)) as times
        from appointment a where a.tenant_id = $1 and a.agent_id = asked.agent_id
          and a.kind = ${appointmentKind.appointment} and a.span && tstzrange($3::timestamptz, $4::timestamptz)
          and not a.deleted and not a.is_master and ${takesTime}) found
      where found.times is not null`,
    values: [tenantId, agentIds, instantParameter(start), instantParameter(end)],
  });
  return new Map(rows.map(({ agent_id, times }) => [agent_id, times.map(([from, to]) => ({ start: from, end: to }))]));
}
