/** Where a rule with COUNT ends. Its first occurrences are the same for every window, so it is worked out once. */

import { localToInstant } from '../time/local.ts';
import { transitionsBetween } from '../time/transitions.ts';
import { DAY, MAX_INSTANT, MIN_INSTANT } from '../time/units.ts';
import type { Periods } from './periods.ts';
import { type Plan, runPlan } from './plan.ts';
import { Sink } from './sink.ts';

/** Up to so many occurrences are kept as a list. */
const SHORT_COUNT = 500;

/**
 * The end of a plan with COUNT: all its occurrences when they are few, else the last one. Counts whole periods where each
 * of their readings is an occurrence of its own.
 * @example
 * const plan = newPlan(parseRule('FREQ=DAILY;COUNT=1000'), startAt(0, UTC))
 * countedEnd(plan, 1000).last // => 999 * DAY
 */
export function countedEnd(plan: Plan, count: number): { readonly all?: readonly number[]; readonly last: number } {
  if (plan.counted !== undefined) return plan.counted;
  if (count <= SHORT_COUNT) {
    const all = run(plan, count, true).out;
    plan.counted = { all, last: all.at(-1) ?? Number.NEGATIVE_INFINITY };
  } else {
    plan.counted = { last: lastByPeriods(plan, count) ?? lastOneByOne(plan, count) };
  }
  return plan.counted;
}

function run(plan: Plan, limit: number, keep: boolean): Sink {
  const { start, fromLocal, untilLocal, until } = plan;
  const from = MIN_INSTANT;
  const sink = new Sink({ zone: start.zone, from, until, fromLocal, untilLocal, limit, exclusions: undefined, keep });
  runPlan(plan, sink);
  return sink;
}

function lastOneByOne(plan: Plan, count: number): number {
  const sink = run(plan, count, false);
  return sink.taken < count ? MAX_INSTANT : sink.newest;
}

/** Undefined where readings may fall on one instant, or where the calendar ends first: those are counted one by one. */
function lastByPeriods(plan: Plan, count: number): number | undefined {
  if (plan.walk.kind === 'elapsed') {
    const { regular } = plan.walk;
    return regular && Math.min(regular.first + (count - 1) * regular.step, MAX_INSTANT);
  }
  const { open, times, cycle } = plan.walk;
  const periods = open(plan.start.day);
  const lastDay = Math.floor(MAX_INSTANT / DAY) - 400;
  let left = count;
  let barren = 0;
  while (periods.first <= lastDay && barren <= cycle) {
    const early = periods.first <= plan.start.day ? readingsBefore(periods, times, plan.fromLocal) : 0;
    const here = periods.offsets.length * times.length - early;
    if (here >= left) {
      const index = early + left - 1;
      const day = periods.first * DAY + (periods.offsets[Math.floor(index / times.length)] as number);
      const last = localToInstant(0, day + (times[index % times.length] as number), plan.start.zone);
      return mayMerge(plan, times, last) ? undefined : last;
    }
    left -= here;
    barren = here === 0 ? barren + 1 : 0;
    periods.advance();
  }
  return undefined;
}

function readingsBefore(periods: Periods, times: readonly number[], fromLocal: number): number {
  let before = 0;
  for (const offset of periods.offsets) {
    for (const time of times) if (periods.first * DAY + offset + time < fromLocal) before += 1;
  }
  return before;
}

/** Readings become one instant only where a clock skips as much time as lies between two of them. */
function mayMerge(plan: Plan, times: readonly number[], last: number): boolean {
  const { start, rule } = plan;
  const several = times.length > 1 || rule.byHour.length + rule.byMinute.length + rule.bySecond.length > 0;
  const nearest = several ? 1 : DAY;
  const from = localToInstant(start.day, start.time, start.zone) - DAY;
  return transitionsBetween(from, last + DAY, start.zone).some(({ before, after }) => after - before >= nearest);
}
