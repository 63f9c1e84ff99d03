/** Civil dates as integers: days since 1970-01-01 in the proleptic Gregorian calendar. Nothing here knows a zone. */

/** A calendar date by its parts; `month` 1..12, `date` 1..31. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MONTH_LENGTHS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The day number of a date: days since 1970-01-01. Does not check that the date exists; a `date` past the end of its
 * month counts on into the next one.
 * @example
 * civilDay(1970, 1, 1) // => 0
 * civilDay(2024, 2, 29) // => 19782
 */
export function civilDay(year: number, month: number, date: number): number {
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return firstDayOfYear(year) + (DAYS_BEFORE_MONTH[month] as number) + leapDay + date - 1;
}

/**
 * The date of a day number.
 * @example
 * civilDate(19782) // => { year: 2024, month: 2, date: 29 }
 */
export function civilDate(day: number): CivilDate {
  const year = yearOf(day);
  let rest = day - firstDayOfYear(year);
  const leapDay = isLeapYear(year) ? 1 : 0;
  if (leapDay === 1 && rest === 59) return { year, month: 2, date: 29 };
  if (rest >= 59 + leapDay) rest -= leapDay;
  let month = Math.floor(rest / 31) + 1;
  if (month < 12 && rest >= (DAYS_BEFORE_MONTH[month + 1] as number)) month += 1;
  return { year, month, date: rest - (DAYS_BEFORE_MONTH[month] as number) + 1 };
}

/**
 * The year a day number lies in.
 * @example
 * yearOf(civilDay(2026, 12, 31)) // => 2026
 */
export function yearOf(day: number): number {
  // 146,097 days make 400 years; the estimate is at most one year off, the comparison settles it.
  const estimate = 1970 + Math.floor((day * 400) / 146_097);
  if (day < firstDayOfYear(estimate)) return estimate - 1;
  return day >= firstDayOfYear(estimate + 1) ? estimate + 1 : estimate;
}

/**
 * The day number of 1 January of a year.
 * @example
 * firstDayOfYear(1971) // => 365
 */
export function firstDayOfYear(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_162;
}

/**
 * Whether a year has a 29 February.
 * @example
 * [1900, 2000, 2024, 2026].map((year) => isLeapYear(year)) // => [false, true, true, false]
 */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * How many days a month has; `month` 1..12.
 * @example
 * daysInMonth(2024, 2) // => 29
 */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month] as number);
}

/**
 * The weekday of a day number: 0 Sunday .. 6 Saturday.
 * @example
 * weekdayOf(civilDay(2026, 3, 29)) // => 0
 */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * The same date so many months later (or earlier), moved to the last day of a shorter month.
 * @example
 * formatCivilDate(addMonths(civilDay(2026, 1, 31), 1)) // => '2026-02-28'
 */
export function addMonths(day: number, months: number): number {
  const { year, month, date } = civilDate(day);
  const index = year * 12 + month - 1 + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return civilDay(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)));
}

/**
 * Reads `yyyy-MM-dd`; `undefined` for any other text and for dates that do not exist.
 * @example
 * parseCivilDate('2026-02-28') // => civilDay(2026, 2, 28)
 * parseCivilDate('2026-02-30') // => undefined
 */
export function parseCivilDate(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return parts === null ? undefined : checkedCivilDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/**
 * The day number of a date, or `undefined` when there is no such date in the years 1 to 9999.
 * @example
 * checkedCivilDay(2026, 13, 1) // => undefined
 */
export function checkedCivilDay(year: number, month: number, date: number): number | undefined {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12)) return undefined;
  return date >= 1 && date <= daysInMonth(year, month) ? civilDay(year, month, date) : undefined;
}

/**
 * Prints a day number as `yyyy-MM-dd`.
 * @example
 * formatCivilDate(0) // => '1970-01-01'
 */
export function formatCivilDate(day: number): string {
  const { year, month, date } = civilDate(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}
