import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dragged, follow, type Hold, sameSpan } from './drag.ts';
import { axisOf, instantAt, lanesOnce, minutesOf, offsetOf, placeOf, rowAt, rowsInView, topsOf } from './geometry.ts';
import { Ground, Head } from './head.tsx';
import { blocksByRow, GroupHead, RowView, rowPadding, thinnest } from './row.tsx';
import type { Band, Block, Column, Move, Row, Ruler, Spot } from './shape.ts';
import { type Direction, edge, keyMove, type Place, walked } from './steps.ts';

export interface TimeGridProps {
  label: string;
  corner: ComponentChildren;
  columns: readonly Column[];
  rows: readonly Row[];
  blocks: readonly Block[];
  strips?: readonly Band[];
  /** Hours of another zone, under those of the days. */
  second?: Ruler | undefined;
  /** Headings, each by the key of the row that it stands over. */
  groups?: ReadonlyMap<string, ComponentChildren> | undefined;
  now: number;
  /** Minutes that a key or a drag moves by. */
  step: number;
  /** Height of one lane of blocks. */
  lane: number;
  /** Least width of a day, in pixels. */
  narrowest: number;
  selected?: string | undefined;
  control?: { current: GridControl | null };
  /** What a span is called while it is dragged. */
  say(move: Move): string;
  onOpen(key: string): void;
  onMove(move: Move): void;
  /** Enter on an empty cell, or a span drawn with the pointer. */
  onCreate?(move: Move): void;
  onKey?(event: KeyboardEvent, key: string | undefined, spot: Spot): void;
}

export interface GridControl {
  hit(x: number, y: number): Spot | undefined;
  ghost(move: Move | undefined): void;
  focus(key: string): void;
}

const nameWidth = 208;
const rulerHeight = 18;
const groupHeight = 26;
/** Name and team of an agent need so much. */
const lowest = 38;
/** Pixels beyond the edges that are drawn already. */
const beyond = 160;

const directions: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
};

