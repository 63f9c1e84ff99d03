/**
 * Walks over the periods of a rule: months of a monthly rule, years of a yearly one, blocks of days or weeks of the
 * others. Which days of a period satisfy a rule depends on very little: a month on its first weekday and its length (28
 * kinds), a year on its first weekday and three leap days (28 kinds). Each kind is worked out once, when it first comes.
 */

import { daysInMonth, firstDayOfYear, isLeapYear, weekdayOf, yearOf } from '../time/civil.ts';
import { DAY } from '../time/units.ts';

/** A walk, standing on a period: `first` is its first civil day, `offsets` what occurs in it, in milliseconds from the
 * midnight that begins it, ascending. `advance` goes to the next period. */
export interface Periods {
  first: number;
  offsets: readonly number[];
  advance(): void;
}

/** Works out the offsets of the period of `length` days that begins on `first`. */
export type OffsetsOf = (first: number, length: number) => readonly number[];

/** Days or weeks that all look alike are taken many at a time. */
const DAYS_IN_BLOCK = 32;
const WEEKS_IN_BLOCK = 12;
const NONE: readonly number[] = [];
/** The days of a common and of a leap year before each month, and before the next year. */
const DAYS_BEFORE = [
  [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365],
  [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366],
] as const;

/**
 * Every `interval` days from `anchor` on, beginning at or before `day`.
 * @example
 * everyDays(0, 2, 9).first // => 8
 */
export function everyDays(anchor: number, interval: number, day: number): Periods {
  const offsets = interval === 1 ? EVERY_DAY : dayBlock(interval);
  const first = anchor + Math.max(0, Math.floor((day - anchor) / interval)) * interval;
  return blocks(first, interval * DAYS_IN_BLOCK, offsets);
}

function dayBlock(interval: number): number[] {
  return Array.from({ length: DAYS_IN_BLOCK }, (_, i) => i * interval * DAY);
}

const EVERY_DAY = dayBlock(1);

/**
 * Every `interval` weeks of `week` (its offsets), the first of which begins on `anchor`, beginning at or before `day`.
 * @example
 * everyWeeks(4, 2, [0], 20).first // => 18
 */
export function everyWeeks(anchor: number, interval: number, week: readonly number[], day: number): Periods {
  const stride = 7 * interval;
  const offsets: number[] = [];
  for (let i = 0; i < WEEKS_IN_BLOCK; i++) for (const offset of week) offsets.push(i * stride * DAY + offset);
  return blocks(anchor + Math.max(0, Math.floor((day - anchor) / stride)) * stride, stride * WEEKS_IN_BLOCK, offsets);
}

function blocks(first: number, stride: number, offsets: readonly number[]): Periods {
  return {
    first,
    offsets,
    advance() {
      this.first += stride;
    },
  };
}

/**
 * Every `interval` periods of `length` days from `anchor` on, each worked out anew, beginning at or before `day`.
 * @example
 * everyPeriods(0, 7, 1, () => [0], 15).first // => 14
 */
export function everyPeriods(anchor: number, length: number, interval: number, of: OffsetsOf, day: number): Periods {
  const stride = length * interval;
  const first = anchor + Math.max(0, Math.floor((day - anchor) / stride)) * stride;
  return {
    first,
    offsets: of(first, length),
    advance() {
      this.first += stride;
      this.offsets = of(this.first, length);
    },
  };
}

/** What a rule keeps between walks: the offsets of each kind of month or year it has met, by `kindOf...`. */
export type Kinds = (readonly number[] | undefined)[];

/**
 * Every `interval` months from the month of `anchor` on, only those in `months` when it names any (1..12), beginning at or
 * before `day`. `kinds` keeps what `of` answered; without it every month is worked out anew.
 * @example
 * everyMonths(civilDay(2026, 1, 31), 2, [], () => [0], [], civilDay(2026, 4, 1)).first // => civilDay(2026, 3, 1)
 */
export function everyMonths(
  anchor: number,
  interval: number,
  months: readonly number[],
  of: OffsetsOf,
  kinds: Kinds | undefined,
  day: number,
): Periods {
  const allowed = monthMask(months);
  const begin = monthIndex(anchor);
  let index = begin + Math.max(0, Math.floor((monthIndex(day) - begin) / interval)) * interval;
  let year = Number.NaN;
  let newYear = 0;
  let before: readonly number[] = DAYS_BEFORE[0];
  const walk = { first: 0, offsets: NONE, advance };
  stand();
  return walk;

  function advance(): void {
    index += interval;
    stand();
  }

  function stand(): void {
    const yearNow = Math.floor(index / 12);
    if (yearNow !== year) {
      year = yearNow;
      newYear = firstDayOfYear(year);
      before = DAYS_BEFORE[isLeapYear(year) ? 1 : 0];
    }
    const month = index - year * 12;
    const begin = before[month] as number;
    walk.first = newYear + begin;
    walk.offsets =
      (allowed >> (month + 1)) & 1 ? offsetsOfMonth(walk.first, (before[month + 1] as number) - begin) : NONE;
  }

  function offsetsOfMonth(first: number, length: number): readonly number[] {
    if (kinds === undefined) return of(first, length);
    const kind = weekdayOf(first) * 4 + length - 28;
    const known = kinds[kind];
    if (known !== undefined) return known;
    kinds[kind] = of(first, length);
    return kinds[kind];
  }
}

function monthMask(months: readonly number[]): number {
  return months.length === 0 ? 0b1111111111110 : months.reduce((mask, month) => mask | (1 << month), 0);
}

function monthIndex(day: number): number {
  const year = yearOf(day);
  let month = 1;
  let end = firstDayOfYear(year) + 31;
  while (day >= end) end += daysInMonth(year, ++month);
  return year * 12 + month - 1;
}

/**
 * Every `interval` years from the year of `anchor` on, beginning at or before `day`. `kinds` keeps what `of` answered.
 * @example
 * everyYears(civilDay(2026, 7, 1), 1, () => [0], [], civilDay(2030, 1, 1)).first // => civilDay(2030, 1, 1)
 */
export function everyYears(anchor: number, interval: number, of: OffsetsOf, kinds: Kinds, day: number): Periods {
  const begin = yearOf(anchor);
  let year = begin + Math.max(0, Math.floor((yearOf(day) - begin) / interval)) * interval;
  const walk = { first: 0, offsets: NONE, advance };
  stand();
  return walk;

  function advance(): void {
    year += interval;
    stand();
  }

  function stand(): void {
    const first = firstDayOfYear(year);
    const leap = isLeapYear(year);
    // The last week of the year before reaches into this one and the first of the next may begin in it; their numbers,
    // counted from the end, depend on how long those years are.
    const around = (isLeapYear(year - 1) ? 1 : 0) + (isLeapYear(year + 1) ? 2 : 0);
    const kind = weekdayOf(first) * 8 + (leap ? 4 : 0) + around;
    const known = kinds[kind];
    walk.first = first;
    walk.offsets = known ?? of(first, leap ? 366 : 365);
    if (known === undefined) kinds[kind] = walk.offsets;
  }
}
