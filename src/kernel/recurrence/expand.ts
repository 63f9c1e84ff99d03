/** The occurrences of a recurrence: in a window, the next one, how many. Pure: the same question has the same answer. */

import type { Interval } from '../time/intervals.ts';
import { dayOf, localToInstant, startOfDay } from '../time/local.ts';
import { MAX_INSTANT, MIN_INSTANT } from '../time/units.ts';
import { countedEnd } from './counting.ts';
import { newPlan, type Plan, runPlan } from './plan.ts';
import { type DateMark, type Recurrence, RecurrenceError, type Start } from './rule.ts';
import { type Exclusions, Sink } from './sink.ts';

/** No answer holds more. Who wants more asks for windows, or says a limit. */
const MOST_OCCURRENCES = 1_000_000;

/** What a recurrence is turned into once, when first asked about. */
interface Prepared {
  /** Whose it is: a copy of a recurrence with other rules must not take it for its own. */
  readonly of: Recurrence['rules'];
  readonly from: Start;
  readonly added: Recurrence['rdates'];
  readonly removed: Recurrence['exdates'];
  readonly plans: readonly Plan[];
  readonly rdates: readonly number[];
  readonly exclusions: Exclusions | undefined;
}

/**
 * The instants (milliseconds, ascending, each once) at which a recurrence occurs in a window `[start, end)`; the first
 * `limit` of them. Throws RecurrenceError when there are over a million and no limit is given. The cost does not grow
 * with the distance of the window from the start.
 * @example
 * const daily = parseRecurrence('DTSTART;TZID=Europe/Berlin:20260328T023000\nRRULE:FREQ=DAILY')
 * const found = expand(daily, { start: Date.UTC(2026, 2, 28), end: Date.UTC(2026, 2, 31) })
 * found.map((at) => formatInZone(at, daily.start.zone).slice(5, 16)) // => ['03-28T02:30', '03-29T03:30', '03-30T02:30']
 */
export function expand(recurrence: Recurrence, window: Interval, limit = Number.POSITIVE_INFINITY): number[] {
  const { plans, rdates, exclusions } = prepare(recurrence);
  const from = Math.max(window.start, MIN_INSTANT);
  const until = Math.min(window.end, MAX_INSTANT);
  if (!(from < until && limit > 0)) return [];
  const most = Math.min(limit, MOST_OCCURRENCES + 1);
  const [only] = plans;
  const all =
    only !== undefined && plans.length === 1 && rdates.length === 0
      ? occurrencesOf(only, from, until, most, exclusions)
      : mergeSorted([
          ...plans.map((plan) => occurrencesOf(plan, from, until, most, exclusions)),
          rdatesIn(rdates, from, until, recurrence.start, exclusions),
        ]);
  if (all.length > MOST_OCCURRENCES && limit > MOST_OCCURRENCES) {
    throw new RecurrenceError('RRULE', `more than ${MOST_OCCURRENCES} occurrences in the window`);
  }
  return all.length > limit ? all.slice(0, limit) : all;
}

/**
 * The first occurrence after an instant (not at it), or `undefined` when there is none.
 * @example
 * next(parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=YEARLY;COUNT=2'), Date.UTC(2026, 0, 1, 9)) // => Date.UTC(2027, 0, 1, 9)
 */
export function next(recurrence: Recurrence, after: number): number | undefined {
  return expand(recurrence, { start: after + 1, end: MAX_INSTANT }, 1)[0];
}

/**
 * The first occurrence of all, or `undefined` for a recurrence that never occurs.
 * @example
 * first(parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')) // => undefined
 */
export function first(recurrence: Recurrence): number | undefined {
  return expand(recurrence, { start: MIN_INSTANT, end: MAX_INSTANT }, 1)[0];
}

/**
 * How many occurrences a recurrence has, all in all or in a window; Infinity when it never ends. Throws RecurrenceError
 * when a count would take too long.
 * @example
 * count(parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY;UNTIL=20260110')) // => 10
 * count(parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY')) // => Infinity
 */