/** Rows, columns, blocks: an APG grid with one tab stop, of which only what is in view is in the document. */
export function TimeGrid(props: TimeGridProps): JSX.Element {
  const { columns, rows, lane, step, second, groups = noGroups } = props;
  const headHeight = second ? 44 + rulerHeight : 44;
  const above = (index: number) => (groups.has(rows[index]?.key ?? '') ? groupHeight : 0);
  const box = useRef<HTMLDivElement>(null);
  // Nothing is drawn before the room for it is known: drawing twice costs twice.
  const [view, setView] = useState({ top: 0, width: 0, height: 0 });
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [ghost, setGhost] = useState<Move>();
  const wanted = useRef(false);
  const grouped = useRef(new Map<string, Block[]>());

  const least = columns.reduce((sum, { closed }) => sum + props.narrowest / (closed ? 3 : 1), 0);
  const width = Math.max(view.width - nameWidth, least);
  const axis = useMemo(() => axisOf(columns, width), [columns, width]);
  const perRow = useMemo(() => {
    grouped.current = blocksByRow(props.blocks, grouped.current);
    return rows.map(({ key }) => grouped.current.get(key) ?? none);
  }, [props.blocks, rows]);
  const { tops, heights, height } = useMemo(() => {
    const least = minutesOf(axis, thinnest - 2);
    const heights = perRow.map(
      (blocks, index) => above(index) + Math.max(lowest, lanesOnce(blocks, least).count * lane + 2 * rowPadding),
    );
    return { heights, ...topsOf(heights) };
  }, [perRow, lane, axis, groups]);
  const lines = useMemo(() => {
    let headings = 0;
    return rows.map(({ key }, index) => index + 2 + (groups.has(key) ? ++headings : headings));
  }, [rows, groups]);
  const active = settled(place, perRow, columns.length);
  const [first, last] = rowsInView(tops, view.top, view.height - headHeight, beyond);
  const drawn = (view.width ? rows : none)
    .map((_, index) => index)
    .filter((index) => (index >= first && index < last) || index === active.row);

  useLayoutEffect(() => {
    const element = box.current as HTMLDivElement;
    const measure = () => setView({ top: element.scrollTop, width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const go = (next: Place) => {
    wanted.current = true;
    setPlace(next);
    reveal(box.current as HTMLDivElement, headHeight, tops[next.row] ?? 0, heights[next.row] ?? 0);
  };
  // Before the next key can come: a block that went to another row took the focus with it.
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    focusOn(box.current as HTMLDivElement, active);
  });

  const topOf = (index: number) => (tops[index] ?? 0) + above(index);
  const rtl = () => getComputedStyle(box.current as Element).direction === 'rtl';
  const hit = (x: number, y: number): Spot | undefined => {
    const element = box.current as HTMLDivElement;
    const frame = element.getBoundingClientRect();
    const inside = x >= frame.left && x <= frame.right && y >= frame.top + headHeight && y <= frame.bottom;
    if (!inside || rows.length === 0) return;
    const along = rtl() ? frame.right - x - element.scrollLeft : x - frame.left + element.scrollLeft;
    const row = rows[rowAt(tops, y - frame.top - headHeight + element.scrollTop)] as Row;
    return { row: row.key, at: instantAt(axis, along - nameWidth) };
  };
  const find = (key: string | undefined) => (key ? props.blocks.find((block) => block.key === key) : undefined);
  if (props.control)
    props.control.current = {
      hit,
      ghost: setGhost,
      focus: (key) => {
        const row = perRow.findIndex((blocks) => blocks.some((block) => block.key === key));
        if (row >= 0) go({ row, column: 0, block: key });
      },
    };

  const onPointerDown = (event: PointerEvent) => {
    const target = event.target as Element;
    const spot = hit(event.clientX, event.clientY);
    if (event.button !== 0 || !spot || target.closest('.tg-name')) return;
    const block = find((target.closest('[data-block]') as HTMLElement | null)?.dataset.block);
    // A finger that begins on empty ground wants to scroll.
    if (block ? !block.movable : !props.onCreate || event.pointerType === 'touch') return;
    const kind = !block ? 'draw' : target.localName === 'i' ? 'resize' : 'move';
    const hold: Hold = { block, kind, from: spot };
    let latest: Move | undefined;
    follow(event, {
      move: (pointer) => {
        document.body.classList.add('dragging');
        scrollAtEdge(box.current as HTMLDivElement, pointer, headHeight);
        const to = hit(pointer.clientX, pointer.clientY);
        latest = to ? dragged(hold, to, columns, step) : undefined;
        setGhost(latest);
      },
      end: (dropped) => {
        document.body.classList.remove('dragging');
        setGhost(undefined);
        if (!dropped || !latest) return;
        swallowClick();
        if (!block) props.onCreate?.(latest);
        else if (!sameSpan(block, latest)) props.onMove(latest);
      },
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const block = find(active.block);
    const spot = { row: rows[active.row]?.key ?? '', at: block?.start ?? columns[active.column]?.from ?? 0 };
    const named = directions[event.key];
    const direction = named && rtl() ? mirrored(named) : named;
    if (direction && event.altKey) {
      event.preventDefault();
      const move = block?.movable && keyMove(columns, rows, block, direction, { resize: event.shiftKey, step });
      if (!move) return;
      props.onMove(move);
      go({ ...active, row: rows.findIndex(({ key }) => key === move.row) });
    } else if (direction && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      go(walked(active, direction, perRow, columns));
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const row = event.ctrlKey ? (event.key === 'Home' ? 0 : rows.length - 1) : active.row;
      go(edge({ ...active, row }, event.key === 'End', perRow, columns));
    } else if (event.key === 'Enter' && !block) {
      event.preventDefault();
      props.onCreate?.({ key: '', row: spot.row, start: spot.at, end: spot.at + 60 });
    } else props.onKey?.(event, active.block, spot);
  };

  return (
    <div
      class="tg"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + groups.size + 1}
      aria-colcount={columns.length + 1}
      ref={box}
      style={{ '--tg-name': `${nameWidth}px`, '--tg-head': `${headHeight}px` }}
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        // One drawing for each few rows that have gone by.
        if (Math.abs(scrollTop - view.top) > beyond / 3) setView({ ...view, top: scrollTop });
      }}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const key = ((event.target as Element).closest('[data-block]') as HTMLElement | null)?.dataset.block;
        if (key) props.onOpen(key);
      }}
      onFocusIn={(event) => {
        const found = placeOfElement(event.target as HTMLElement, perRow);
        if (found && (found.block !== place.block || found.row !== place.row || found.column !== place.column))
          setPlace(found);
      }}
    >
      <Head columns={columns} axis={axis} corner={props.corner} second={second} />
      <div class="tg-body" role="rowgroup" style={{ height: `${height}px`, inlineSize: `${nameWidth + width}px` }}>
        <Ground columns={columns} axis={axis} now={props.now} strips={props.strips ?? none} />
        {drawn.flatMap((index) => {
          const row = rows[index] as Row;
          const top = tops[index] as number;
          const line = lines[index] as number;
          return [
            above(index) > 0 && <GroupHead key={`+${row.key}`} text={groups.get(row.key)} line={line - 1} top={top} />,
            <RowView
              key={row.key}
              row={row}
              index={index}
              line={line}
              blocks={perRow[index] as Block[]}
              columns={columns}
              axis={axis}
              top={top + above(index)}
              height={(heights[index] as number) - above(index)}
              lane={lane}
              active={active.row === index ? active : undefined}
              selected={perRow[index]?.some(({ key }) => key === props.selected) ? props.selected : undefined}
            />,
          ];
        })}
        {ghost && ghostView(ghost, props, axis, topOf(rows.findIndex(({ key }) => key === ghost.row)))}
      </div>
    </div>
  );
}

