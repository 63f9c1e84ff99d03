import { clockAt } from '../board/clock.ts';
import { minuteOf } from '../board/model.ts';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { type EventRow, type Line, lineOf, type Sheet, type SheetDay, type Warned } from './sheet.ts';

/** What entries and warnings are called in the reader's language. */

export const lineIn = (row: EventRow): Line =>
  lineOf(row, {
    private: t('sheets.private'),
    breaks: [t('sheets.break'), t('sheets.lunch')],
    unnamed: t('sheets.unnamed'),
  });

export const clockIn = ({ desk }: Sheet, from: number, until: number): string =>
  `${clockAt(desk.board.columns, from)}–${clockAt(desk.board.columns, until)}`;

export function warningText(sheet: Sheet, day: SheetDay, { code, message, start_date, end_date }: Warned): string {
  if (code === 'figures-changed') return `${day.label}: ${message}`;
  const { board } = sheet.desk;
  const [from, until] = start_date && end_date ? [minuteOf(board, start_date), minuteOf(board, end_date)] : [0, 0];
  const values = { day: day.label, when: clockIn(sheet, from, until), time: writeDuration(until - from) };
  return t(`sheets.warning.${code}`, values);
}
