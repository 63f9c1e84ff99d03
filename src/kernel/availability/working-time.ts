/** When somebody works: a weekly pattern in its zone, shifts in place of it where there are some, less breaks. */

import { weekdayOf } from '../time/civil.ts';
import {
  clipIntervals,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  subtractIntervals,
} from '../time/intervals.ts';
import { dayOf, localToInstant } from '../time/local.ts';
import { DAY } from '../time/units.ts';
import type { Zone } from '../time/zones.ts';

/** A span of wall time, in milliseconds since midnight. One whose `end` is not after its `start` ends on the next day:
 * 22:00 to 06:00 is a night, 00:00 to 00:00 and 00:00 to 24:00 are the whole day. */
export interface WallSpan {
  readonly start: number;
  readonly end: number;
}

/** What one weekday looks like: none, one or several spans of work, and the breaks in them. */
export interface DayHours {
  readonly spans: readonly WallSpan[];
  readonly breaks: readonly WallSpan[];
}

/** A week of working hours on the clock of a zone; `days` has seven entries, Sunday first. */
export interface WorkPattern {
  readonly zone: Zone;
  readonly days: readonly DayHours[];
}

/** No window of working time is longer: a century, in days. */
const MOST_DAYS = 36_600;

/**
 * The stretches of work that overlap a window, whole, sorted by start, each as its day began it: back-to-back ones stay
 * apart, and none is cut at the window's edge, because slots count from where a stretch begins. A shift takes the place of
 * the pattern on the civil day it starts; breaks are taken out of both. A boundary that the clock skips is the first real
 * minute after it; one that it shows twice is the first. Throws RangeError for windows of over a century.
 * @example
 * const nine = { spans: [{ start: wallTime(9), end: wallTime(17) }], breaks: [{ start: wallTime(12), end: wallTime(13) }] }
 * const pattern = { zone: UTC, days: Array(7).fill(nine) }
 * workingStretches(pattern, { start: 0, end: DAY }).map(({ start, end }) => [start / HOUR, end / HOUR]) // => [[9, 12], [13, 17]]
 */
export function workingStretches(pattern: WorkPattern, window: Interval, shifts: readonly Interval[] = []): Interval[] {
  if (!(window.start < window.end)) return [];
  const { zone } = pattern;
  const first = dayOf(window.start, zone) - 1;
  const last = dayOf(window.end - 1, zone);
  if (last - first > MOST_DAYS) throw new RangeError('The window of working time is longer than a century');
  const shiftsByDay = groupByDay(shifts, zone);
  const stretches: Interval[] = [];
  for (const [day, onDay] of shiftsByDay) {
    // A shift may last for days: those that began before the first day of the pattern count too.
    if (day < first) for (const shift of onDay) addWithoutBreaks(stretches, shift, pattern, day);
  }
  for (let day = first; day <= last; day++) {
    const onDay = shiftsByDay.get(day);
    if (onDay !== undefined) for (const shift of onDay) addWithoutBreaks(stretches, shift, pattern, day);
    else
      for (const span of hoursOf(pattern, day).spans)
        addWithoutBreaks(stretches, datedSpan(span, day, zone), pattern, day);
  }
  return joinOverlapping(stretches.filter(({ start, end }) => start < window.end && end > window.start));
}

/**
 * The working time in a window: what `workingStretches` answers, merged and cut to the window.
 * @example
 * const days = Array(7).fill({ spans: [{ start: wallTime(22), end: wallTime(6) }], breaks: [] })
 * workingTime({ zone: UTC, days }, { start: 0, end: DAY }) // => [{ start: 0, end: 6 * HOUR }, { start: 22 * HOUR, end: DAY }]
 */
export function workingTime(pattern: WorkPattern, window: Interval, shifts: readonly Interval[] = []): Interval[] {
  return clipIntervals(mergeIntervals(workingStretches(pattern, window, shifts)), window);
}

/**
 * A span of wall time on a civil day as an interval of instants. Empty when the clock skips all of it.
 * @example
 * datedSpan({ start: wallTime(9), end: wallTime(17) }, 0, UTC) // => { start: 9 * HOUR, end: 17 * HOUR }
 */
export function datedSpan({ start, end }: WallSpan, day: number, zone: Zone): Interval {
  const until = end > start ? end : end + DAY;
  return { start: boundary(day, start, zone), end: boundary(day, until, zone) };
}

function boundary(day: number, time: number, zone: Zone): number {
  return localToInstant(day, time, zone, FIRST_REAL_MINUTE);
}

const FIRST_REAL_MINUTE = { gap: 'boundary' } as const;

function hoursOf(pattern: WorkPattern, day: number): DayHours {
  return pattern.days[weekdayOf(day)] ?? NO_HOURS;
}

const NO_HOURS: DayHours = { spans: [], breaks: [] };

function groupByDay(shifts: readonly Interval[], zone: Zone): Map<number, Interval[]> {
  const byDay = new Map<number, Interval[]>();
  for (const shift of shifts) {
    const day = dayOf(shift.start, zone);
    const known = byDay.get(day);
    if (known === undefined) byDay.set(day, [shift]);
    else known.push(shift);
  }
  return byDay;
}

/** The breaks of the day a stretch began on, at their time on that day and on those it runs into. */
function addWithoutBreaks(stretches: Interval[], stretch: Interval, pattern: WorkPattern, day: number): void {
  const { breaks } = hoursOf(pattern, day);
  if (!(stretch.start < stretch.end)) return;
  if (breaks.length === 0) {
    stretches.push(stretch);
    return;
  }
  const taken: Interval[] = [];
  const lastDay = Math.min(dayOf(stretch.end - 1, pattern.zone), day + MOST_DAYS);
  for (let at = day; at <= lastDay; at++) for (const span of breaks) taken.push(datedSpan(span, at, pattern.zone));
  stretches.push(...subtractIntervals([stretch], taken.length > 1 ? mergeIntervals(taken) : taken));
}

/** Sorts, and joins what truly overlaps; what only touches stays apart. */
function joinOverlapping(stretches: Interval[]): Interval[] {
  stretches.sort((a, b) => a.start - b.start);
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = joined.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/**
 * What is left of working time after everything that takes from it: holidays, leave, busy time, holds, in any order.
 * @example
 * freeTime([{ start: 0, end: 10 }], [{ start: 4, end: 6 }], [{ start: 5, end: 7 }]) // => [{ start: 0, end: 4 }, { start: 7, end: 10 }]
 */
export function freeTime(working: IntervalSet, ...taken: readonly (readonly Interval[])[]): Interval[] {
  return subtractIntervals(mergeIntervals(working), mergeIntervals(taken.flat()));
}

/**
 * How much of an interval lies inside working time, in milliseconds.
 * @example
 * workingLength({ start: 0, end: 10 }, [{ start: 2, end: 4 }, { start: 8, end: 20 }]) // => 4
 */
export function workingLength(interval: Interval, working: IntervalSet): number {
  let length = 0;
  for (const { start, end } of clipIntervals(working, interval)) length += end - start;
  return length;
}