export function count(recurrence: Recurrence, window?: Interval): number {
  const { plans, rdates, exclusions } = prepare(recurrence);
  const from = Math.max(window?.start ?? MIN_INSTANT, MIN_INSTANT);
  const until = Math.min(window?.end ?? MAX_INSTANT, MAX_INSTANT);
  if (window === undefined && plans.some((plan) => isEndless(plan))) return Number.POSITIVE_INFINITY;
  if (plans.length !== 1 || rdates.length > 0) return expand(recurrence, { start: from, end: until }).length;
  const plan = plans[0] as Plan;
  const sink = new Sink(boundsOf(plan, from, until, Number.POSITIVE_INFINITY, exclusions, false));
  if (from < until) runPlan(plan, sink);
  return sink.taken;
}

/** A rule that ends by nothing but the calendar, and does occur. */
function isEndless(plan: Plan): boolean {
  if (plan.rule.count !== undefined || plan.rule.until !== undefined) return false;
  return occurrencesOf(plan, MIN_INSTANT, MAX_INSTANT, 1, undefined).length > 0;
}

function occurrencesOf(
  plan: Plan,
  from: number,
  until: number,
  limit: number,
  exclusions: Exclusions | undefined,
): number[] {
  const { count: counted } = plan.rule;
  const all = counted === undefined ? undefined : countedEnd(plan, counted).all;
  if (all !== undefined && exclusions === undefined) return sliceBetween(all, from, until, limit);
  const sink = new Sink(boundsOf(plan, from, until, limit, exclusions, true));
  runPlan(plan, sink);
  return sink.out;
}

function boundsOf(
  plan: Plan,
  from: number,
  until: number,
  limit: number,
  exclusions: Exclusions | undefined,
  keep: boolean,
): Sink['bounds'] {
  const { start, fromLocal, untilLocal, rule } = plan;
  const end = rule.count === undefined ? plan.until : countedEnd(plan, rule.count).last + 1;
  return { zone: start.zone, from, until: Math.min(until, end), fromLocal, untilLocal, limit, exclusions, keep };
}

function sliceBetween(sorted: readonly number[], from: number, until: number, limit: number): number[] {
  const first = indexOf(sorted, from);
  return sorted.slice(first, Math.min(indexOf(sorted, until), first + limit));
}

/** The index of the first value not below `value`. */
function indexOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rdatesIn(
  rdates: readonly number[],
  from: number,
  until: number,
  start: Start,
  exclusions: Exclusions | undefined,
): number[] {
  return sliceBetween(rdates, from, until, rdates.length).filter(
    (instant) => !exclusions?.instants.has(instant) && !exclusions?.days.has(dayOf(instant, start.zone)),
  );
}

function mergeSorted(lists: readonly number[][]): number[] {
  const all = lists.flat().sort((a, b) => a - b);
  return all.filter((instant, i) => i === 0 || instant !== all[i - 1]);
}

/** Keeps what it made in the recurrence's memo: a WeakMap would do the same and cost a third of a short expansion. */
function prepare(recurrence: Recurrence): Prepared {
  const { start, rules, rdates, exdates, memo } = recurrence;
  const known = memo?.value as Prepared | undefined;
  if (known?.of === rules && known.from === start && known.added === rdates && known.removed === exdates) return known;
  const made: Prepared = {
    of: rules,
    from: start,
    added: rdates,
    removed: exdates,
    plans: rules.map((rule) => newPlan(rule, start)),
    rdates: rdates.length === 0 ? [] : mergeSorted([rdates.map((mark) => instantOf(mark, start))]),
    exclusions: exdates.length === 0 ? undefined : exclusionsOf(exdates),
  };
  if (memo !== undefined) memo.value = made;
  return made;
}

/** An RDATE that is only a date occurs at the start's time of day. */
function instantOf(mark: DateMark, { time, zone, allDay }: Start): number {
  if ('instant' in mark) return mark.instant;
  return allDay ? startOfDay(mark.day, zone) : localToInstant(mark.day, time, zone);
}

function exclusionsOf(exdates: readonly DateMark[]): Exclusions {
  const instants = exdates.flatMap((mark) => ('instant' in mark ? [mark.instant] : []));
  const days = exdates.flatMap((mark) => ('day' in mark ? [mark.day] : []));
  return { instants: new Set(instants), days: new Set(days) };
}
