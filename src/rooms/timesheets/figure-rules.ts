import type { DayHours } from '../../kernel/availability/working-time.ts';
import { clipIntervals, type Interval, type IntervalSet, totalLength } from '../../kernel/time/intervals.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { DatedPattern } from '../workdays/pattern-rules.ts';
import { scheduledTimeOf, type Work, workingTimeOf } from '../workdays/work-rules.ts';
import { roundHours, type TimeRules } from './rounding-rules.ts';

/** The figures of a day (contract/behaviour.md section 7), in hours, as functions of what is stored and `now`. */

/** What an entry says of time; instants in milliseconds, hours as numbers. */
export interface EntryTime {
  readonly starts_at: number;
  /** Null while it runs. */
  readonly ends_at: number | null;
  readonly timetaken: number | null;
  readonly traveltime: number;
  /** 0 work, 1 a break. */
  readonly event_type: number;
  readonly chargeable: boolean;
}

/** What the entries of a day come to; hours, and the first and last instant of the day that an entry has. */
export interface DaySums {
  readonly workHours: number;
  readonly chargeableHours: number;
  readonly breakHours: number;
  readonly firstStart: number | null;
  readonly lastEnd: number | null;
}

/** What the working hours say of a day. */
export interface DayPlan {
  readonly targetHours: number;
  readonly allowedBreakHours: number;
  /** Of the scheduled working time; null on a day off. */
  readonly start: number | null;
  readonly end: number | null;
  /** Less public holidays and approved leave. */
  readonly workingTime?: IntervalSet;
}

export interface DayFacts {
  readonly plan: DayPlan;
  readonly sums: DaySums;
  /** Of the stored row. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly rules: TimeRules;
  /** Of a day that is locked: what its figures were when it was handed in (locked-day-rules.ts). */
  readonly kept?: Partial<DayFigures> | undefined;
}

export interface DayFigures {
  readonly target_hours: number;
  readonly actual_hours: number;
  readonly break_hours: number;
  /** The part of `break_hours` that nobody recorded. */
  readonly automatic_break_hours: number;
  readonly allowed_break_hours: number;
  readonly unlogged_hours: number;
  readonly percentage: number;
  readonly chargeable_hours: number;
  readonly work_hours: number;
  readonly estimated_start_time: number | null;
  readonly estimated_end_time: number | null;
}

export function dayFigures({ plan, sums, startTime, endTime, rules, kept }: DayFacts): DayFigures {
  const automatic = automaticBreak(sums, rules);
  const perDay = rules.rounding.per === 'day' ? rules.rounding : undefined;
  const actual = roundHours(sums.workHours - automatic, perDay);
  const chargeable = Math.min(roundHours(sums.chargeableHours, perDay), actual);
  const breaks = sums.breakHours + automatic;
  return {
    target_hours: fourDecimals(plan.targetHours),
    actual_hours: fourDecimals(actual),
    break_hours: fourDecimals(breaks),
    automatic_break_hours: fourDecimals(automatic),
    allowed_break_hours: fourDecimals(plan.allowedBreakHours),
    unlogged_hours: fourDecimals(Math.max(0, plan.targetHours - actual)),
    percentage: fourDecimals(percentageOf(actual, plan.targetHours)),
    chargeable_hours: fourDecimals(chargeable),
    work_hours: fourDecimals(presence(sums, startTime, endTime) - breaks),
    estimated_start_time: sums.firstStart ?? plan.start,
    estimated_end_time: sums.lastEnd ?? plan.end,
    ...kept,
  };
}

/** What entries come to in a day, each by the part of it that lies in the day; one that runs counts to now. */
export function sumsOf(entries: readonly EntryTime[], day: Interval, now: number): DaySums {
  let [workHours, chargeableHours, breakHours] = [0, 0, 0];
  let [firstStart, lastEnd]: [number | null, number | null] = [null, null];
  for (const entry of entries) {
    const part = partIn(entry, day, now);
    if (!part) continue;
    firstStart = Math.min(firstStart ?? part.start, part.start);
    lastEnd = Math.max(lastEnd ?? part.end, part.end);
    if (entry.event_type === 1) breakHours += part.hours;
    else workHours += part.hours + part.travelHours;
    if (entry.event_type === 0 && entry.chargeable) chargeableHours += part.hours + part.travelHours;
  }
  return { workHours, chargeableHours, breakHours, firstStart, lastEnd };
}

export interface Part extends Interval {
  readonly hours: number;
  readonly travelHours: number;
}

