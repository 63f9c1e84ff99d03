import { columnAt, snap } from './geometry.ts';
import type { Block, Column, Move, Span } from './shape.ts';

/** What keys and drags do to a block, as plain functions. */

export type Direction = 'earlier' | 'later' | 'up' | 'down';

/** One step along time; a step that leaves the shown part of a day goes on in the next day that is shown. */
export function stepped(columns: readonly Column[], span: Span, step: number): Span {
  const column = columns[columnAt(columns, span.start)];
  if (!column) return span;
  const start = snap(column.marks, span.start, Math.abs(step)) + step;
  return shifted(span, landed(columns, start, step));
}

function landed(columns: readonly Column[], start: number, step: number): number {
  const next = columns.find(({ to }) => start < to);
  const before = columns.findLast(({ from }) => start >= from);
  if (next && next === before) return start;
  if (step > 0) return next ? next.from : (columns.at(-1) as Column).to - step;
  return before ? before.to + step : (columns[0] as Column).from;
}

export function shifted({ start, end }: Span, to: number): Span {
  return { start: to, end: to + (end - start) };
}

/** Moves the end; at least one step is left. */
export function resized({ start, end }: Span, step: number): Span {
  return { start, end: Math.max(start + Math.abs(step), end + step) };
}

/** Alt and an arrow: one step or one row; with Shift the end moves. */
export function keyMove(
  columns: readonly Column[],
  rows: readonly { key: string }[],
  block: Block,
  direction: Direction,
  { resize, step }: { resize: boolean; step: number },
): Move | undefined {
  const { key, row, start, end } = block;
  if (direction === 'up' || direction === 'down') {
    const index = rows.findIndex((one) => one.key === row) + (direction === 'up' ? -1 : 1);
    const next = rows[index];
    return next && !resize ? { key, row: next.key, start, end } : undefined;
  }
  const signed = direction === 'later' ? step : -step;
  const span = resize ? resized(block, signed) : stepped(columns, block, signed);
  return span.start === start && span.end === end ? undefined : { key, row, ...span };
}

/** Where the focus is: a block, or the cell of a row and a column. */
export interface Place {
  row: number;
  column: number;
  block?: string | undefined;
}

/** Where an arrow leads. Along a row from block to block, else from cell to cell; across rows to what is nearest in time. */
export function walked(
  place: Place,
  direction: Direction,
  rows: readonly (readonly Block[])[],
  columns: readonly Column[],
): Place {
  const blocks = rows[place.row] ?? [];
  const index = blocks.findIndex(({ key }) => key === place.block);
  if (direction === 'up' || direction === 'down') {
    const row = place.row + (direction === 'up' ? -1 : 1);
    if (row < 0 || row >= rows.length) return place;
    const at = blocks[index]?.start ?? columns[place.column]?.from ?? 0;
    return nearest(rows[row] as readonly Block[], row, at, place.column, columns);
  }
  const by = direction === 'later' ? 1 : -1;
  if (blocks.length === 0 || index < 0) {
    const column = Math.min(columns.length - 1, Math.max(0, place.column + by));
    return { row: place.row, column };
  }
  const next = blocks[index + by];
  return next ? at(place.row, next, columns) : place;
}

function nearest(
  blocks: readonly Block[],
  row: number,
  time: number,
  column: number,
  columns: readonly Column[],
): Place {
  let best: Block | undefined;
  for (const block of blocks) {
    if (!best || Math.abs(block.start - time) < Math.abs(best.start - time)) best = block;
  }
  return best ? at(row, best, columns) : { row, column };
}

function at(row: number, block: Block, columns: readonly Column[]): Place {
  return { row, column: columnAt(columns, Math.max(block.start, columns[0]?.start ?? 0)), block: block.key };
}

/** First or last of a row. */
export function edge(
  place: Place,
  last: boolean,
  rows: readonly (readonly Block[])[],
  columns: readonly Column[],
): Place {
  const blocks = rows[place.row] ?? [];
  const block = last ? blocks.at(-1) : blocks[0];
  return block ? at(place.row, block, columns) : { row: place.row, column: last ? columns.length - 1 : 0 };
}
