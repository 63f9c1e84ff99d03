import {
  clipIntervals,
  type Interval,
  type IntervalSet,
  intersectIntervals,
  mergeIntervals,
  subtractIntervals,
  totalLength,
} from '../../kernel/time/intervals.ts';
import { HOUR } from '../../kernel/time/units.ts';

/** How long a service was up (contract/behaviour.md section 9). In integer milliseconds, so that no sum depends on its order. */

export interface Availability {
  /** Time in which it should have been up: its hours, without planned maintenance. */
  readonly total: number;
  /** Of that, when it was down. */
  readonly down: number;
  /** Planned maintenance in its hours. */
  readonly maintenance: number;
}

/** @param open when it should be up: its hours, else the window
 * @param downs in any order; what overlaps counts once
 * @param maintenance in any order; out of both the total and what was down */
export function availabilityOf(
  open: IntervalSet,
  downs: readonly Interval[],
  maintenance: readonly Interval[],
  window: Interval,
): Availability {
  const hours = clipIntervals(open, window);
  const planned = mergeIntervals(maintenance);
  const serving = subtractIntervals(hours, planned);
  return {
    total: totalLength(serving),
    down: totalLength(intersectIntervals(serving, mergeIntervals(downs))),
    maintenance: totalLength(intersectIntervals(hours, planned)),
  };
}

/** 100 x (total - down) / total, to 4 decimals; a service that nobody expected to be up was up. */
export function percentOf({ total, down }: Pick<Availability, 'total' | 'down'>): number {
  return total === 0 ? 100 : rounded((100 * (total - down)) / total);
}

/** As the wire has it: hours to 4 decimals, and against the target where there is one. */
export function wireAvailability(availability: Availability, target: number | null) {
  const percent = percentOf(availability);
  return {
    totalhours: hoursOf(availability.total),
    downhours: hoursOf(availability.down),
    percent,
    maintenancehours: hoursOf(availability.maintenance),
    ...(target !== null && { target_percent: target, met: percent >= target }),
  };
}

/** Hours of one downtime that lie in the hours of its service.
 * @param open when the service should be up; undefined = always */
export function hoursWithin({ start, end }: Interval, open: IntervalSet | undefined): number {
  if (!(start < end)) return 0;
  return hoursOf(open ? totalLength(clipIntervals(open, { start, end })) : end - start);
}

/** To 4 decimals. */
export function hoursOf(milliseconds: number): number {
  return rounded(milliseconds / HOUR);
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
