/** Half-open intervals `[start, end)` of instants (or of any other integers) and sorted sets of them. */

/** `start` belongs to it, `end` does not; so back-to-back intervals share nothing. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Sorted, none empty, none touching another. `mergeIntervals` makes one of anything. */
export type IntervalSet = readonly Interval[];

/**
 * The set of all instants that lie in any of the intervals, in whatever order they come. Empty ones vanish.
 * @example
 * mergeIntervals([{ start: 5, end: 9 }, { start: 1, end: 3 }, { start: 3, end: 4 }]) // => [{ start: 1, end: 4 }, { start: 5, end: 9 }]
 */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ start, end }) => start < end);
  if (!isSorted(sorted)) sorted.sort((a, b) => a.start - b.start);
  const merged: Interval[] = [];
  let last: { start: number; end: number } | undefined;
  for (const { start, end } of sorted) {
    if (last !== undefined && start <= last.end) {
      if (end > last.end) last.end = end;
    } else {
      last = { start, end };
      merged.push(last);
    }
  }
  return merged;
}

function isSorted(intervals: readonly Interval[]): boolean {
  for (let i = 1; i < intervals.length; i++) {
    if ((intervals[i] as Interval).start < (intervals[i - 1] as Interval).start) return false;
  }
  return true;
}

/**
 * What lies in `a` or in `b`.
 * @example
 * unionIntervals([{ start: 1, end: 3 }], [{ start: 2, end: 5 }]) // => [{ start: 1, end: 5 }]
 */
export function unionIntervals(a: IntervalSet, b: IntervalSet): Interval[] {
  return mergeIntervals([...a, ...b]);
}

/**
 * What lies in both.
 * @example
 * intersectIntervals([{ start: 1, end: 5 }], [{ start: 0, end: 2 }, { start: 4, end: 9 }]) // => [{ start: 1, end: 2 }, { start: 4, end: 5 }]
 */
export function intersectIntervals(a: IntervalSet, b: IntervalSet): Interval[] {
  const both: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i] as Interval;
    const other = b[j] as Interval;
    const start = Math.max(one.start, other.start);
    const end = Math.min(one.end, other.end);
    if (start < end) both.push({ start, end });
    if (one.end < other.end) i += 1;
    else j += 1;
  }
  return both;
}

/**
 * What lies in `a` and not in `b`.
 * @example
 * subtractIntervals([{ start: 0, end: 10 }], [{ start: 2, end: 4 }]) // => [{ start: 0, end: 2 }, { start: 4, end: 10 }]
 */
export function subtractIntervals(a: IntervalSet, b: IntervalSet): Interval[] {
  const rest: Interval[] = [];
  let j = 0;
  for (const { start, end } of a) {
    let from = start;
    while (j < b.length && (b[j] as Interval).end <= from) j += 1;
    for (let k = j; k < b.length && (b[k] as Interval).start < end; k++) {
      const taken = b[k] as Interval;
      if (taken.start > from) rest.push({ start: from, end: taken.start });
      from = taken.end;
    }
    if (from < end) rest.push({ start: from, end });
  }
  return rest;
}

/**
 * What lies in the window and not in the set.
 * @example
 * complementIn({ start: 0, end: 10 }, [{ start: 2, end: 4 }]) // => [{ start: 0, end: 2 }, { start: 4, end: 10 }]
 */
export function complementIn(window: Interval, set: IntervalSet): Interval[] {
  return subtractIntervals(window.start < window.end ? [window] : [], set);
}

/**
 * What lies in the set and in the window.
 * @example
 * clipIntervals([{ start: 0, end: 4 }, { start: 8, end: 12 }], { start: 2, end: 9 }) // => [{ start: 2, end: 4 }, { start: 8, end: 9 }]
 */
export function clipIntervals(set: IntervalSet, window: Interval): Interval[] {
  return intersectIntervals(set, window.start < window.end ? [window] : []);
}

/**
 * The length of a set: the sum of its intervals, in their unit.
 * @example
 * totalLength([{ start: 0, end: 4 }, { start: 8, end: 12 }]) // => 8
 */
export function totalLength(set: IntervalSet): number {
  let total = 0;
  for (const { start, end } of set) total += end - start;
  return total;
}

/**
 * The index of the first interval of a set that ends after an instant, by binary search; the set's length when none does.
 * @example
 * firstEndingAfter([{ start: 0, end: 4 }, { start: 8, end: 12 }], 4) // => 1
 */
export function firstEndingAfter(set: IntervalSet, instant: number): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle] as Interval).end > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Whether an instant lies in a set.
 * @example
 * containsInstant([{ start: 0, end: 4 }], 4) // => false
 */
export function containsInstant(set: IntervalSet, instant: number): boolean {
  const candidate = set[firstEndingAfter(set, instant)];
  return candidate !== undefined && candidate.start <= instant;
}

/**
 * Whether two intervals share anything. An empty one shares nothing.
 * @example
 * overlaps({ start: 0, end: 4 }, { start: 4, end: 8 }) // => false
 */
export function overlaps(a: Interval, b: Interval): boolean {
  return Math.max(a.start, b.start) < Math.min(a.end, b.end);
}
