import { render } from 'preact';
import { layers } from '../shell/preferences.ts';
import { t } from '../shell/words.ts';
import { clockAt, columnOf } from './clock.ts';
import { boardState } from './desk.ts';
import { listed, Rows, statesText } from './list.tsx';
import { type Desk, instantOf } from './model.ts';

/** What goes on paper and into files: all rows, not only those in view. */

/** The sheet is made when the browser is about to print, by whatever way, and goes afterwards. */
export function listenToPrinting(): () => void {
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  const before = () => {
    const { desk } = boardState.get();
    document.body.append(sheet);
    if (desk) render(<Sheet desk={desk} />, sheet);
  };
  const after = () => {
    render(null, sheet);
    sheet.remove();
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
    after();
  };
}

export const printSheet = (): void => window.print();

function Sheet({ desk }: { desk: Desk }) {
  const { columns, zone_label, now_label, agents } = desk.board;
  const items = Map.groupBy(listed(desk, layers.get()), ({ agent }) => agent);
  const range = [columns[0]?.label, columns.length > 1 && columns.at(-1)?.label].filter(Boolean).join(' – ');
  return (
    <>
      <h1>{range}</h1>
      <p>
        {zone_label} · {t('print.at', { when: now_label })}
      </p>
      {agents
        .filter(({ id }) => items.has(id))
        .map(({ id, name }) => (
          <section key={id}>
            <h2>{name}</h2>
            <Rows desk={desk} items={items.get(id) ?? []} />
          </section>
        ))}
    </>
  );
}

/** One line an appointment. A text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(desk: Desk, chosen: string): string {
  const { board } = desk;
  const names = new Map(board.agents.map(({ id, name }) => [id, name]));
  const head = ['id', 'day', 'from', 'until', 'agent', 'subject', 'client', 'ticket', 'state', 'start_utc', 'end_utc'];
  const lines = listed(desk, chosen).map((item) => [
    item.id,
    columnOf(board.columns, item.from)?.date,
    clockAt(board.columns, item.from),
    clockAt(board.columns, item.until),
    names.get(item.agent),
    item.subject,
    item.client,
    item.ticket || '',
    statesText(item),
    instantOf(board, item.from),
    instantOf(board, item.until),
  ]);
  return [head, ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n');
}

function cell(value: unknown): string {
  const text = String(value ?? '').replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveCsv(desk: Desk): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\uFEFF', csvOf(desk, layers.get())], { type: 'text/csv' }));
  link.download = `board-${desk.board.columns[0]?.date}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