/** The part of an entry that lies in a day: its hours are shared by overlap. An entry without length is where it starts. */
export function partIn(entry: EntryTime, day: Interval, now: number): Part | undefined {
  const { starts_at, traveltime } = entry;
  const endsAt = endOf(entry, now);
  const hours = entry.timetaken ?? (endsAt - starts_at) / HOUR;
  if (starts_at === endsAt) {
    const isIn = day.start <= starts_at && starts_at < day.end;
    return isIn ? { start: starts_at, end: endsAt, hours, travelHours: traveltime } : undefined;
  }
  const start = Math.max(starts_at, day.start);
  const end = Math.min(endsAt, day.end);
  if (start >= end) return undefined;
  const share = (end - start) / (endsAt - starts_at);
  return { start, end, hours: hours * share, travelHours: traveltime * share };
}

export function endOf({ starts_at, ends_at }: Pick<EntryTime, 'starts_at' | 'ends_at'>, now: number): number {
  return ends_at ?? Math.max(starts_at, now);
}

/** What working hours say of each day of a window; `days` are intervals inside it. Whoever works by the same patterns, with
 * nothing else to it, gets the same plans, as long as the same days are asked for. */
export function dayPlans(work: Work | undefined, window: Interval, days: readonly Interval[]): readonly DayPlan[] {
  if (!work) return days.map(() => noPlan);
  if (work.shifts.length + work.publicHolidays.length + work.leave.length > 0) return plansOf(work, window, days);
  const known = plain.get(work.patterns) ?? new Map<string, readonly DayPlan[]>();
  plain.set(work.patterns, known);
  const key = `${window.start}/${window.end}/${days[0]?.start}/${days.length}`;
  const plans = known.get(key) ?? plansOf(work, window, days);
  if (known.size > mostRemembered) known.clear();
  known.set(key, plans);
  return plans;
}

const plain = new WeakMap<readonly DatedPattern[], Map<string, readonly DayPlan[]>>();
const mostRemembered = 100;

function plansOf(work: Work, window: Interval, days: readonly Interval[]): DayPlan[] {
  const working = workingTimeOf(work, window);
  const scheduled = scheduledTimeOf(work, window);
  const whole = scheduledTimeOf({ ...work, patterns: withoutBreaks(work.patterns) }, window);
  return days.map((day) => {
    const own = clipIntervals(scheduled, day);
    const workingTime = clipIntervals(working, day);
    return {
      workingTime,
      targetHours: totalLength(workingTime) / HOUR,
      allowedBreakHours: (totalLength(clipIntervals(whole, day)) - totalLength(own)) / HOUR,
      ...endsOf(own),
    };
  });
}

const noPlan: DayPlan = { targetHours: 0, allowedBreakHours: 0, start: null, end: null };

function endsOf(set: IntervalSet) {
  return { start: set[0]?.start ?? null, end: set.at(-1)?.end ?? null };
}

const breakless = new WeakMap<readonly DatedPattern[], readonly DatedPattern[]>();

/** The same hours with work going on in breaks; one array for each, so that what is worked out of it is remembered. */
function withoutBreaks(patterns: readonly DatedPattern[]): readonly DatedPattern[] {
  const known = breakless.get(patterns);
  if (known) return known;
  const whole = patterns.map((one) => ({
    ...one,
    pattern: { ...one.pattern, days: one.pattern.days.map((day: DayHours) => ({ ...day, breaks: [] })) },
  }));
  breakless.set(patterns, whole);
  return whole;
}

/** The break that a tenant's rule takes out of work after so many hours, less what was recorded. */
function automaticBreak({ workHours, breakHours }: DaySums, { automaticBreaks }: TimeRules): number {
  const due = automaticBreaks
    .filter(({ afterHours }) => workHours > afterHours)
    .map(({ breakMinutes }) => breakMinutes / 60);
  return Math.min(workHours, Math.max(0, Math.max(0, ...due) - breakHours));
}

function percentageOf(actual: number, target: number): number {
  if (target > 0) return (100 * actual) / target;
  return actual > 0 ? 100 : 0;
}

function presence({ firstStart, lastEnd }: DaySums, startTime: number | null, endTime: number | null): number {
  if (startTime !== null && endTime !== null) return (endTime - startTime) / HOUR;
  return firstStart === null || lastEnd === null ? 0 : (lastEnd - firstStart) / HOUR;
}

/** Hours on the wire; the small step keeps sums that are a hair below a half where they belong. */
export function fourDecimals(hours: number): number {
  return Math.round((hours + Number.EPSILON * Math.abs(hours)) * 10_000) / 10_000;
}
