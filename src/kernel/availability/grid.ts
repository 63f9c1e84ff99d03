/**
 * Slots on a grid. Resources on the same stretches of work share one list of starts; what takes time from a resource marks
 * the starts it rules out, from boundary to boundary, and the slots are read off what is left unmarked.
 */

import { firstEndingAfter, type Interval, mergeIntervals } from '../time/intervals.ts';
import { startOfDay } from '../time/local.ts';
import type { Slot, SlotRequest, SlotResource } from './slot-request.ts';

/** Marks held at once: resources times starts. Larger questions are answered in parts. */
const MOST_MARKS = 4_000_000;
/** Starts on one grid; a window of 92 days has 132,480 minutes. */
const MOST_STARTS = 1_000_000;

/**
 * The slots of `duration` every `step` (milliseconds) from the start of each stretch of work, and who is free in them, in
 * the order given. Throws RangeError for lengths that are not positive whole numbers, or over a million starts.
 * @example
 * const agent = { id: 7, stretches: [{ start: 0, end: 10 }], closed: [], busy: [{ start: 4, end: 5 }] }
 * const request = { window: { start: 0, end: 99 }, bookable: { start: 0, end: 99 }, bufferBefore: 1, bufferAfter: 0, zone: UTC }
 * gridSlots([agent], request, 2, 2).map(({ start }) => start) // => [0, 2, 6, 8]
 */
export function gridSlots(
  resources: readonly SlotResource[],
  request: Omit<SlotRequest, 'candidates'>,
  duration: number,
  step: number,
): Slot[] {
  checkLength(duration);
  checkLength(step);
  const grids = new Map<readonly Interval[], readonly number[]>();
  for (const { stretches } of resources) {
    if (!grids.has(stretches)) grids.set(stretches, startsIn(stretches, request, duration, step));
  }
  const starts = unionOf([...grids.values()]);
  const slots: Slot[] = [];
  const part = Math.max(64, Math.floor(MOST_MARKS / resources.length));
  for (let from = 0; from < starts.length; from += part) {
    const some = starts.length <= part ? starts : starts.slice(from, from + part);
    const marks = newMarks(some, resources, grids);
    resources.forEach((resource, column) => {
      markTaken(marks, column, resource, request, duration);
    });
    readUnmarked(marks, resources, duration, slots);
  }
  return slots;
}

function checkLength(length: number): void {
  if (!(Number.isSafeInteger(length) && length > 0)) {
    throw new RangeError('The step and duration of slots are positive whole milliseconds');
  }
}

/** The starts on the grid at which a slot lies inside working time, in the window, and is bookable; ascending. */
function startsIn(
  stretches: readonly Interval[],
  { window, bookable }: Omit<SlotRequest, 'candidates'>,
  duration: number,
  step: number,
): number[] {
  const earliest = Math.max(window.start, bookable.start);
  const latest = Math.min(window.end - duration, bookable.end - 1);
  const working = mergeIntervals(stretches);
  const starts: number[] = [];
  let previous = Number.NEGATIVE_INFINITY;
  let ascending = true;
  for (const stretch of stretches) {
    // A slot may run from one stretch into the next where they touch: a night of two whole days is one working time.
    const around = working[firstEndingAfter(working, stretch.start)];
    const until = Math.min(stretch.end - 1, (around?.end ?? 0) - duration, latest);
    const skipped = Math.max(0, Math.ceil((earliest - stretch.start) / step));
    const first = stretch.start + skipped * step;
    if ((until - first) / step > MOST_STARTS - starts.length) throw new RangeError('More than a million slots');
    if (first <= previous) ascending = false;
    for (let start = first; start <= until; start += step) {
      starts.push(start);
      previous = start;
    }
  }
  return ascending ? starts : [...new Set(starts)].sort((a, b) => a - b);
}

/** One row of marks for each start, one column for each resource; and how many marks each row has. */
interface Marks {
  readonly starts: readonly number[];
  readonly columns: number;
  readonly taken: Uint8Array;
  readonly counts: Int32Array;
}

/** All the starts of several grids, ascending; mostly there is one grid. */
function unionOf(grids: readonly (readonly number[])[]): readonly number[] {
  if (grids.length < 2) return grids[0] ?? [];
  return Array.from(new Set(Float64Array.from(grids.flat()).sort()));
}

/** Nothing marked, except where several grids are in play: there every start is marked that is not on the resource's own. */
function newMarks(
  starts: readonly number[],
  resources: readonly SlotResource[],
  grids: ReadonlyMap<readonly Interval[], readonly number[]>,
): Marks {
  const columns = resources.length;
  const marks = {
    starts,
    columns,
    taken: new Uint8Array(starts.length * columns),
    counts: new Int32Array(starts.length),
  };
  if (grids.size < 2) return marks;
  resources.forEach(({ stretches }, column) => {
    const own = grids.get(stretches) as readonly number[];
    let at = indexAbove(own, (starts[0] as number) - 1);
    for (let row = 0; row < starts.length; row++) {
      if (own[at] === starts[row]) at += 1;
      else mark(marks, row, column);
    }
  });
  return marks;
}

function mark({ columns, taken, counts }: Marks, row: number, column: number): void {
  const at = row * columns + column;
  if (taken[at] === 1) return;
  taken[at] = 1;
  counts[row] = (counts[row] as number) + 1;
}

/** Marks the starts that a resource cannot take. A slot [s, s + d) and a time [a, b) clash when s < b and s + d > a. */
function markTaken(
  marks: Marks,
  column: number,
  { closed, busy, bookedOn }: SlotResource,
  { bufferBefore, bufferAfter, maxPerDay, zone }: Omit<SlotRequest, 'candidates'>,
  duration: number,
): void {
  for (const { start, end } of closed) if (start < end) markBetween(marks, column, start - duration, end);
  for (const { start, end } of busy) {
    // The buffers widen the slot, so they widen what it must keep off. An appointment without length takes no time.
    if (start < end) markBetween(marks, column, start - bufferAfter - duration, end + bufferBefore);
  }
  if (maxPerDay === undefined || bookedOn === undefined) return;
  for (const [day, booked] of bookedOn) {
    if (booked >= maxPerDay) markBetween(marks, column, startOfDay(day, zone) - 1, startOfDay(day + 1, zone));
  }
}

/** Marks the starts above `above` and below `below`. */
function markBetween(marks: Marks, column: number, above: number, below: number): void {
  const { starts } = marks;
  for (let row = indexAbove(starts, above); row < starts.length && (starts[row] as number) < below; row++) {
    mark(marks, row, column);
  }
}

/** The index of the first value above `value`. */
function indexAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function readUnmarked(marks: Marks, resources: readonly SlotResource[], duration: number, slots: Slot[]): void {
  const { starts, columns, counts } = marks;
  const everyone = resources.map(({ id }) => id);
  for (let i = 0; i < starts.length; i++) {
    const count = counts[i] as number;
    if (count === columns) continue;
    const start = starts[i] as number;
    // All slots in which everyone is free say so with one list.
    slots.push({ start, end: start + duration, resources: count === 0 ? everyone : freeIn(marks, i, everyone) });
  }
}

function freeIn({ columns, taken, counts }: Marks, row: number, everyone: readonly number[]): number[] {
  const free = new Array<number>(columns - (counts[row] as number));
  let found = 0;
  for (let column = 0, at = row * columns; column < columns; column++, at++) {
    if (taken[at] === 0) free[found++] = everyone[column] as number;
  }
  return free;
}
