/** When somebody works: a weekly pattern in its zone, shifts in place of it where there are some, less breaks. */

import { weekdayOf } from '../time/civil.ts';
import {
  clipIntervals,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  overlaps,
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

/** No days of a pattern run into each other for longer: none lasts over 24 hours, so in a week there is a gap. */
export const MOST_JOINED_DAYS = 8;

/**
 * The stretches of work that overlap a window, whole, sorted by start, each as its day began it: back-to-back ones stay
 * apart, and none is cut at the window's edge, because slots count from where a stretch begins. A shift takes the place of
 * the pattern on the civil day it starts; breaks are taken out of both. A boundary that the clock skips is the first real
 * minute after it; one that it shows twice is the first. `days` limits the civil days on which the stretches may begin.
 * Throws RangeError for windows of over a century.
 * @example
 * const nine = { spans: [{ start: wallTime(9), end: wallTime(17) }], breaks: [{ start: wallTime(12), end: wallTime(13) }] }
 * const pattern = { zone: UTC, days: Array(7).fill(nine) }
 * workingStretches(pattern, { start: 0, end: DAY }).map(({ start, end }) => [start / HOUR, end / HOUR]) // => [[9, 12], [13, 17]]
 */
export function workingStretches(
  pattern: WorkPattern,
  window: Interval,
  shifts: readonly Interval[] = [],
  days: Interval = EVERY_DAY,
): Interval[] {
  if (!(window.start < window.end)) return [];
  const { zone } = pattern;
  const { pieces, overlapNextDay } = piecesOf(pattern);
  // Where days run into each other a stretch may have begun days before, in hours that the window does not see.
  const mayBeJoined = overlapNextDay || shifts.length > 0;
  const seen = mayBeJoined ? EVERY_DAY : window;
  const first = Math.max(days.start, dayOf(window.start, zone) - (mayBeJoined ? MOST_JOINED_DAYS : 1));
  const last = Math.min(days.end - 1, dayOf(window.end - 1, zone));
  if (last - first > MOST_DAYS) throw new RangeError('The window of working time is longer than a century');
  const shiftsByDay = shifts.length === 0 ? NO_SHIFTS : groupByDay(shifts, zone);
  const stretches: Interval[] = [];
  for (const [day, onDay] of shiftsByDay) {
    // A shift may last for days: those that began before the first day of the pattern count too.
    if (day >= days.start && day < first) for (const shift of onDay) addShift(stretches, shift, pattern, day);
  }
  for (let day = first; day <= last; day++) {
    const onDay = shiftsByDay.get(day);
    if (onDay !== undefined) for (const shift of onDay) addShift(stretches, shift, pattern, day);
    else addPieces(stretches, pieces[weekdayOf(day)] as readonly Piece[], day, zone, seen);
  }
  const joined = joinOverlapping(stretches);
  return mayBeJoined ? joined.filter((stretch) => overlaps(stretch, window)) : joined;
}

/** Adds the work of a day that overlaps a window. A break that the clock skips takes no time: work goes on. */
function addPieces(stretches: Interval[], pieces: readonly Piece[], day: number, zone: Zone, window: Interval): void {
  let start = 0;
  let end = 0;
  for (const piece of pieces) {
    const from = boundary(day, piece.start, zone);
    if (!piece.isAfterBreak || from !== end) start = from;
    else if (start < end && stretches.at(-1)?.end === end) stretches.pop();
    end = boundary(day, piece.end, zone);
    if (start < end && start < window.end && end > window.start) stretches.push({ start, end });
  }
}

interface Piece extends WallSpan {
  /** What comes before it is a break, not the end of another span. */
  readonly isAfterBreak: boolean;
}

interface Pieces {
  /** By weekday. */
  readonly pieces: readonly (readonly Piece[])[];
  /** Work of a day may still go on when that of the next has begun. */
  readonly overlapNextDay: boolean;
}

const piecesOfPatterns = new WeakMap<WorkPattern, Pieces>();

/** The spans of each weekday less its breaks, still in wall time: worked out once for a pattern. */
function piecesOf(pattern: WorkPattern): Pieces {
  const known = piecesOfPatterns.get(pattern);
  if (known !== undefined) return known;
  const pieces = WEEKDAYS.map((weekday) => {
    const { spans, breaks } = pattern.days[weekday] ?? NO_HOURS;
    // A break may lie in the part of a night that belongs to the next day.
    const taken = breaks.map(endAfterStart).flatMap(({ start, end }) => [
      { start, end },
      { start: start + DAY, end: end + DAY },
    ]);
    const breakTimes = mergeIntervals(taken);
    return spans.flatMap((span) =>
      subtractIntervals([endAfterStart(span)], breakTimes).map(
        ({ start, end }, n): Piece => ({ start, end, isAfterBreak: n > 0 }),
      ),
    );
  });
  const overlapNextDay = pieces.some((today, weekday) => {
    const tomorrow = pieces[(weekday + 1) % 7] as readonly Piece[];
    return today.some(({ end }) => tomorrow.some(({ start }) => start + DAY < end));
  });
  const made = { pieces, overlapNextDay };
  piecesOfPatterns.set(pattern, made);
  return made;
}

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

function endAfterStart({ start, end }: WallSpan): WallSpan {
  return { start, end: end > start ? end : end + DAY };
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
export function datedSpan(span: WallSpan, day: number, zone: Zone): Interval {
  const { start, end } = endAfterStart(span);
  return { start: boundary(day, start, zone), end: boundary(day, end, zone) };
}

function boundary(day: number, time: number, zone: Zone): number {
  return localToInstant(day, time, zone, FIRST_REAL_MINUTE);
}

const FIRST_REAL_MINUTE = { gap: 'boundary' } as const;

const EVERY_DAY: Interval = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
const NO_HOURS: DayHours = { spans: [], breaks: [] };
const NO_SHIFTS: ReadonlyMap<number, readonly Interval[]> = new Map();

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

/** Takes out the breaks of the day a shift began on, at their time on that day and on those it runs into. */
function addShift(stretches: Interval[], shift: Interval, { days, zone }: WorkPattern, day: number): void {
  const { breaks } = days[weekdayOf(day)] ?? NO_HOURS;
  if (!(shift.start < shift.end)) return;
  const taken: Interval[] = [];
  const lastDay = breaks.length === 0 ? day - 1 : Math.min(dayOf(shift.end - 1, zone), day + MOST_DAYS);
  for (let at = day; at <= lastDay; at++) for (const span of breaks) taken.push(datedSpan(span, at, zone));
  stretches.push(...subtractIntervals([shift], mergeIntervals(taken)));
}

/**
 * Stretches in order, with what truly overlaps joined; what only touches stays apart.
 * @example
 * joinOverlapping([{ start: 5, end: 9 }, { start: 0, end: 2 }, { start: 2, end: 6 }]) // => [{ start: 0, end: 2 }, { start: 2, end: 9 }]
 */
export function joinOverlapping(stretches: Interval[]): Interval[] {
  let apart = true;
  for (let i = 1; i < stretches.length && apart; i++) {
    apart = (stretches[i] as Interval).start >= (stretches[i - 1] as Interval).end;
  }
  if (apart) return stretches;
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
