/**
 * HOURLY, MINUTELY and SECONDLY: these step in elapsed time, so that "every 2 hours" is 2 hours on the day of a change of
 * the clock too. What BYxxx parts ask is read off the wall clock at each step; steps that cannot satisfy them are leapt
 * over, to the next day, hour, minute or second that can.
 */

import { localToInstant } from '../time/local.ts';
import { type Span, spanIn } from '../time/spans.ts';
import { DAY, HOUR, MAX_INSTANT, MINUTE, SECOND } from '../time/units.ts';
import { dayMatcher, limitsDays } from './matching.ts';
import { pickPositions, timesOfHour, timesOfMinute } from './positions.ts';
import { RecurrenceError, type Rule, type Start } from './rule.ts';
import type { Sink } from './sink.ts';

/** Leaps in a row that found nothing: enough to see every day of 400 years, or every second of a day. */
const MOST_BARREN_STEPS = 150_000;
/** Steps of one run, whatever they find: less than a second of work. */
const MOST_STEPS = 5_000_000;

interface Stepping {
  /** The instant of step 0, and the length of a step, in milliseconds. */
  readonly anchor: number;
  readonly step: number;
  /** What occurs within a step, in milliseconds from its beginning, ascending. */
  readonly offsets: readonly number[];
  readonly nextFit: (local: number) => number;
  readonly exact: boolean;
}

/** A run in elapsed time. `regular`: the instant of the first occurrence and the step between any two, for rules without
 * BYxxx parts. */
export interface ElapsedWalk {
  readonly kind: 'elapsed';
  readonly run: (from: number, sink: Sink) => void;
  readonly regular: { readonly first: number; readonly step: number } | undefined;
}

/**
 * The walk of a rule that steps by hours, minutes or seconds. Its run throws RecurrenceError when it would take too long.
 * @example
 * newElapsedWalk(parseRule('FREQ=HOURLY;INTERVAL=12'), startAt(0, UTC)).regular // => { first: 0, step: 12 * HOUR }
 */
export function newElapsedWalk(rule: Rule, start: Start): ElapsedWalk {
  const stepping = steppingOf(rule, start);
  const free = !limitsDays(rule) && rule.byHour.length + rule.byMinute.length + rule.bySecond.length === 0;
  return {
    kind: 'elapsed',
    run: (from, sink) => runSteps(stepping, start, from, sink),
    regular: free ? { first: localToInstant(start.day, start.time, start.zone), step: stepping.step } : undefined,
  };
}

function steppingOf(rule: Rule, start: Start): Stepping {
  const startInstant = localToInstant(start.day, start.time, start.zone);
  const unit = { HOURLY: HOUR, MINUTELY: MINUTE, SECONDLY: SECOND }[rule.frequency as 'HOURLY'];
  const times = { HOURLY: timesOfHour, MINUTELY: timesOfMinute, SECONDLY: () => [0] }[rule.frequency as 'HOURLY'];
  const offsets = times(rule, start);
  return {
    anchor: startInstant - (start.time % unit),
    step: unit * rule.interval,
    offsets: rule.bySetPos.length > 0 ? pickPositions([0], offsets, rule.bySetPos) : offsets,
    nextFit: fitter(rule),
    exact: rule.byMinute.length > 0 && rule.frequency === 'HOURLY',
  };
}

function runSteps(stepping: Stepping, start: Start, from: number, sink: Sink): void {
  const { anchor, step, nextFit } = stepping;
  const { until, fromLocal } = sink.bounds;
  if (stepping.offsets.length === 0) return;
  let index = Math.max(0, Math.floor((from - anchor) / step) - 1);
  let barren = 0;
  for (let steps = 0; barren < MOST_BARREN_STEPS; steps++) {
    if (steps > MOST_STEPS) throw new RecurrenceError('FREQ', 'occurs too often to be counted so far ahead');
    const at = anchor + index * step;
    if (at >= until || at >= MAX_INSTANT - DAY) return;
    const span = spanIn(start.zone.table, at);
    const fit = nextFit(at + span.offset);
    if (fit > at + span.offset) {
      // The wall clock reaches `fit` unless the offset changes before: look again there.
      const there = Math.min(fit - span.offset, span.until);
      index = Math.max(index + 1, Math.ceil((there - anchor) / step));
      barren += 1;
    } else {
      if (!takeStep(stepping, at, span, fromLocal, sink)) return;
      index += 1;
      barren = 0;
    }
  }
}

function takeStep({ offsets, exact }: Stepping, at: number, span: Span, fromLocal: number, sink: Sink): boolean {
  // An offset of half an hour may change in the middle of an hour: minutes count from the hour that the clock shows.
  const into = exact ? mod(at + span.offset, HOUR) : 0;
  for (const offset of offsets) {
    const instant = at - into + offset;
    const local = instant + span.offset;
    if (local < fromLocal || (exact && !shows(instant, span))) continue;
    if (!sink.takeInstant(instant, local)) return false;
  }
  return true;
}

/** Whether an instant lies in the span whose offset its reading was made with. */
function shows(instant: number, span: Span): boolean {
  return instant >= span.from && instant < span.until;
}

/** A function that answers the first local reading, not before the given one, that may satisfy the rule: the reading
 * itself when it does. */
function fitter(rule: Rule): (local: number) => number {
  const dayFits = limitsDays(rule) ? nextDayFinder(dayMatcher(rule)) : undefined;
  const hours = rule.byHour.length > 0 ? rule.byHour : undefined;
  const minutes = rule.frequency !== 'HOURLY' && rule.byMinute.length > 0 ? rule.byMinute : undefined;
  const seconds =
    rule.frequency === 'SECONDLY' && rule.bySecond.length > 0 ? rule.bySecond.map((s) => Math.min(s, 59)) : undefined;
  return (local) => {
    const day = Math.floor(local / DAY);
    const fitDay = dayFits === undefined ? day : dayFits(day);
    if (fitDay !== day) return fitDay * DAY;
    if (hours !== undefined) {
      const fit = nextIn(hours, local, HOUR, DAY);
      if (fit > local) return fit;
    }
    if (minutes !== undefined) {
      const fit = nextIn(minutes, local, MINUTE, HOUR);
      if (fit > local) return fit;
    }
    return seconds === undefined ? local : nextIn(seconds, local, SECOND, MINUTE);
  };
}

/** The reading itself when its unit (its hour of the day, its minute of the hour) is allowed, else the next beginning of
 * an allowed one, at most the beginning of the next whole. */
function nextIn(allowed: readonly number[], local: number, unit: number, whole: number): number {
  const begin = Math.floor(local / whole) * whole;
  const value = Math.floor((local - begin) / unit);
  for (const candidate of allowed) {
    if (candidate === value) return local;
    if (candidate > value) return begin + candidate * unit;
  }
  return begin + whole;
}

/** Remembers the day asked last: steps within a day ask again and again. Looks ahead at most a few days at once. */
function nextDayFinder(matches: (day: number) => boolean): (day: number) => number {
  let asked = Number.NaN;
  let fits = false;
  return (day) => {
    if (day !== asked) {
      asked = day;
      fits = matches(day);
    }
    return fits ? day : day + 1;
  };
}

function mod(value: number, by: number): number {
  return value - Math.floor(value / by) * by;
}
