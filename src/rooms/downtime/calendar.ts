import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { civilDate, civilDay } from '../../kernel/time/civil.ts';
import type { Interval, IntervalSet } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { envelopeHead, pageOf } from '../../wire/envelope.ts';
import { windowOf } from '../../wire/window.ts';
import { availabilityOf, hoursWithin, wireAvailability } from './availability-rules.ts';
import type { DowntimeCalendarQuery, StoredDowntime } from './schema.ts';
import { type Maintenance, maintenanceDuring, openHours, type ServiceFacts, servicesOf } from './service-sql.ts';
import { downtimesDuring } from './sql.ts';
import { earliest, latest, timesOf } from './time-rules.ts';

/** GET /Downtime/DowntimeCalendar: when services were down, and how available they were. */
export async function downtimeCalendar(
  connection: Connection,
  scope: Scope,
  query: DowntimeCalendarQuery,
  now: number,
) {
  const window = windowAsked(query, scope.timezone, now);
  const record = await serviceRecord(connection, scope.tenantId, window, now, query.service ?? 0);
  const rows = [...record.downs.map(downtimeRow), ...record.maintenance.map((one) => maintenanceRow(record, one))];
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

/** A time of a downtime. */
export interface DownTime extends Interval {
  readonly row: StoredDowntime;
  /** Of this time. */
  readonly hours: number;
}

/** What happened to services in a window. */
export interface ServiceRecord {
  readonly services: readonly ServiceFacts[];
  readonly downs: readonly DownTime[];
  readonly maintenance: readonly Maintenance[];
  /** Of a part of the window. */
  availability(service: ServiceFacts, part: Interval): ReturnType<typeof availabilityOf>;
  /** When it should be up. */
  open(service: ServiceFacts): IntervalSet;
}

/** @param serviceId 0 or less: of all */
export async function serviceRecord(
  connection: Connection,
  tenantId: number,
  window: Interval,
  now: number,
  serviceId = 0,
): Promise<ServiceRecord> {
  const services = await servicesOf(connection, tenantId, serviceId);
  const rows = await downtimesDuring(connection, tenantId, window, serviceId);
  const maintenance = await maintenanceDuring(connection, tenantId, window, serviceId);
  const hours = await openHours(connection, tenantId, services, window);
  const downs = rows.flatMap((row) =>
    timesOf(row, window, now).map((time) => {
      const said = row.hours !== null && row.rrule === null ? row.hours : hoursWithin(time, hours.get(row.service_id));
      return { ...time, row, hours: said };
    }),
  );
  const always = [window];
  const downsOf = byService(downs, ({ row }) => row.service_id);
  const maintenanceOf = byService(maintenance, (one) => one.serviceId);
  const open = ({ id }: ServiceFacts) => hours.get(id) ?? always;
  return {
    services,
    downs,
    maintenance,
    open,
    availability: (service, part) =>
      availabilityOf(open(service), downsOf.get(service.id) ?? [], maintenanceOf.get(service.id) ?? [], part),
  };
}

function byService<T>(rows: readonly T[], serviceOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(serviceOf(row));
    if (group) group.push(row);
    else groups.set(serviceOf(row), [row]);
  }
  return groups;
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

function downtimeRow({ row, start, end, hours }: DownTime) {
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
    _canupdate: false,
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
