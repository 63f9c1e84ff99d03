import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { civilDate, civilDay } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { envelopeHead, pageOf } from '../../wire/envelope.ts';
import { windowOf } from '../../wire/window.ts';
import { hoursWithin, wireAvailability } from './availability-rules.ts';
import { type DownTime, type ServiceRecord, serviceRecord } from './record-sql.ts';
import type { DowntimeCalendarQuery } from './schema.ts';
import type { Maintenance, ServiceFacts } from './service-sql.ts';
import { mayDelete, tagOf } from './shown.ts';
import { earliest, latest } from './time-rules.ts';

/** GET /Downtime/DowntimeCalendar: when services were down, and how available they were. */
export async function downtimeCalendar(
  connection: Connection,
  scope: Scope,
  query: DowntimeCalendarQuery,
  now: number,
) {
  const window = windowAsked(query, scope.timezone, now);
  const record = await serviceRecord(connection, scope.tenantId, window, now, query.service ?? 0);
  const rows = [
    ...record.downs.map((down) => downtimeRow(scope, down)),
    ...record.maintenance.map((one) => maintenanceRow(record, one)),
  ];
  rows.sort((one, other) => (one.start_date < other.start_date ? -1 : one.start_date > other.start_date ? 1 : 0));
  const page = pageOf(query);
  const shown = rows.slice(page.offset, page.limit === undefined ? undefined : page.offset + page.limit);
  const availability = record.services.map((service) => ({
    service: service.id,
    service_desc: service.name,
    ...wireAvailability(record.availability(service, window), service.target_percent),
  }));
  const head = envelopeHead(page, rows.length, 'appointments');
  return `${head}${JSON.stringify(shown)},"availability":${JSON.stringify(availability)}}`;
}

const longestDays = 3_660;

/** This month of the caller, where the query does not say otherwise. */
function windowAsked(query: DowntimeCalendarQuery, timezone: string, now: number): Interval {
  const { from, to } = windowOf(query);
  const zone = resolveZone(query.timezone || timezone);
  const { year, month } = civilDate(dayOf(now, zone));
  const start = from ?? startOfDay(civilDay(year, month, 1), zone);
  const end = to ?? startOfDay(month === 12 ? civilDay(year + 1, 1, 1) : civilDay(year, month + 1, 1), zone);
  if (end < start) throw fieldProblem('end_date', 'end_date is before start_date.');
  if (end - start > longestDays * DAY) throw fieldProblem('end_date', `A calendar has at most ${longestDays} days.`);
  if (start < earliest || end > latest) throw fieldProblem('start_date', 'The years are 2000 to 2099.');
  return { start, end };
}

const colours = { downtime: '#b3261e', maintenance: '#5f6368' };

function downtimeRow(scope: Scope, { row, start, end, hours }: DownTime) {
  return {
    id: row.id,
    kind: 'downtime',
    subject: row.ticket_summary === null ? row.service_name : `${row.service_name}: ${row.ticket_summary}`,
    start_date: writeInstant(start),
    end_date: writeInstant(end),
    allday: row.allday,
    ...(row.ticket_id !== null && { ticket_id: row.ticket_id }),
    service: row.service_id,
    service_desc: row.service_name,
    hours,
    ended: row.ends_at !== null,
    colour: colours.downtime,
    isrecurring: row.rrule !== null,
    _canupdate: false,
    _candelete: mayDelete(scope, row),
    _etag: tagOf(row),
  };
}

function maintenanceRow(record: ServiceRecord, { start, end, holidayId, serviceId, name, allDay }: Maintenance) {
  const service = record.services.find(({ id }) => id === serviceId) as ServiceFacts;
  return {
    id: 0,
    kind: 'maintenance',
    subject: name || service.name,
    start_date: writeInstant(start),
    end_date: writeInstant(end),
    allday: allDay,
    holiday_id: holidayId,
    service: serviceId,
    service_desc: service.name,
    hours: hoursWithin({ start, end }, service.workday_id === null ? undefined : record.open(service)),
    ended: true,
    colour: colours.maintenance,
    _canupdate: false,
  };
}
