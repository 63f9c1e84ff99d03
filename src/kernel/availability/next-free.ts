/** The earliest time at which something fits. */

import { type Interval, type IntervalSet, mergeIntervals } from '../time/intervals.ts';
import { DAY } from '../time/units.ts';
import { freeTime, type WorkPattern, workingTime } from './working-time.ts';

/** What decides when an agent is free. */
export interface FreeRules {
  readonly pattern: WorkPattern;
  readonly shifts?: readonly Interval[];
  /** Holidays, leave, appointments, holds: whatever cannot be booked over. */
  readonly taken: readonly Interval[];
}

/** Looked at in one go; most answers are found in the first. */
const CHUNK = 28 * DAY;
/** Nobody waits longer than ten years. */
const FURTHEST = 3_660 * DAY;

/**
 * The earliest instant at or after `from` at which `duration` milliseconds fit into a set of free time, or `undefined`.
 * @example
 * earliestFit([{ start: 0, end: 5 }, { start: 8, end: 20 }], 6, 2) // => 8
 */
export function earliestFit(free: IntervalSet, duration: number, from: number): number | undefined {
  for (const { start, end } of free) {
    const at = Math.max(start, from);
    if (end - at >= duration && at < end) return at;
  }
  return undefined;
}

/**
 * The earliest instant in `[from, until)` at which `duration` milliseconds of working time on end are free, or `undefined`
 * when there are none: also when no stretch of work is that long. Looks month by month, ten years at most.
 * @example
 * const days = Array(7).fill({ spans: [{ start: wallTime(9), end: wallTime(17) }], breaks: [] })
 * const rules = { pattern: { zone: UTC, days }, taken: [{ start: 9 * HOUR, end: 16 * HOUR }] }
 * nextFree(rules, 2 * HOUR, 0, 30 * DAY) // => DAY + 9 * HOUR
 */
export function nextFree(rules: FreeRules, duration: number, from: number, until: number): number | undefined {
  const taken = mergeIntervals(rules.taken);
  const furthest = Math.min(until, from + FURTHEST);
  for (let at = from; at < furthest; at += CHUNK) {
    // What begins in this chunk may end in the next.
    const window = { start: at, end: Math.min(at + CHUNK, furthest) + duration };
    const free = freeTime(workingTime(rules.pattern, window, rules.shifts), taken);
    const found = earliestFit(free, duration, at);
    if (found !== undefined && found < furthest) return found;
  }
  return undefined;
}
