import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval, IntervalSet } from '../../kernel/time/intervals.ts';
import { availabilityOf, hoursWithin } from './availability-rules.ts';
import type { StoredDowntime } from './schema.ts';
import { type Maintenance, maintenanceDuring, openHours, type ServiceFacts, servicesOf } from './service-sql.ts';
import { downtimesDuring } from './sql.ts';
import { timesOf } from './time-rules.ts';

/** What happened to services: for the calendar, and for the public page. A few statements, however many services. */

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
