import type { Block, Column, Mark, Span } from './shape.ts';

/** Where things are: plain functions from times to offsets and back. */

/** Pieces of time along the inline axis, each linear in elapsed time; what lies between two has no width. */
export interface Piece extends Span {
  offset: number;
  size: number;
}

export interface Axis {
  pieces: Piece[];
  size: number;
}

/** Shares `size` out by elapsed time: a day of 23 hours is narrower than one of 25. A closed day takes a third. */
export function axisOf(columns: readonly Column[], size: number): Axis {
  const weights = columns.map(({ from, to, closed }) => (to - from) / (closed ? 3 : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let offset = 0;
  const pieces = columns.map(({ from, to }, index) => {
    const piece = { start: from, end: to, offset, size: ((weights[index] as number) * size) / total };
    offset += piece.size;
    return piece;
  });
  return { pieces, size };
}

/** Instants in folded time are at the nearest edge. */
export function offsetOf({ pieces, size }: Axis, at: number): number {
  for (const piece of pieces) {
    if (at < piece.start) return piece.offset;
    if (at < piece.end) return piece.offset + ((at - piece.start) / (piece.end - piece.start)) * piece.size;
  }
  return size;
}

export function instantAt({ pieces }: Axis, offset: number): number {
  const piece = pieces.find((one) => offset < one.offset + one.size) ?? pieces.at(-1);
  if (!piece) return 0;
  const share = piece.size === 0 ? 0 : (offset - piece.offset) / piece.size;
  return piece.start + Math.min(1, Math.max(0, share)) * (piece.end - piece.start);
}

/** Offset and size of a span, never thinner than can be hit; undefined when all of it is outside. */
export function placeOf(axis: Axis, { start, end }: Span, thinnest = 0): { offset: number; size: number } | undefined {
  const first = axis.pieces[0];
  const last = axis.pieces.at(-1);
  if (!first || !last || start >= last.end || end < first.start || (end === first.start && end > start)) return;
  const offset = offsetOf(axis, start);
  const size = Math.max(thinnest, offsetOf(axis, end) - offset);
  return { offset: Math.max(0, Math.min(offset, axis.size - size)), size };
}

/** To the nearest step, counted from the full hour before: half-hour zones and days with a change of the clocks
 * snap to what their clocks show. */
export function snap(marks: readonly Mark[], at: number, step: number): number {
  const anchor = lastMark(marks, at);
  return anchor + Math.round((at - anchor) / step) * step;
}

function lastMark(marks: readonly Mark[], at: number): number {
  let found = marks[0]?.at ?? 0;
  for (const mark of marks) {
    if (mark.at > at) break;
    found = mark.at;
  }
  return found;
}

/** Overlapping blocks go side by side: each gets the first lane that is free when it starts. `least` is how long the
 * thinnest block that is drawn looks: a short one does not lie under the next. */
export function lanesOf(
  blocks: readonly (Span & { key: string })[],
  least = 0,
): { lanes: Map<string, number>; count: number } {
  const sorted = [...blocks].sort((a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1));
  const lanes = new Map<string, number>();
  const free: number[] = [];
  for (const { key, start, end } of sorted) {
    const found = free.findIndex((until) => until <= start);
    const lane = found < 0 ? free.length : found;
    // A block of no length still takes its place.
    free[lane] = Math.max(end, start + Math.max(least, 0.01));
    lanes.set(key, lane);
  }
  return { lanes, count: Math.max(1, free.length) };
}

const known = new WeakMap<object, { least: number; found: ReturnType<typeof lanesOf> }>();

/** The same for a row that keeps its array as long as nothing in it changes: reckoned once. */
export function lanesOnce(blocks: readonly (Span & { key: string })[], least: number): ReturnType<typeof lanesOf> {
  const before = known.get(blocks);
  if (before?.least === least) return before.found;
  const found = lanesOf(blocks, least);
  known.set(blocks, { least, found });
  return found;
}

/** How many minutes so many pixels are, in the first day. */
export function minutesOf({ pieces: [piece] }: Axis, pixels: number): number {
  return piece && piece.size > 0 ? ((piece.end - piece.start) / piece.size) * pixels : 0;
}

/** Tops of rows of different heights, and the height of all. */
export function topsOf(heights: readonly number[]): { tops: number[]; height: number } {
  let height = 0;
  const tops = heights.map((one) => {
    const top = height;
    height += one;
    return top;
  });
  return { tops, height };
}

/** Index of the row at this distance from the top. */
export function rowAt(tops: readonly number[], top: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] as number) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows that are in view, and some beyond its edges. */
export function rowsInView(tops: readonly number[], top: number, height: number, beyond: number): [number, number] {
  return [rowAt(tops, Math.max(0, top - beyond)), Math.min(tops.length, rowAt(tops, top + height + beyond) + 1)];
}

export function columnAt(columns: readonly Column[], at: number): number {
  const found = columns.findIndex(({ end }) => at < end);
  return found < 0 ? columns.length - 1 : found;
}

/** By start; of two that start together the longer first. */
export function byTime(a: Block, b: Block): number {
  return a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1);
}
