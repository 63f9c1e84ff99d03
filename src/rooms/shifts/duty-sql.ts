import { appointmentKind, approvalStatus, openAppointmentStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { readerParameters, seesDrafts, seesWhole, typedReader } from '../appointments/row-sql.ts';
import type { Leave, Shift } from './rules.ts';

/** What the calendars say about who is on duty, as far as the reader may know it. */

/** Shifts for the team, and those of its members that name no team. Of a masked row the reader may not learn for which
 * team it is, so it counts by its agent alone. */
const ofTeam = `coalesce(case when reader.whole then a.shift_team_id end = $9::bigint,
  exists (select from team_member m where m.tenant_id = $1 and m.team_id = $9::bigint and m.agent_id = a.agent_id))`;

export async function shiftsIn(
  connection: Connection,
  scope: Scope,
  teamId: number,
  { start, end }: Interval,
): Promise<Shift[]> {
  const { rows } = await connection.query<Shift>({
    name: 'shifts_on_duty',
    text: `select a.id, a.agent_id as "agentId", a.starts_at as start, a.ends_at as end,
        reader.whole and a.open_appointment_status = ${openAppointmentStatus.draft} as draft
      from appointment a cross join lateral (select ${seesWhole} as whole) reader
      where a.tenant_id = $1 and ${typedReader} and a.span && tstzrange($7::timestamptz, $8::timestamptz)
        and a.kind = ${appointmentKind.shift} and not a.is_master and not a.deleted and ${seesDrafts}
        and ${ofTeam}
      order by a.starts_at, a.id`,
    values: [...readerParameters(scope, false), instantParameter(start), instantParameter(end), teamId],
  });
  return rows;
}

/** Approved leave of some agents. */
export async function leavesIn(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
): Promise<Leave[]> {
  if (agentIds.length === 0) return [];
  const { rows } = await connection.query<Leave>({
    name: 'leaves_on_duty',
    text: `select a.agent_id as "agentId", a.starts_at as start, a.ends_at as end from appointment a
      where a.tenant_id = $1 and a.agent_id = any ($2::bigint[])
        and a.span && tstzrange($3::timestamptz, $4::timestamptz)
        and a.kind = ${appointmentKind.leave} and not a.is_master and not a.deleted
        and a.open_appointment_status <> ${openAppointmentStatus.draft}
        and coalesce(a.approval_status, ${approvalStatus.approved}) = ${approvalStatus.approved}`,
    values: [tenantId, agentIds, instantParameter(start), instantParameter(end)],
  });
  return rows;
}
