import { atWall, clockAt, columnOf } from '../board/clock.ts';
import { instantOf, minuteOf } from '../board/model.ts';
import { plusDays } from '../board/period.ts';
import { language } from '../shell/words.ts';
import { type Days, readDays } from '../wire/columns.ts';
import { boardOf } from './model.ts';

/** Times on days that are not shown: their clocks are the server's, too. */

/** As people type it. */
export interface Wall {
  date: string;
  time: string;
}

const known = new Map<string, Promise<Days>>();

/** A day with its neighbours. */
function daysAround(date: string): Promise<Days> {
  const key = `${date} ${language.get()}`;
  const days = known.get(key) ?? readDays({ start_date: plusDays(date, -1), end_date: plusDays(date, 2) });
  known.set(key, days);
  days.catch(() => known.delete(key));
  return days;
}

/** @returns the instant as the wire writes it; where the clocks skip the time, what it means */
export async function instantAt({ date, time }: Wall): Promise<{ instant: string; means?: string }> {
  const days = await daysAround(date);
  const column = days.columns.find((one) => one.date === date) ?? days.columns[1];
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  if (!column) throw new Error(date);
  const { at, exists } = atWall(column, hour * 60 + minute);
  return { instant: instantOf(boardOf(days), at), ...(!exists && { means: clockAt(days.columns, at) }) };
}

/** What the clock shows at an instant. */
export async function wallOf(instant: string): Promise<Wall & { label: string }> {
  const days = await daysAround(instant.slice(0, 10));
  const at = minuteOf(boardOf(days), instant);
  const column = columnOf(days.columns, at);
  const time = clockAt(days.columns, at);
  return { date: column?.date ?? '', time, label: `${column?.label} ${time}` };
}

/** `Tue 24 Nov 22:00–23:30` */
export async function spanLabel(start: string, end: string): Promise<string> {
  const [from, until] = await Promise.all([wallOf(start), wallOf(end)]);
  return `${from.label}–${from.date === until.date ? until.time : until.label}`;
}

export const plusMinutes = (instant: string, minutes: number): string =>
  new Date(Date.parse(`${instant}Z`) + minutes * 60_000).toISOString().slice(0, 19);

export const minutesBetween = (start: string, end: string): number =>
  (Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000;
