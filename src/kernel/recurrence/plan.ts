/** A rule with its start, made ready to run: which walk, which times, where it ends. */

import { civilDay, daysInMonth, firstDayOfYear, yearOf } from '../time/civil.ts';
import { localToInstant, startOfDay } from '../time/local.ts';
import { DAY, MAX_INSTANT, MIN_INSTANT } from '../time/units.ts';
import { UTC } from '../time/zones.ts';
import { type ElapsedWalk, newElapsedWalk } from './elapsed.ts';
import { dayMatcher, limitsDays, weekBegin, withDefaults } from './matching.ts';
import { everyDays, everyMonths, everyPeriods, everyWeeks, everyYears, type Kinds, type Periods } from './periods.ts';
import { pickPositions, timesOfDay } from './positions.ts';
import type { Rule, Start } from './rule.ts';
import type { Sink } from './sink.ts';

/** A rule made ready. */
export interface Plan {
  readonly rule: Rule;
  readonly start: Start;
  /** The first reading that counts, and the last (UNTIL), in local milliseconds. */
  readonly fromLocal: number;
  readonly untilLocal: number;
  /** The first instant past UNTIL. */
  readonly until: number;
  readonly walk: Walk;
  /** Filled by `counting.ts` the first time it is needed: the occurrences of a short COUNT, or the last of a long one. */
  counted: { readonly all?: readonly number[]; readonly last: number } | undefined;
}

/** Either a walk over civil periods, or a run in elapsed time. */
export type Walk =
  | {
      readonly kind: 'civil';
      readonly open: (day: number) => Periods;
      readonly times: readonly number[];
      readonly cycle: number;
    }
  | ElapsedWalk;

/** The calendar repeats every 400 years: after so many periods without an occurrence there will never be one. */
const CYCLE = { DAILY: 146_097, WEEKLY: 20_871, MONTHLY: 4_800, YEARLY: 400 };

/**
 * Makes a rule ready to run from a start.
 * @example
 * newPlan(parseRule('FREQ=DAILY;BYHOUR=8'), startAt(0, UTC)).walk.times // => [wallTime(8)]
 */
export function newPlan(rule: Rule, start: Start): Plan {
  const complete = withDefaults(rule, start);
  return {
    rule,
    start,
    fromLocal: start.day * DAY + start.time,
    ...endOf(rule, start),
    walk: isElapsed(rule) ? newElapsedWalk(complete, start) : civilWalk(complete, start),
    counted: undefined,
  };
}

function isElapsed({ frequency }: Rule): boolean {
  return frequency === 'HOURLY' || frequency === 'MINUTELY' || frequency === 'SECONDLY';
}

/** UNTIL includes its instant; a date includes its whole day, on the recurrence's own calendar. */
function endOf({ until }: Rule, start: Start): { untilLocal: number; until: number } {
  const never = { untilLocal: Number.POSITIVE_INFINITY, until: MAX_INSTANT };
  if (until === undefined) return never;
  if (until.time === undefined) return { ...never, untilLocal: (until.day + 1) * DAY - 1 };
  if (start.allDay)
    return { ...never, until: Math.min(lastStartBy(until.day, until.time, until.utc, start), MAX_INSTANT) };
  if (!until.utc) return { ...never, untilLocal: until.day * DAY + until.time };
  return { ...never, until: Math.min(localToInstant(until.day, until.time, UTC) + 1, MAX_INSTANT) };
}

/** Whole days compare by their date: an end with a time still includes the day it falls on. */
function lastStartBy(day: number, time: number, utc: boolean, { zone }: Start): number {
  return (utc ? localToInstant(day, time, UTC) : startOfDay(day, zone)) + 1;
}

function civilWalk(rule: Rule, start: Start): Walk {
  const times = timesOfDay(rule, start);
  const positions = rule.bySetPos;
  const whole = rule.frequency === 'DAILY' || positions.length === 0;
  // With one time a day positions choose days; with several they choose among days and times together, and the offsets
  // that come out hold the time already.
  const timesLeft = whole && positions.length > 0 ? pickPositions([0], times, positions) : whole ? times : [0];
  const choose = whole ? (days: number[]) => days : (days: number[]) => pickPositions(days, times, positions);
  const open = civilPeriods(rule, start, choose);
  return { kind: 'civil', open, times: timesLeft, cycle: CYCLE[rule.frequency as keyof typeof CYCLE] };
}

