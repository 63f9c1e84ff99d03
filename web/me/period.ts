import { firstWeekday, plusDays, weekOf } from '../board/period.ts';

/** Which days My day shows. Civil dates only. */

export const views = ['day', 'week', 'month', 'agenda'] as const;
export type View = (typeof views)[number];

const agendaDays = 14;

/** The month of a date, as whole weeks. */
export function monthOf(date: string, first: number): { start: string; end: string } {
  const start = weekOf(`${date.slice(0, 7)}-01`, first);
  const end = plusDays(weekOf(plusDays(monthAfter(date, 1), -1), first), 7);
  return { start, end };
}

/** First day of the month so many months on. */
export function monthAfter(date: string, by: number): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10);
}

export function spanOf(view: View, date: string, first = firstWeekday(navigator.language)) {
  if (view === 'month') return monthOf(date, first);
  const start = view === 'week' ? weekOf(date, first) : date;
  return { start, end: plusDays(start, { day: 1, week: 7, agenda: agendaDays }[view]) };
}

/** Where the next period begins, the one before with -1. */
export function turned(view: View, date: string, by: 1 | -1): string {
  if (view === 'month') return monthAfter(date, by);
  return plusDays(date, by * { day: 1, week: 7, agenda: agendaDays }[view]);
}
