import { plusDays, weekOf } from '../board/period.ts';

/** Weeks from Monday, by the numbers of ISO 8601: `2026-W48`. Civil dates only. */

/** The Monday of `2026-W48`, or of the week that a date is in; undefined when it is neither. */
export function mondayOf(text: string): string | undefined {
  const week = /^(\d{4})-W(\d\d)$/i.exec(text);
  // The 4th of January is always in the first week.
  if (week) return plusDays(weekOf(`${week[1]}-01-04`, 1), 7 * (Number(week[2]) - 1));
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDate ? weekOf(text, 1) : undefined;
}

/** The year and number of the week that begins on a Monday: it is of the year of its Thursday. */
export function weekNumber(monday: string): { year: number; week: number } {
  const year = Number(plusDays(monday, 3).slice(0, 4));
  const first = weekOf(`${year}-01-04`, 1);
  return { year, week: 1 + Math.round((Date.parse(monday) - Date.parse(first)) / (7 * 86_400_000)) };
}

export function weekName(monday: string): string {
  const { year, week } = weekNumber(monday);
  return `${year}-W${String(week).padStart(2, '0')}`;
}
