/** What a recurrence is, RFC 5545 3.3.10 and 3.8.5. Every type here is plain and immutable; the engine never writes to one. */

import type { Zone } from '../time/zones.ts';

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** `MO`, `2TU` (the second), `-1FR` (the last): `weekday` 0 Sunday .. 6 Saturday, `nth` 0 for every one. */
export interface ByDay {
  readonly weekday: number;
  readonly nth: number;
}

/** The end of a rule, included. Without a `time` the whole civil day; `utc` says that day and time are UTC's, else they
 * are those of the recurrence's own clock. `time` in milliseconds since midnight. */
export interface Until {
  readonly day: number;
  readonly time?: number;
  readonly utc: boolean;
}

/** One RRULE. Lists are sorted and without repeats; an empty one is an absent part. */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count?: number;
  readonly until?: Until;
  readonly byMonth: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPos: readonly number[];
  /** The first day of the week, 0 Sunday .. 6 Saturday; Monday unless WKST says otherwise. */
  readonly weekStart: number;
}

/** DTSTART: a wall clock reading in a zone; `time` is 0 for whole days. */
export interface Start {
  readonly day: number;
  readonly time: number;
  readonly zone: Zone;
  readonly allDay: boolean;
}

/** One value of RDATE or EXDATE: an instant, or a whole civil day. */
export type DateMark = { readonly instant: number } | { readonly day: number };

/** Where `expand.ts` keeps what it has worked out about a recurrence. Copies may share one: it knows whose it is. */
export interface RecurrenceMemo {
  value: unknown;
}

/** A start, its rules, and what is added to and taken from them. Made by `recurrenceOf` and `parseRecurrence`. */
export interface Recurrence {
  readonly start: Start;
  readonly rules: readonly Rule[];
  readonly rdates: readonly DateMark[];
  readonly exdates: readonly DateMark[];
  readonly memo?: RecurrenceMemo;
}

/** Why a recurrence cannot be read or used. `part` names the property or rule part: `BYDAY`, `COUNT`, `EXDATE`. */
export class RecurrenceError extends Error {
  readonly part: string;

  constructor(part: string, message: string) {
    super(`${part}: ${message}`);
    this.name = 'RecurrenceError';
    this.part = part;
  }
}

/** The two letters of each weekday, Sunday first. */
export const WEEKDAY_CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

const NONE: readonly never[] = Object.freeze([]);

/**
 * A rule of a frequency with the given parts and every other one absent. Checks nothing: see `checkRule`.
 * @example
 * printRule(newRule('WEEKLY', { interval: 2 })) // => 'FREQ=WEEKLY;INTERVAL=2'
 */
export function newRule(frequency: Frequency, parts: Partial<Rule> = {}): Rule {
  const rule: Rule = {
    frequency,
    interval: 1,
    byMonth: NONE,
    byWeekNo: NONE,
    byYearDay: NONE,
    byMonthDay: NONE,
    byDay: NONE,
    byHour: NONE,
    byMinute: NONE,
    bySecond: NONE,
    bySetPos: NONE,
    weekStart: 1,
  };
  return Object.assign(rule, parts);
}

/**
 * The recurrence of rules from a wall clock reading in a zone.
 * @example
 * const start = { day: civilDay(2026, 1, 1), time: wallTime(9), zone: UTC, allDay: false }
 * expand(recurrenceOf(start, [parseRule('FREQ=DAILY;COUNT=2')]), { start: 0, end: Infinity }).length // => 2
 */
export function recurrenceOf(
  start: Start,
  rules: readonly Rule[],
  rdates: readonly DateMark[] = NONE,
  exdates: readonly DateMark[] = NONE,
): Recurrence {
  return { start, rules, rdates, exdates, memo: { value: undefined } };
}

/**
 * Puts the parts of a rule in their one form: numbers sorted, repeats dropped. What parses and prints is in this form.
 * @example
 * normalNumbers([5, 1, 5]) // => [1, 5]
 */
export function normalNumbers(values: readonly number[]): number[] {
  return values.length < 2 ? [...values] : [...new Set(values)].sort((a, b) => a - b);
}
