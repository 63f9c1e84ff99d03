/** Which days are shown. Civil dates only: `2026-11-24`. */

export const views = ['day', 'week', 'fortnight', 'month', 'list'] as const;
export type View = (typeof views)[number];

const days = { day: 1, week: 7, fortnight: 14, list: 7 };

export function plusDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** First day of the week that a date is in; `first` is 1 for Monday, 7 for Sunday. */
export function weekOf(date: string, first: number): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return plusDays(date, -((weekday - first + 7) % 7));
}

export function periodOf(view: View, date: string, first = 1): { start: string; end: string } {
  if (view === 'month') return { start: monthOf(date), end: nextPeriod(view, date, 1) };
  const start = view === 'day' ? date : weekOf(date, first);
  return { start, end: plusDays(start, days[view]) };
}

/** First day of the month of a date. */
export const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;

export function nextPeriod(view: View, date: string, by: 1 | -1): string {
  return view === 'month'
    ? monthOf(plusDays(monthOf(date), by * 31 + (by < 0 ? 30 : 0)))
    : plusDays(date, by * days[view]);
}

/** The week begins where the reader lives on this day. */
export function firstWeekday(locale: string): number {
  const one = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (one.getWeekInfo?.() ?? one.weekInfo)?.firstDay ?? 1;
}
