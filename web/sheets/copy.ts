import { atWall, columnOf, wallAt } from '../board/clock.ts';
import { instantOf } from '../board/model.ts';
import { plusDays } from '../board/period.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { act, keepLine, readSheet, write } from './desk.ts';
import { type Entry, type Line, type Sheet, touches, unrecorded } from './sheet.ts';
import { lineIn } from './words.ts';
import { copyOf } from './writing.ts';

/** Time that was typed before, or planned, need not be typed again. */

/** The lines of the week before; with hours also its entries, at the same time of the clock, on days that are open and where
 * the line has nothing yet. */
export const copyWeek = (sheet: Sheet, withHours: boolean): Promise<unknown> =>
  act(async () => {
    const last = await readSheet(sheet.agent.id, plusDays(sheet.monday, -7));
    const lines = new Map<string, Line>(
      last.entries.filter(({ row }) => !row.is_private).map(({ line, row }) => [line, lineIn(row)]),
    );
    for (const line of lines.values()) keepLine(line);
    const save = withHours ? last.entries.flatMap((entry) => elementOf(entry, last, sheet)) : [];
    if (save.length === 0) return { text: t('sheets.copiedLines', { n: lines.size }) };
    return { text: t('sheets.copied', { n: save.length }), back: await write({ save, remove: [] }, sheet) };
  });

export function elementOf(entry: Entry, last: Sheet, sheet: Sheet): Record<string, unknown>[] {
  const { columns } = last.desk.board;
  const old = columnOf(columns, entry.from);
  const day = sheet.days.find(({ date }) => date === plusDays(old?.date ?? '', 7));
  const column = sheet.desk.board.columns.find(({ date }) => date === day?.date);
  if (!day || !column || day.locked || entry.running || entry.row.is_private) return [];
  if (sheet.entries.some((one) => one.line === entry.line && touches(one, day))) return [];
  // On leave or a holiday nothing is worked, whatever was the week before.
  if (day.target === 0 && last.days.some(({ date, target }) => date === old?.date && target > 0)) return [];
  const { at: from } = atWall(column, wallAt(columns, entry.from));
  const { board } = sheet.desk;
  const start_date = instantOf(board, from);
  return [
    { ...copyOf(entry.row, sheet.agent.id), start_date, end_date: instantOf(board, from + entry.until - entry.from) },
  ];
}

/** Appointments took place as planned: done, with the time that they took. */
export const fillFrom = (sheet: Sheet, ids: readonly string[]): Promise<unknown> =>
  act(async () => {
    const items = unrecorded(sheet).filter(({ id }) => ids.includes(String(id)));
    const done = items.map(({ id, from, until }) => ({
      id,
      complete_status: 0,
      complete_timetaken: (until - from) / 60,
    }));
    const open = done.map(({ id }) => ({ id, complete_status: -1, complete_timetaken: null }));
    await call('POST', '/Appointment', { body: done });
    return { text: t('sheets.filled', { n: done.length }), back: () => call('POST', '/Appointment', { body: open }) };
  });
