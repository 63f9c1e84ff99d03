import type { JSX } from 'preact';
import { writeDuration } from '../kit/duration.ts';
import { ask } from '../shell/router.ts';
import { number, t } from '../shell/words.ts';
import { columns, type Line, type Order, total } from './figures.ts';
import { Picture, scaleOf } from './picture.tsx';

export type By = 'agent' | 'team' | 'week';

/** Name of a column; that of the first says what a line is. */
export const headOf = (key: string, by: By): string =>
  t(key === 'name' ? `utilisation.by.${by}` : `utilisation.${key}`);

/** `+1:30 over`: by sign and in words. */
function differenceText(key: string, hours: number): string {
  const minutes = Math.round(hours * 60);
  if (minutes === 0) return t('utilisation.even');
  const text = writeDuration(Math.abs(minutes));
  return minutes > 0
    ? t('utilisation.over', { time: text })
    : t(key === 'bookedOver' ? 'utilisation.free' : 'utilisation.under', { time: text });
}

function cellText({ key, kind, of }: (typeof columns)[number], line: Line): string {
  const value = of(line);
  if (typeof value !== 'number') return value ?? '–';
  if (kind === 'percent') return `${number(value)} %`;
  return kind === 'hours' ? writeDuration(value * 60) : differenceText(key, value);
}

export function Table(props: {
  lines: readonly Line[];
  order: Order | undefined;
  by: By;
  caption: string;
}): JSX.Element {
  const { lines, order, by, caption } = props;
  const all = { ...total(lines), name: t('utilisation.total') };
  const scale = scaleOf([...lines, all]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="list util-list" tabIndex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key }) => (
              <Head key={key} name={key} order={order} text={headOf(key, by)} />
            ))}
            <th scope="col">{t('utilisation.picture')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Cells key={line.key} line={line} scale={scale} />
          ))}
        </tbody>
        <tfoot>
          <Cells line={all} scale={scale} />
        </tfoot>
      </table>
    </section>
  );
}

function Head({ name, order, text }: { name: string; order: Order | undefined; text: string }): JSX.Element {
  const isBy = order?.key === name;
  // Names are asked for from A on, figures from the greatest.
  const next = isBy ? (order.down ? name : `-${name}`) : name === 'name' ? name : `-${name}`;
  return (
    <th scope="col" aria-sort={isBy ? (order.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" class="link" onClick={() => ask({ sort: next }, true)}>
        {text}
        <span aria-hidden="true">{isBy ? (order.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

function Cells({ line, scale }: { line: Line; scale: number }): JSX.Element {
  return (
    <tr>
      {columns.map((column) =>
        column.kind === 'name' ? (
          <th key={column.key} scope="row">
            {line.name}
          </th>
        ) : (
          <td key={column.key} class={`${column.kind}${isOver(column.kind, column.of(line)) ? ' over' : ''}`}>
            {cellText(column, line)}
          </td>
        ),
      )}
      <td class="picture">
        <Picture line={line} scale={scale} />
      </td>
    </tr>
  );
}

const isOver = (kind: string, value: unknown) => kind === 'difference' && Number(value) * 60 >= 0.5;
