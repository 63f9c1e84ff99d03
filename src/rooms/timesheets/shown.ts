import type { Scope } from '../../kernel/auth/scope.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { writeInstant } from '../../wire/dates.ts';
import { timesOfHoliday } from '../holidays/closed-rules.ts';
import { isLockedStatus } from './approval-status-rules.ts';
import type { AgentDayRead } from './day-sql.ts';
import { whoseTimeMayChange } from './event-rules.ts';
import { dayFigures, fourDecimals } from './figure-rules.ts';
import { eventType, type TimesheetRow } from './schema.ts';
import type { AppointmentOfDay, HolidayOfDay } from './view-sql.ts';

/** Days as clients get them. */

/** A day without its events, as lists have it. */
export function wireDay(scope: Scope, read: AgentDayRead): Record<string, unknown> {
  const { agent, timesheet } = read;
  const { estimated_start_time, estimated_end_time, ...hours } = dayFigures(read.facts);
  return withoutNulls({
    id: timesheet?.id ?? 0,
    agent_id: agent.id,
    agent_name: agent.name,
    colour: agent.colour,
    date: `${formatCivilDate(read.day)}T00:00:00`,
    start_time: instant(timesheet?.start_time),
    end_time: instant(timesheet?.end_time),
    estimated_start_time: instant(estimated_start_time),
    estimated_end_time: instant(estimated_end_time),
    ...hours,
    forecasting_hours: hours.target_hours,
    workdayid: agent.workday_id,
    timesheet_manager: agent.timesheet_manager,
    enableshifts: read.hasShift,
    note: timesheet?.note,
    ...timesheet?.extra,
    approval: timesheet ? wireApproval(timesheet, agent.timesheet_manager) : undefined,
    _canupdate: whoseTimeMayChange(scope, agent.id) && !isLockedStatus(timesheet?.approval_status ?? null),
    last_modified: instant(timesheet?.last_modified),
    _etag: timesheet ? etagOf(timesheet.id, timesheet.version) : undefined,
  });
}

/** The approval of a day; undefined when it was never handed in, or was taken back. */
function wireApproval(row: TimesheetRow, approver: number | null) {
  if (row.approval_status === null) return undefined;
  return withoutNulls({
    id: row.id,
    tsid: row.id,
    unum: row.agent_id,
    approvalstatus: row.approval_status,
    approvedby: row.decided_by,
    submissiondate: instant(row.submitted_at),
    approver,
    message: row.approval_message,
  });
}

/** An appointment as a computed row of a day: what of it lies in the day. */
export function wireAppointment(row: AppointmentOfDay, agentId: number): Record<string, unknown> {
  return withoutNulls({
    id: 0,
    event_type: eventType.appointment,
    agent_id: agentId,
    start_date: writeInstant(row.starts_at),
    end_date: writeInstant(row.ends_at),
    timetaken: fourDecimals((row.ends_at - row.starts_at) / HOUR),
    subject: row.subject,
    ticket_id: row.ticket_id,
    customer: row.customer,
    appointment_id: row.id,
    is_all_day: row.all_day,
    is_private: row.is_private ? true : undefined,
    _canupdate: false,
    _candelete: false,
  });
}

/** A public holiday or leave as computed rows: one for each time of it that meets the day. */
export function wireHolidays(row: HolidayOfDay, { agent, own }: Pick<AgentDayRead, 'agent' | 'own'>, cut: Interval) {
  return timesOfHoliday(row, agent.zone, own)
    .filter((time) => overlaps(time, cut) || overlaps(time, own))
    .map(({ start, end }) => ({
      id: 0,
      event_type: eventType.holiday,
      agent_id: agent.id,
      start_date: writeInstant(start),
      end_date: writeInstant(end),
      timetaken: 0,
      subject: row.subject,
      holiday_id: row.holid,
      is_all_day: row.all_day,
      _canupdate: false,
      _candelete: false,
    }));
}

function instant(value: number | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = writeInstant(value);
  if (written.size >= mostRemembered) written.clear();
  written.set(value, text);
  return text;
}

/** A team begins and ends its days at the same times, and a list is asked for again and again. */
const written = new Map<number, string>();
const mostRemembered = 5_000;

/** JSON leaves out what is undefined; a list has thousands of these. */
function withoutNulls(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) if (row[name] === null) row[name] = undefined;
  return row;
}
