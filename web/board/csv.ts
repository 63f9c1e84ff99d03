import { type Cell, csvText, saveCsv } from '../kit/csv.ts';
import { layers } from '../shell/preferences.ts';
import { clockAt, columnOf } from './clock.ts';
import { listed, statesText } from './list.tsx';
import { type Desk, instantOf } from './model.ts';

/** One line an appointment. */
function rowsOf(desk: Desk, chosen: string): Cell[][] {
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
  return [head, ...lines];
}

export const csvOf = (desk: Desk, chosen: string): string => csvText(rowsOf(desk, chosen));

export const saveBoard = (desk: Desk): void =>
  saveCsv(`board-${desk.board.columns[0]?.date}`, rowsOf(desk, layers.get()));
