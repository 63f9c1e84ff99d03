import { layers } from '../shell/preferences.ts';
import { clockAt, columnOf } from './clock.ts';
import { listed, statesText } from './list.tsx';
import { type Desk, instantOf } from './model.ts';

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
