import type { Connection } from '../../kernel/db/transaction.ts';
import { containsInstant, type Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { type Availability, availabilityOf } from '../downtime/availability-rules.ts';
import { serviceRecord } from '../downtime/record-sql.ts';
import { maintenanceDuring, type ServiceFacts, servicesOf } from '../downtime/service-sql.ts';

/** What the public may know: names of services and times. No ticket, client, agent or free text is read any further. */

export const shownDays = 90;
const plannedDays = 30;
const feedBefore = 31;
const feedAfter = 366;

export interface DayStatus extends Availability {
  /** Civil day. */
  readonly day: number;
}

export interface ServiceStatus {
  readonly id: number;
  readonly name: string;
  readonly target: number | null;
  /** Since when, while it is down. */
  readonly downSince: number | undefined;
  /** Until when planned maintenance goes on. */
  readonly maintainedUntil: number | undefined;
  readonly days: readonly DayStatus[];
  readonly whole: Availability;
}

/** Planned maintenance of a service. */
export interface Planned extends Interval {
  readonly id: string;
  readonly service: string;
  readonly changedAt: number;
}

export interface Shown {
  readonly tenantId: number;
  /** Null: all. */
  readonly serviceIds: readonly number[] | null;
  readonly zone: Zone;
}

/** The last 90 days, today as far as it has gone. */
export async function readStatus(connection: Connection, { tenantId, serviceIds, zone }: Shown, now: number) {
  const today = dayOf(now, zone);
  const window = { start: startOfDay(today - shownDays + 1, zone), end: now + 1 };
  const record = await serviceRecord(connection, tenantId, window, now + 1);
  const days = Array.from({ length: shownDays }, (_none, index) => today - shownDays + 1 + index);
  const past = { start: window.start, end: now };
  return record.services
    .filter(({ id }) => isShown(serviceIds, id))
    .map((service): ServiceStatus => {
      const downs = record.downs.filter(({ row }) => row.service_id === service.id);
      const maintenance = record.maintenance.filter(({ serviceId }) => serviceId === service.id);
      const maintained = maintenance.filter((one) => containsInstant([one], now));
      const down = downs.filter((one) => containsInstant([one], now));
      const open = record.open(service);
      const during = (part: Interval) => availabilityOf(open, downs, maintenance, part);
      const isDown = down.length > 0 && maintained.length === 0;
      return {
        id: service.id,
        name: service.name,
        target: service.target_percent,
        downSince: isDown ? Math.min(...down.map(({ start }) => start)) : undefined,
        maintainedUntil: maintained.length > 0 ? Math.max(...maintained.map(({ end }) => end)) : undefined,
        days: days.map((day) => {
          const part = { start: startOfDay(day, zone), end: Math.min(startOfDay(day + 1, zone), now) };
          return { day, ...during(part) };
        }),
        whole: during(past),
      };
    });
}

/** What is planned from now on. */
export function readPlanned(connection: Connection, shown: Shown, now: number): Promise<Planned[]> {
  return planned(connection, shown, { start: now, end: now + plannedDays * DAY });
}

/** What a calendar is told: a month back, a year ahead. */
export function readFeed(connection: Connection, shown: Shown, now: number): Promise<Planned[]> {
  return planned(connection, shown, { start: now - feedBefore * DAY, end: now + feedAfter * DAY });
}

async function planned(connection: Connection, { tenantId, serviceIds }: Shown, window: Interval): Promise<Planned[]> {
  const services = await servicesOf(connection, tenantId);
  const names = new Map(services.map(({ id, name }: ServiceFacts) => [id, name]));
  return (await maintenanceDuring(connection, tenantId, window))
    .filter(({ serviceId }) => isShown(serviceIds, serviceId))
    .map(({ start, end, holidayId, serviceId, changedAt }) => ({
      start,
      end,
      id: holidayId,
      service: names.get(serviceId) ?? '',
      changedAt,
    }));
}

const isShown = (serviceIds: Shown['serviceIds'], id: number) => serviceIds === null || serviceIds.includes(id);
