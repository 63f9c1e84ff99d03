import type { Connection } from '../../kernel/db/transaction.ts';
import { instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval, IntervalSet } from '../../kernel/time/intervals.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { type HolidayTimes, timesOfHoliday } from '../holidays/closed-rules.ts';
import { rules, times, withRule } from '../holidays/closed-sql.ts';
import { holidayEntity } from '../holidays/schema.ts';
import { zoneNamed } from '../workdays/pattern-rules.ts';
import { workingTimeOf } from '../workdays/work-rules.ts';
import { readServiceWork } from '../workdays/work-sql.ts';

/** Services: their hours, and their planned maintenance. */

export interface ServiceFacts {
  readonly id: number;
  readonly name: string;
  readonly target_percent: number | null;
  readonly workday_id: number | null;
}

/** By name. @param serviceId 0 or less: all of them */
export async function servicesOf(connection: Connection, tenantId: number, serviceId = 0): Promise<ServiceFacts[]> {
  const { rows } = await connection.query<ServiceFacts>({
    name: 'services_of',
    text: `select id, name, target_percent, workday_id from service
      where tenant_id = $1 and ($2::bigint <= 0 or id = $2) order by lower(name), id`,
    values: [tenantId, serviceId],
  });
  return rows;
}

/** When services should be up in a window, by id: their workday less its public holidays. Those without one are missing:
 * they should be up always. Those of one workday share one array. */
export async function openHours(
  connection: Connection,
  tenantId: number,
  services: readonly { readonly id: number; readonly workday_id: number | null }[],
  window: Interval,
): Promise<Map<number, IntervalSet>> {
  const withHours = services.filter(({ workday_id }) => workday_id !== null);
  if (withHours.length === 0 || !(window.start < window.end)) return new Map();
  const byWorkday = new Map(withHours.map(({ workday_id, id }) => [workday_id, id]));
  const works = await readServiceWork(connection, tenantId, [...byWorkday.values()], window);
  const hours = new Map<number | null, IntervalSet>();
  for (const [workdayId, id] of byWorkday) {
    const work = works.get(id);
    if (work) hours.set(workdayId, workingTimeOf(work, window));
  }
  return new Map(
    withHours.flatMap(({ id, workday_id }): [number, IntervalSet][] => {
      const open = hours.get(workday_id);
      return open ? [[id, open]] : [];
    }),
  );
}

export interface Maintenance extends Interval {
  readonly holidayId: string;
  readonly serviceId: number;
  readonly name: string;
  readonly allDay: boolean;
  readonly changedAt: number;
}

/** Planned maintenance in a window, recurring ones at each of their times, by start. Whole days are the tenant's.
 * @param serviceId 0 or less: of all services */
export async function maintenanceDuring(
  connection: Connection,
  tenantId: number,
  window: Interval,
  serviceId = 0,
): Promise<Maintenance[]> {
  const { rows } = await connection.query({
    name: 'maintenance_during',
    text: `select h.id, h.name, h.service_id, h.last_modified, t.timezone as zone, ${times}
      from holiday h join tenant t on t.id = h.tenant_id ${rules}
      where h.tenant_id = $1 and h.entity = ${holidayEntity.maintenance} and ($2::bigint <= 0 or h.service_id = $2)
        and h.near && tstzrange($3, $4)`,
    values: [tenantId, serviceId, instantParameter(window.start), instantParameter(window.end)],
  });
  const found = rows.flatMap((row) => {
    const holiday = withRule(row) as MaintenanceRow;
    return timesOfHoliday(holiday, zoneNamed(holiday.zone), window).map((time) => ({
      ...time,
      holidayId: holiday.id,
      serviceId: holiday.service_id,
      name: holiday.name,
      allDay: holiday.all_day,
      changedAt: holiday.last_modified,
    }));
  });
  return found.sort((one, other) => one.start - other.start || one.end - other.end || one.serviceId - other.serviceId);
}

type MaintenanceRow = HolidayTimes & {
  id: string;
  name: string;
  service_id: number;
  last_modified: number;
  zone: string;
};

export async function tenantZone(connection: Connection, tenantId: number): Promise<Zone> {
  const { rows } = await connection.query<{ timezone: string }>('select timezone from tenant where id = $1', [
    tenantId,
  ]);
  return zoneNamed(rows[0]?.timezone ?? 'UTC');
}
