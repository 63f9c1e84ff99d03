import { appointmentKind, approvalStatus, lookupLists, openAppointmentStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { seesDrafts, seesWhole } from '../appointments/row-sql.ts';
import type { HolidayTimes } from '../holidays/closed-rules.ts';
import { rules, times, withRule } from '../holidays/closed-sql.ts';
import {
  entriesTouching,
  eventReader,
  eventReaderCount,
  notInlined,
  readEventColumns,
  typedEventReader,
} from './event-row-sql.ts';

/** What a day shows beside its figures: its events, and the appointments of its agent. */

/** Values of the places of `eventsText` and `appointmentsText`. */
export function ofDay(scope: Scope, agentId: number, { start, end }: Interval, now: number): unknown[] {
  return [...eventReader(scope, now), agentId, instantParameter(start), instantParameter(end)];
}

/** The events of an agent that overlap a time, by start. */
export const eventsText = `${readEventColumns(
  false,
  entriesTouching({ agent: '$8', start: '$9', end: '$10', now: '$7' }),
)}
  where ${typedEventReader} order by e.starts_at, e.id`;

/** An appointment that is shown as a computed row. */
export interface AppointmentOfDay {
  readonly id: number;
  readonly subject: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly all_day: boolean;
  readonly ticket_id: number | null;
  readonly customer: string | null;
  readonly is_private: boolean;
}

/** Appointments of an agent that overlap a time: those that have no event of their own, and are no drafts, tasks, shifts,
 * templates or leave. */
export const appointmentsText = `select a.id, case when seen.whole then a.subject else 'Private' end as subject, a.starts_at, a.ends_at,
    a.all_day,
    case when seen.whole then a.ticket_id end as ticket_id, case when seen.whole then client.name end as customer,
    not seen.whole as is_private
  from appointment a cross join lateral (select ${seesWhole} as whole ${notInlined}) seen
  left join client on client.tenant_id = a.tenant_id and client.id = a.client_id
  where ${typedEventReader} and a.tenant_id = $1 and a.agent_id = $${eventReaderCount + 1}
    and a.span && tstzrange($${eventReaderCount + 2}::timestamptz, $${eventReaderCount + 3}::timestamptz)
    and a.kind = ${appointmentKind.appointment} and not a.is_master and not a.deleted
    and a.open_appointment_status <> ${openAppointmentStatus.draft} and ${seesDrafts}
    and not exists (select from timesheet_event e where e.tenant_id = $1 and e.appointment_id = a.id)
  order by a.starts_at, a.id`;

/** Public holidays of a workday and approved leave of an agent near a time, with their rules. */
export interface HolidayOfDay extends HolidayTimes {
  readonly holid: number;
  readonly subject: string;
}

export async function holidaysOfDay(
  connection: Connection,
  tenantId: number,
  agentId: number,
  workdayId: number | null,
  { start, end }: Interval,
): Promise<HolidayOfDay[]> {
  const { rows } = await connection.query<Parameters<typeof withRule<HolidayOfDay>>[0]>({
    name: 'timesheet_holidays_of_day',
    text: `select h.holid, coalesce(nullif(h.name, ''), kind_entry.name, '') as subject, ${times}
      from holiday h ${rules} left join lookup kind_entry on kind_entry.tenant_id = h.tenant_id
        and kind_entry.lookupid = ${lookupLists.holidayTypes} and kind_entry.id = h.holiday_type
      where h.tenant_id = $1 and h.near && tstzrange($4::timestamptz, $5::timestamptz) and h.entity = 0
        and ((h.agent_id = $2::bigint and h.approval_status = ${approvalStatus.approved}) or h.workday_id = $3::bigint)
      order by h.holid`,
    values: [tenantId, agentId, workdayId, instantParameter(start), instantParameter(end)],
  });
  return rows.map((row) => withRule<HolidayOfDay>(row));
}
