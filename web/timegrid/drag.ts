import { snap } from './geometry.ts';
import type { Block, Column, Move, Span, Spot } from './shape.ts';

/** What a pointer has taken hold of. */
export interface Hold {
  /** The block, or nothing while a new span is drawn. */
  block?: Block | undefined;
  kind: 'move' | 'resize' | 'draw';
  from: Spot;
}

/** A drag begins after so many pixels; before that it is a click. */
export const slack = 4;

/** Where what is held would come to lie, snapped. Plain: the same for mouse, pen and touch. */
export function dragged(hold: Hold, to: Spot, columns: readonly Column[], step: number): Move {
  const marks = columns.flatMap((column) => column.marks);
  const near = (at: number) => snap(marks, at, step);
  if (hold.kind === 'draw') {
    const [first, last] = [Math.min(hold.from.at, to.at), Math.max(hold.from.at, to.at)];
    const start = near(first);
    return { key: '', row: hold.from.row, start, end: Math.max(start + step, near(last)) };
  }
  const { key, row, start, end } = hold.block as Block;
  if (hold.kind === 'resize') return { key, row, start, end: Math.max(start + step, near(to.at)) };
  const moved = near(start + to.at - hold.from.at);
  return { key, row: to.row, start: moved, end: moved + (end - start) };
}

export const sameSpan = (a: Span & { row: string }, b: Span & { row: string }): boolean =>
  a.start === b.start && a.end === b.end && a.row === b.row;

/** Follows a pointer until it is let go. `end` hears whether it was let go (true) or Escape took it back. */
export function follow(
  begin: PointerEvent,
  { move, end }: { move: (event: PointerEvent) => void; end: (dropped: boolean, event?: PointerEvent) => void },
): void {
  const stop = new AbortController();
  const { signal } = stop;
  let begun = false;
  const finish = (dropped: boolean, event?: PointerEvent) => {
    stop.abort();
    end(dropped && begun, event);
  };
  addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== begin.pointerId) return;
      begun ||= Math.hypot(event.clientX - begin.clientX, event.clientY - begin.clientY) > slack;
      if (begun) move(event);
    },
    { signal },
  );
  addEventListener('pointerup', (event) => finish(true, event), { signal });
  addEventListener('pointercancel', () => finish(false), { signal });
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      finish(false);
    },
    { signal, capture: true },
  );
}
