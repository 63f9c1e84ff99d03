import type { ComponentChildren, JSX } from 'preact';
import { type Axis, offsetOf } from './geometry.ts';
import type { Band, Column, Mark, Ruler } from './shape.ts';

/** The heading over the rows: days, and hours as far as there is room for their labels, also those of another zone. */
export function Head({
  columns,
  axis,
  corner,
  second,
}: {
  columns: readonly Column[];
  axis: Axis;
  corner: ComponentChildren;
  second?: Ruler | undefined;
}): JSX.Element {
  const hoursOf = (column: Column, size: number, marks: readonly Mark[], look = '') => {
    const shown = labelled(column, size, marks);
    return shown.map(({ at, label }, index) => {
      const from = offsetOf(axis, at);
      // Where an hour comes twice its label is long.
      const next = shown[index + 1];
      const room = next && label.length > 5 ? { maxInlineSize: `${offsetOf(axis, next.at) - from - 2}px` } : {};
      const start = from - offsetOf(axis, column.from);
      return (
        <small key={look + at} class={look} aria-hidden="true" style={{ insetInlineStart: `${start}px`, ...room }}>
          {label}
        </small>
      );
    });
  };
  return (
    <div class="tg-head" role="row" aria-rowindex={1}>
      <div class="tg-corner" role="columnheader" aria-colindex={1}>
        <span>{corner}</span>
        {second && <small>{second.label}</small>}
      </div>
      {columns.map((column, index) => {
        const { offset = 0, size = 0 } = axis.pieces[index] ?? {};
        return (
          <div
            key={column.key}
            class={`tg-day${column.today ? ' today' : ''}`}
            role="columnheader"
            aria-colindex={index + 2}
            style={{ insetInlineStart: `calc(var(--tg-name) + ${offset}px)`, inlineSize: `${size}px` }}
          >
            <span>{column.label}</span>
            {hoursOf(column, size, column.marks)}
            {second && hoursOf(column, size, second.marks, 'tg-second')}
          </div>
        );
      })}
    </div>
  );
}

/** Lines of the hours and days, the time now and what goes across all rows: drawn once, under the rows. */
export function Ground({
  columns,
  axis,
  now,
  strips,
}: {
  columns: readonly Column[];
  axis: Axis;
  now: number;
  strips: readonly Band[];
}): JSX.Element {
  const first = columns[0]?.start ?? 0;
  const at = (offset: number) => ({ insetInlineStart: `calc(var(--tg-name) + ${offset}px)` });
  const today = columns.find(({ from, to }) => now >= from && now < to);
  return (
    <div class="tg-ground" aria-hidden="true">
      {columns.flatMap((column, index) =>
        lines(column, axis.pieces[index]?.size ?? 0).map((mark) => (
          <i
            key={mark}
            class={mark === column.from && column.from !== first ? 'tg-line day' : 'tg-line'}
            style={at(offsetOf(axis, mark))}
          />
        )),
      )}
      {strips.map(({ start, end, kind }) => (
        <div
          key={`${kind}${start}`}
          class={`tg-strip tg-${kind}`}
          style={{ ...at(offsetOf(axis, start)), inlineSize: `${offsetOf(axis, end) - offsetOf(axis, start)}px` }}
        />
      ))}
      {strips.map(({ start, end, kind, label }) => (
        <div
          key={`${kind}${start}`}
          class={`tg-strip-name tg-${kind}`}
          style={{ ...at(offsetOf(axis, start)), inlineSize: `${offsetOf(axis, end) - offsetOf(axis, start)}px` }}
        >
          <span>{label}</span>
        </div>
      ))}
      {today && <i class="tg-now" style={at(offsetOf(axis, now))} />}
    </div>
  );
}

function every(column: Column, size: number, room: number, marks: readonly Mark[] = column.marks): Mark[] {
  const hours = (column.to - column.from) / 60;
  const wanted = [1, 2, 3, 4, 6, 12].find((step) => (size / hours) * step >= room);
  const shown = marks.filter(({ at }) => at >= column.from && at < column.to);
  return wanted ? shown.filter((_, index) => index % wanted === 0) : [];
}

const labelled = (column: Column, size: number, marks: readonly Mark[]) => every(column, size, 38, marks);

function lines(column: Column, size: number): number[] {
  const hours = every(column, size, 12).map(({ at }) => at);
  return hours[0] === column.from ? hours : [column.from, ...hours];
}