const none: never[] = [];
const noGroups: ReadonlyMap<string, ComponentChildren> = new Map();

function ghostView(
  move: Move,
  { say, lane }: TimeGridProps,
  axis: ReturnType<typeof axisOf>,
  top: number,
): JSX.Element {
  const { offset, size } = placeOf(axis, move, 24) ?? { offset: offsetOf(axis, move.start), size: 24 };
  return (
    <div
      class="tg-ghost"
      style={{
        insetInlineStart: `calc(var(--tg-name) + ${offset}px)`,
        inlineSize: `${size}px`,
        top: `${top + rowPadding}px`,
        height: `${lane}px`,
      }}
    >
      <span>{say(move)}</span>
    </div>
  );
}

/** The place as it can be now: its block may have gone to another row, or away. */
function settled(place: Place, perRow: readonly (readonly Block[])[], columns: number): Place {
  const has = (row: number) => perRow[row]?.some(({ key }) => key === place.block);
  if (place.block && !has(place.row)) {
    const row = perRow.findIndex((_, index) => has(index));
    if (row >= 0) return { ...place, row };
  }
  const row = Math.max(0, Math.min(place.row, perRow.length - 1));
  const column = Math.max(0, Math.min(place.column, columns - 1));
  if (place.block && has(row)) return place.row === row && place.column === column ? place : { ...place, row, column };
  const firstBlock = place.block ? undefined : place.column === 0 && place.row === 0 ? perRow[0]?.[0]?.key : undefined;
  return { row, column, block: firstBlock };
}

function placeOfElement(target: HTMLElement, perRow: readonly (readonly Block[])[]): Place | undefined {
  const cell = target.closest('[data-cell]') as HTMLElement | null;
  if (!cell) return;
  const [row = 0, column = 0] = (cell.dataset.cell ?? '').split(':').map(Number);
  const block = target.dataset.block;
  return block && !perRow[row]?.some(({ key }) => key === block) ? undefined : { row, column, block };
}

function focusOn(box: HTMLElement, { row, column, block }: Place): void {
  const query = block ? `[data-block="${CSS.escape(block)}"]` : `[data-cell="${row}:${column}"]`;
  (box.querySelector(query) as HTMLElement | null)?.focus({ preventScroll: false });
}

function reveal(box: HTMLElement, headHeight: number, top: number, height: number): void {
  const bottom = top + height;
  const shown = box.clientHeight - headHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + shown) box.scrollTop = bottom - shown;
}

function scrollAtEdge(box: HTMLElement, { clientX, clientY }: PointerEvent, headHeight: number): void {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  if (clientY > bottom - 30) box.scrollTop += 14;
  else if (clientY < top + headHeight + 20) box.scrollTop -= 14;
  if (clientX > right - 30) box.scrollLeft += 14;
  else if (clientX < left + nameWidth + 20) box.scrollLeft -= 14;
}

/** The click that follows a drag means nothing. */
function swallowClick(): void {
  const stop = (event: Event) => event.stopPropagation();
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', stop, { capture: true }));
}

function mirrored(direction: Direction): Direction {
  return direction === 'earlier' ? 'later' : direction === 'later' ? 'earlier' : direction;
}
