/** Which days satisfy a rule: the plain reading of RFC 5545 3.3.10, one day at a time. Slow and obvious on purpose; the
 * walks of `periods.ts` ask it once for each kind of month or year and keep the answers. */

import { civilDate, daysInMonth, firstDayOfYear, isLeapYear, weekdayOf } from '../time/civil.ts';
import type { ByDay, Rule, Start } from './rule.ts';

/**
 * The rule with what it leaves open taken from its start: the day of a yearly, monthly or weekly rule that names none.
 * (A rule that says only BYWEEKNO means every day of those weeks, as every library reads it.)
 * @example
 * withDefaults(parseRule('FREQ=MONTHLY'), { day: civilDay(2026, 1, 15), time: 0, zone: UTC, allDay: true }).byMonthDay // => [15]
 */
export function withDefaults(rule: Rule, start: Start): Rule {
  const named = rule.byDay.length + rule.byMonthDay.length + rule.byYearDay.length + rule.byWeekNo.length;
  if (named > 0) return rule;
  if (rule.frequency === 'WEEKLY') return { ...rule, byDay: [{ weekday: weekdayOf(start.day), nth: 0 }] };
  if (rule.frequency !== 'MONTHLY' && rule.frequency !== 'YEARLY') return rule;
  const { month, date } = civilDate(start.day);
  const byMonth = rule.frequency === 'YEARLY' && rule.byMonth.length === 0 ? [month] : rule.byMonth;
  return { ...rule, byMonth, byMonthDay: [date] };
}

/**
 * Whether a rule says anything about days, beyond its frequency and interval.
 * @example
 * limitsDays(parseRule('FREQ=DAILY;BYMONTH=1')) // => true
 */
export function limitsDays(rule: Rule): boolean {
  const { byMonth, byWeekNo, byYearDay, byMonthDay, byDay } = rule;
  return byMonth.length + byWeekNo.length + byYearDay.length + byMonthDay.length + byDay.length > 0;
}

/**
 * A function that tells whether a civil day satisfies the rule's BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY.
 * @example
 * dayMatcher(parseRule('FREQ=MONTHLY;BYDAY=-1FR'))(civilDay(2026, 11, 27)) // => true
 */
export function dayMatcher(rule: Rule): (day: number) => boolean {
  const months = new Set(rule.byMonth);
  const monthDays = new Set(rule.byMonthDay);
  const yearDays = new Set(rule.byYearDay);
  const weeks = new Set(rule.byWeekNo);
  const withinMonth = rule.frequency === 'MONTHLY' || rule.byMonth.length > 0;
  const numbers = rule.frequency === 'MONTHLY' || rule.frequency === 'YEARLY';
  return (day) => {
    if (rule.byDay.length > 0 && !rule.byDay.some(({ weekday }) => weekday === weekdayOf(day))) return false;
    const { year, month, date } = civilDate(day);
    if (months.size > 0 && !months.has(month)) return false;
    const length = daysInMonth(year, month);
    if (monthDays.size > 0 && !monthDays.has(date) && !monthDays.has(date - length - 1)) return false;
    const yearDay = day - firstDayOfYear(year);
    const yearLength = isLeapYear(year) ? 366 : 365;
    if (yearDays.size > 0 && !yearDays.has(yearDay + 1) && !yearDays.has(yearDay - yearLength)) return false;
    if (weeks.size > 0 && !inWeeks(weeks, day, year, rule.weekStart)) return false;
    if (!numbers || rule.byDay.length === 0) return true;
    return withinMonth
      ? rule.byDay.some((byDay) => isNth(byDay, day, date - 1, length))
      : rule.byDay.some((byDay) => isNth(byDay, day, yearDay, yearLength));
  };
}

/** Whether the day, `position` days into a month or year of `length` days, is that weekday and the nth of its kind. */
function isNth({ weekday, nth }: ByDay, day: number, position: number, length: number): boolean {
  if (weekday !== weekdayOf(day)) return false;
  if (nth === 0) return true;
  return nth > 0 ? Math.floor(position / 7) + 1 === nth : -Math.floor((length - 1 - position) / 7) - 1 === nth;
}

/** Weeks belong to the year that holds at least four of their days (RFC 5545 BYWEEKNO, ISO 8601). */
function inWeeks(weeks: ReadonlySet<number>, day: number, year: number, weekStart: number): boolean {
  let weekYear = year;
  if (day < firstWeek(year, weekStart)) weekYear = year - 1;
  else if (day >= firstWeek(year + 1, weekStart)) weekYear = year + 1;
  const first = firstWeek(weekYear, weekStart);
  const total = (firstWeek(weekYear + 1, weekStart) - first) / 7;
  const week = Math.floor((day - first) / 7) + 1;
  return weeks.has(week) || weeks.has(week - total - 1);
}

/** The first day of week 1, which is the week of 4 January. */
function firstWeek(year: number, weekStart: number): number {
  return weekBegin(firstDayOfYear(year) + 3, weekStart);
}

/**
 * The first day of the week that a day lies in; `weekStart` 0 Sunday .. 6 Saturday.
 * @example
 * weekBegin(civilDay(2026, 3, 29), 1) // => civilDay(2026, 3, 23)
 */
export function weekBegin(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}
