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
  const groups = new Map<readonly Interval[], number[]>();
  resources.forEach(({ stretches }, place) => {
    const group = groups.get(stretches);
    if (group === undefined) groups.set(stretches, [place]);
    else group.push(place);
  });
  const found = [...groups].map(([stretches, places]) => {
    const starts = startsIn(stretches, request, duration, step);
    const members = places.map((place) => resources[place] as SlotResource);
    return groupSlots(starts, members, request, duration);
  });
  if (found.length === 1) return found[0] as Slot[];
  const places = new Map(resources.map(({ id }, place) => [id, place]));
  return mergeAll(found, (a, b) => (places.get(a) as number) - (places.get(b) as number));
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

function groupSlots(
  starts: readonly number[],
  members: readonly SlotResource[],
  request: Omit<SlotRequest, 'candidates'>,
  duration: number,
): Slot[] {
  const slots: Slot[] = [];
  const columns = members.length;
  const part = Math.max(64, Math.floor(MOST_MARKS / columns));
  for (let from = 0; from < starts.length; from += part) {
    const some = starts.length <= part ? starts : starts.slice(from, from + part);
    const taken = new Uint8Array(some.length * columns);
    const marks = { starts: some, columns, taken, counts: new Int32Array(some.length) };
    members.forEach((member, column) => {
      markTaken(marks, column, member, request, duration);
    });
    readUnmarked(marks, members, duration, slots);
  }
  return slots;
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
function markBetween({ starts, columns, taken, counts }: Marks, column: number, above: number, below: number): void {
  for (let i = indexAbove(starts, above); i < starts.length && (starts[i] as number) < below; i++) {
    const at = i * columns + column;
    if (taken[at] === 1) continue;
    taken[at] = 1;
    counts[i] = (counts[i] as number) + 1;
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

function readUnmarked(marks: Marks, members: readonly SlotResource[], duration: number, slots: Slot[]): void {
  const { starts, columns, counts } = marks;
  const everyone = members.map(({ id }) => id);
  for (let i = 0; i < starts.length; i++) {
    const count = counts[i] as number;
    if (count === columns) continue;
    const start = starts[i] as number;
    // All slots in which everyone is free say so with one list.
    const resources = count === 0 ? everyone : freeIn(marks, i, everyone);
    slots.push({ start, end: start + duration, resources });
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

type Order = (a: number, b: number) => number;

/** Merges lists of slots two by two, so that many resources on hours of their own cost no more than sorting them. */
function mergeAll(lists: readonly Slot[][], order: Order): Slot[] {
  let left = lists;
  while (left.length > 1) {
    const merged: Slot[][] = [];
    for (let i = 0; i < left.length; i += 2) merged.push(mergeTwo(left[i] as Slot[], left[i + 1] ?? [], order));
    left = merged;
  }
  return left[0] ?? [];
}

function mergeTwo(a: readonly Slot[], b: readonly Slot[], order: Order): Slot[] {
  const merged: Slot[] = [];
  let i = 0;
  for (const slot of b) {
    while (i < a.length && (a[i] as Slot).start < slot.start) merged.push(a[i++] as Slot);
    const same = a[i];
    if (same?.start === slot.start) {
      merged.push({ ...slot, resources: [...same.resources, ...slot.resources].sort(order) });
      i += 1;
    } else {
      merged.push(slot);
    }
  }
  while (i < a.length) merged.push(a[i++] as Slot);
  return merged;
}