function civilPeriods(rule: Rule, start: Start, choose: (days: number[]) => number[]): (day: number) => Periods {
  const { frequency, interval, byMonth } = rule;
  if (frequency === 'DAILY' && !limitsDays(rule)) return (day) => everyDays(start.day, interval, day);
  const matches = dayMatcher(rule);
  const kinds: Kinds = [];
  if (frequency === 'YEARLY') {
    const ofYear = (first: number) => choose(matchingDaysOfYear(yearOf(first), byMonth, matches));
    return (day) => everyYears(start.day, interval, ofYear, kinds, day);
  }
  const offsetsOf = (first: number, length: number) => choose(matchingDays(first, length, matches));
  if (frequency === 'WEEKLY') return weeklyPeriods(rule, start, offsetsOf);
  if (frequency === 'DAILY' && interval > 1) return (day) => everyPeriods(start.day, 1, interval, offsetsOf, day);
  // Only RFC 5545's own parts make all months of a kind alike; the lenient ones look at the year.
  const alike = rule.byYearDay.length === 0 && rule.byWeekNo.length === 0 ? kinds : undefined;
  const step = frequency === 'DAILY' ? 1 : interval;
  return (day) => everyMonths(start.day, step, byMonth, offsetsOf, alike, day);
}

function matchingDays(first: number, length: number, matches: (day: number) => boolean): number[] {
  const days: number[] = [];
  for (let i = 0; i < length; i++) if (matches(first + i)) days.push(i * DAY);
  return days;
}

/** Looks only into the months that a rule names. */
function matchingDaysOfYear(year: number, months: readonly number[], matches: (day: number) => boolean): number[] {
  const first = firstDayOfYear(year);
  const days: number[] = [];
  for (const month of months.length > 0 ? months : ALL_MONTHS) {
    const begin = civilDay(year, month, 1);
    const end = begin + daysInMonth(year, month);
    for (let day = begin; day < end; day++) if (matches(day)) days.push((day - first) * DAY);
  }
  return days;
}

const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function weeklyPeriods(
  rule: Rule,
  start: Start,
  offsetsOf: (first: number, length: number) => number[],
): (day: number) => Periods {
  const anchor = weekBegin(start.day, rule.weekStart);
  if (rule.byMonth.length + rule.byMonthDay.length + rule.byYearDay.length + rule.byWeekNo.length > 0) {
    return (day) => everyPeriods(anchor, 7, rule.interval, offsetsOf, day);
  }
  const week = offsetsOf(anchor, 7);
  return (day) => everyWeeks(anchor, rule.interval, week, day);
}

/** The last civil day a walk may stand on. */
const LAST_DAY = Math.floor(MAX_INSTANT / DAY) - 1;

/**
 * Runs a plan into a sink, from the sink's first instant on: seeks there by arithmetic and stops at its end.
 * @example
 * const plan = newPlan(parseRule('FREQ=DAILY'), startAt(0, UTC))
 * const bounds = { zone: UTC, from: 0, until: DAY, fromLocal: 0, untilLocal: Infinity, limit: 9, exclusions: undefined, keep: true }
 * const sink = new Sink(bounds)
 * runPlan(plan, sink)
 * sink.out // => [0]
 */
export function runPlan(plan: Plan, sink: Sink): void {
  const from = Math.max(sink.bounds.from, MIN_INSTANT);
  if (plan.walk.kind === 'elapsed') {
    plan.walk.run(from, sink);
    return;
  }
  const { open, times, cycle } = plan.walk;
  if (times.length === 0) return;
  // Readings are at most a day ahead of their instants, and those a zone skipped were moved by at most another.
  const periods = open(Math.max(plan.start.day, Math.floor(from / DAY) - 2));
  const lastDay = Math.min(LAST_DAY, Math.ceil(sink.bounds.until / DAY) + 2);
  let barren = 0;
  while (periods.first <= lastDay && barren <= cycle) {
    if (periods.offsets.length === 0) barren += 1;
    else barren = 0;
    if (!sink.takeAll(periods.first * DAY, periods.offsets, times)) break;
    periods.advance();
  }
  sink.finish();
}
