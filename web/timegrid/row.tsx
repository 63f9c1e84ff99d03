import { Component, type ComponentChildren, type JSX } from 'preact';
import { type Axis, byTime, columnAt, lanesOnce, minutesOf, offsetOf, placeOf } from './geometry.ts';
import type { Block, Column, Row, Span } from './shape.ts';
import type { Place } from './steps.ts';

export interface RowProps {
  row: Row;
  index: number;
  /** Number of its line in the grid, headings counted. */
  line: number;
  blocks: readonly Block[];
  columns: readonly Column[];
  axis: Axis;
  top: number;
  height: number;
  lane: number;
  /** Where the one tab stop of the grid is, when it is in this row. */
  active: Place | undefined;
  selected: string | undefined;
}

/** Room above and below the blocks of a row. */
export const rowPadding = 4;

/** One row. Drawn again only when something of it has changed: moving one block redraws two rows. */
export class RowView extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const now = this.props;
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== now[key]);
  }

  override render({ row, index, line, columns, axis, top, height, active, ...rest }: RowProps): JSX.Element {
    const { lanes } = lanesOnce(rest.blocks, minutesOf(axis, thinnest - 2));
    return (
      <div class="tg-row" role="row" aria-rowindex={line} style={{ top: `${top}px`, height: `${height}px` }}>
        <div class="tg-name" role="rowheader" aria-colindex={1}>
          {row.header}
        </div>
        {row.bands.map((band) => bandView(axis, band))}
        {columns.map((column, at) => {
          const { offset = 0, size = 0 } = axis.pieces[at] ?? {};
          return (
            <div
              key={column.key}
              class="tg-cell"
              role="gridcell"
              aria-colindex={at + 2}
              data-cell={`${index}:${at}`}
              aria-label={rest.blocks.length === 0 ? `${row.name}, ${column.label}` : undefined}
              tabIndex={active && !active.block && active.column === at ? 0 : -1}
              style={{ insetInlineStart: `calc(var(--tg-name) + ${offset}px)`, inlineSize: `${size}px` }}
            >
              {rest.blocks
                .filter((block) => columnAt(columns, Math.max(block.start, columns[0]?.start ?? 0)) === at)
                .map((block) => blockView(block, axis, offset, lanes.get(block.key) ?? 0, rest, active))}
            </div>
          );
        })}
      </div>
    );
  }
}

function bandView(axis: Axis, { start, end, kind, label }: Row['bands'][number]): JSX.Element | null {
  const place = placeOf(axis, { start, end });
  if (!place || place.size < 1) return null;
  return (
    <div
      key={`${kind}${start}`}
      class={`tg-band tg-${kind}`}
      aria-hidden="true"
      style={{
        insetInlineStart: `calc(var(--tg-name) + ${place.offset}px)`,
        inlineSize: `${place.size}px`,
      }}
    >
      {label && place.size > 40 && <span>{label}</span>}
    </div>
  );
}

/** Targets are 24 pixels wide at least (WCAG 2.5.8), however short the appointment is. */
export const thinnest = 24;

function blockView(
  block: Block,
  axis: Axis,
  cell: number,
  lane: number,
  { lane: laneHeight, selected }: Pick<RowProps, 'lane' | 'selected'>,
  active: Place | undefined,
): JSX.Element | null {
  const place = placeOf(axis, block, thinnest);
  if (!place) return null;
  const { key, look, colour, before = 0, after = 0, actual, name } = block;
  // A text: there are hundreds of them, and a browser takes one faster than its parts.
  const style = [
    `inset-inline-start:${place.offset - cell}px;inline-size:${place.size - 1}px`,
    `top:${rowPadding + lane * laneHeight}px;height:${laneHeight - 2}px`,
    colour && `--own:${colour}`,
    before && `--before:${offsetOf(axis, block.start) - offsetOf(axis, block.start - before)}px`,
    after && `--after:${offsetOf(axis, block.end + after) - offsetOf(axis, block.end)}px`,
  ]
    .filter(Boolean)
    .join(';');
  return (
    <button
      key={key}
      type="button"
      class={`tg-block ${look}${before ? ' tail-before' : ''}${after ? ' tail-after' : ''}`}
      data-block={key}
      aria-label={name}
      aria-pressed={selected === key ? true : undefined}
      title={name}
      tabIndex={active?.block === key ? 0 : -1}
      style={style}
    >
      {place.size > 34 && <b>{block.title}</b>}
      {place.size > 64 && laneHeight > 28 && block.detail && <small data-text={block.detail} />}
      {actual && <u style={actualStyle(axis, actual, place.offset)} />}
      {block.movable && place.size > 30 && <i />}
    </button>
  );
}

function actualStyle(axis: Axis, { start, end }: Span, from: number): Record<string, string> {
  const begun = offsetOf(axis, start);
  return { insetInlineStart: `${begun - from}px`, inlineSize: `${Math.max(3, offsetOf(axis, end) - begun)}px` };
}

/** A heading over the rows that belong together. */
export function GroupHead({ text, line, top }: { text: ComponentChildren; line: number; top: number }): JSX.Element {
  return (
    <div class="tg-group" role="row" aria-rowindex={line} style={{ top: `${top}px` }}>
      <div role="rowheader" aria-colindex={1}>
        {text}
      </div>
    </div>
  );
}

/** Blocks of each row, in the order of their starts. A row in which nothing changed keeps its very array. */
export function blocksByRow(blocks: readonly Block[], before: Map<string, Block[]>): Map<string, Block[]> {
  const rows = Map.groupBy(blocks, ({ row }) => row);
  for (const [key, list] of rows) {
    list.sort(byTime);
    const old = before.get(key);
    if (old && old.length === list.length && old.every((block, index) => block === list[index])) rows.set(key, old);
  }
  return rows;
}
