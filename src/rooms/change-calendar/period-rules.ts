import { type Interval, type IntervalSet, mergeIntervals, subtractIntervals } from '../../kernel/time/intervals.ts';
import { DAY, MAX_INSTANT, MIN_INSTANT } from '../../kernel/time/units.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { type HolidayTimes, timesOfHoliday } from '../holidays/closed-rules.ts';
import { holidayEntity } from '../holidays/schema.ts';
import type { FreezeTime } from './freeze-rules.ts';

/** When freezes and planned maintenance are: what recurs as its times, whole days as those of a zone. */

/** A freeze, or planned maintenance. */
export interface Period extends HolidayTimes {
  readonly id: string;
  readonly holid: number;
  readonly _etag: string;
  readonly entity: number;
  readonly name: string;
  readonly risk: number;
  readonly service_id: number | null;
  readonly service_name: string | null;
  /** Null: for every client. */
  readonly client_ids: readonly number[] | null;
  /** Whose days whole days are: of the service's hours, else the tenant's. */
  readonly timezone: string;
}

/** One time of a period. */
export interface PeriodTime extends Interval {
  readonly period: Period;
}

export function zoneOf({ timezone }: Pick<Period, 'timezone'>): Zone {
  return findZone(timezone) ?? UTC;
}

/** All times of periods that overlap a window, whole, by start. */
export function timesIn(periods: readonly Period[], window: Interval): PeriodTime[] {
  return periods
    .flatMap((period) => timesOfHoliday(period, zoneOf(period), window).map((time) => ({ ...time, period })))
    .sort((one, other) => one.start - other.start || one.end - other.end || one.period.holid - other.period.holid);
}

/** Is it shown where clients and services are asked for? Empty: all. Maintenance is of everyone who uses its service. */
export function isAsked(
  { entity, service_id, client_ids }: Period,
  { clientIds, serviceIds }: { clientIds: readonly number[]; serviceIds: readonly number[] },
): boolean {
  const isOfService = service_id === null || serviceIds.length === 0 || serviceIds.includes(service_id);
  if (entity !== holidayEntity.freeze || clientIds.length === 0 || client_ids === null) return isOfService;
  return isOfService && clientIds.some((id) => client_ids.includes(id));
}

export const isFreeze = ({ period }: PeriodTime) => period.entity === holidayEntity.freeze;

export function freezeTime({ start, end, period }: PeriodTime): FreezeTime {
  const { id, name, risk, service_id, client_ids } = period;
  return { start, end, holidayId: id, name, risk, serviceId: service_id, clientIds: client_ids };
}

/** Maintenance that happens once says nothing of changes half a year away: it counts as the service's window for a month
 * before and after. What recurs counts from a month before its first time until a month after its last. */
export const bindingTime = 31 * DAY;

/** A rule that gives nothing for so long has ended. */
const lookAhead = 5 * 366 * DAY;

/** When the changes of each service may be, in a window: in its maintenance, or while it has none near. A service that never
 * has any is not in the map: its changes may be at any time. */
export function changeWindows(periods: readonly Period[], window: Interval): Map<number, IntervalSet> {
  const byService = new Map<number, Period[]>();
  for (const period of periods) {
    if (period.entity !== holidayEntity.maintenance || period.service_id === null) continue;
    byService.set(period.service_id, [...(byService.get(period.service_id) ?? []), period]);
  }
  return new Map([...byService].map(([id, own]) => [id, windowsOf(own, window)]));
}

const always: Interval = { start: MIN_INSTANT, end: MAX_INSTANT };

function windowsOf(periods: readonly Period[], window: Interval): IntervalSet {
  const near = { start: window.start - bindingTime, end: window.end + bindingTime };
  const times = periods.flatMap((period) => timesOfHoliday(period, zoneOf(period), near));
  const binding = mergeIntervals(periods.flatMap((period) => bindingOf(period, near)));
  return mergeIntervals([...times, ...subtractIntervals([always], binding)]);
}

function bindingOf(period: Period, near: Interval): Interval[] {
  const zone = zoneOf(period);
  const times = timesOfHoliday(period, zone, near);
  const after = { start: near.end, end: near.end + lookAhead };
  const goesOn = period.rule !== null && timesOfHoliday(period, zone, after).length > 0;
  const last = goesOn ? near.end : Math.max(...times.map(({ end }) => end));
  // What recurs began when its rule did, which may be long before the window.
  const first = period.rule ? period.rule.startdate : Math.min(...times.map(({ start }) => start));
  return first < last ? [{ start: first - bindingTime, end: goesOn ? MAX_INSTANT : last + bindingTime }] : [];
}
