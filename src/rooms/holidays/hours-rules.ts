import {
  type Interval,
  intersectIntervals,
  mergeIntervals,
  subtractIntervals,
  totalLength,
} from '../../kernel/time/intervals.ts';
import { startOfDate } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { scheduledTimeOf, type Work } from '../workdays/work-rules.ts';

/** How much working time leave and public holidays take away. */

/** Hours of working time in some intervals. Breaks, days off and public holidays cost nothing; other leave is no matter. */
export function hoursTaken(work: Pick<Work, 'patterns' | 'shifts' | 'publicHolidays'>, times: readonly Interval[]) {
  const taken = mergeIntervals(times);
  const [first] = taken;
  if (!first) return 0;
  const window = { start: first.start, end: (taken.at(-1) as Interval).end };
  const scheduled = scheduledTimeOf({ ...work, leave: [] } as unknown as Work, window);
  const open = subtractIntervals(scheduled, mergeIntervals(work.publicHolidays));
  return inHours(totalLength(intersectIntervals(open, taken)));
}

/** Hours to four decimals. */
export function inHours(milliseconds: number): number {
  return rounded(milliseconds / HOUR);
}

export function rounded(hours: number): number {
  return Math.round(hours * 10_000) / 10_000;
}

/** A calendar year on the clock of a zone. */
export function yearIn(year: number, zone: Zone): Interval {
  return { start: startOfDate(year, 1, 1, zone), end: startOfDate(year + 1, 1, 1, zone) };
}

/** The part of some intervals that lies in a window. */
export function within(times: readonly Interval[], window: Interval): Interval[] {
  return times
    .map(({ start, end }) => ({ start: Math.max(start, window.start), end: Math.min(end, window.end) }))
    .filter(({ start, end }) => start < end);
}
