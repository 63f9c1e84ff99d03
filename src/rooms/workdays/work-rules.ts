import {
  freeTime,
  joinOverlapping,
  MOST_JOINED_DAYS,
  workingStretches,
} from '../../kernel/availability/working-time.ts';
import {
  clipIntervals,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  overlaps,
} from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import type { LeaveTime } from '../holidays/closed-rules.ts';
import type { DatedPattern } from './pattern-rules.ts';

/** When an agent, or an asset, works: everything else that asks goes through these functions. */

export type { LeaveTime };

/** What decides when somebody works in a window; read by `readWork` and `readAssetWork`. */
export interface Work {
  /** Of the agent, else of the tenant; a pattern has its own. */
  readonly zone: Zone;
  /** In the order of their days. The same array for everyone on the same workdays. */
  readonly patterns: readonly DatedPattern[];
  readonly shifts: readonly Interval[];
  readonly publicHolidays: readonly Interval[];
  readonly leave: readonly LeaveTime[];
}

/** The whole stretches of work that overlap a window, before holidays and leave: the pattern that holds on each day, shifts
 * in place of it, less breaks. Whoever works by the same patterns without shifts gets the same array. */
export function stretchesOf({ patterns, shifts }: Work, window: Interval): readonly Interval[] {
  if (shifts.length > 0) return stretchesBy(patterns, window, shifts);
  const known = latest.get(patterns);
  if (known?.window.start === window.start && known.window.end === window.end) return known.stretches;
  const stretches = stretchesBy(patterns, window, []);
  latest.set(patterns, { window, stretches });
  return stretches;
}

/** Real working time in a window: less public holidays and approved leave. Sorted, disjoint, cut to the window. */
export function workingTimeOf(work: Work, window: Interval): IntervalSet {
  const { publicHolidays, leave } = work;
  const open = freeTime(
    stretchesOf(work, window),
    publicHolidays,
    leave.filter(({ approved }) => approved),
  );
  return clipIntervals(open, window);
}

/** What booking must keep off, beside busy time: public holidays and leave, pending too. */
export function closedOf({ publicHolidays, leave }: Work): IntervalSet {
  return mergeIntervals([...publicHolidays, ...leave]);
}

/** Scheduled working time in a window, as if there were neither holidays nor leave. */
export function scheduledTimeOf(work: Work, window: Interval): IntervalSet {
  return clipIntervals(mergeIntervals(stretchesOf(work, window)), window);
}

/** The last answer for each list of patterns: a team's members are asked about one after another. */
const latest = new WeakMap<readonly DatedPattern[], { window: Interval; stretches: readonly Interval[] }>();

function stretchesBy(
  patterns: readonly DatedPattern[],
  window: Interval,
  shifts: readonly Interval[],
): readonly Interval[] {
  const [only] = patterns;
  if (only && patterns.length === 1) return workingStretches(only.pattern, window, shifts, daysOf(patterns, 0));
  // What the hours of one version run into may be those of another, which the window does not see.
  const around = { start: window.start - MOST_JOINED_DAYS * DAY, end: window.end };
  const stretches = patterns.flatMap(({ pattern }, index) =>
    workingStretches(pattern, around, shifts, daysOf(patterns, index)),
  );
  return joinOverlapping([...stretches, ...betweenZones(patterns, shifts)]).filter((stretch) =>
    overlaps(stretch, window),
  );
}

/** Shifts between the last day in one zone and the first in another further west: none of the patterns has that time. */
function betweenZones(patterns: readonly DatedPattern[], shifts: readonly Interval[]): Interval[] {
  const isOfOne = ({ start }: Interval) =>
    patterns.some(({ pattern }, index) => {
      const day = dayOf(start, pattern.zone);
      const days = daysOf(patterns, index);
      return days.start <= day && day < days.end;
    });
  return shifts.filter((shift) => shift.start < shift.end && !isOfOne(shift));
}

/** The days on which one of the patterns holds. */
function daysOf(patterns: readonly DatedPattern[], index: number): Interval {
  return {
    start: patterns[index]?.fromDay ?? Number.NEGATIVE_INFINITY,
    end: patterns[index + 1]?.fromDay ?? Number.POSITIVE_INFINITY,
  };
}
