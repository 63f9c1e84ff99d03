import { wallClockAt } from '../time/local.ts';
import { DAY } from '../time/units.ts';
import type { Dialog, DialogDay, DialogNth, DialogPattern, DialogRange } from './dialog.ts';
import { DAY_KINDS, shortestLength } from './dialog-to-rule.ts';
import { withDefaults } from './matching.ts';
import type { Rule, Start } from './rule.ts';

/**
 * The dialog that says what a rule means, or `undefined` when none can. What the rule leaves open is its start's. A day 31
 * that skips short months, weeks that begin on another day than Monday, times of day: the dialog cannot say those.
 * @example
 * const start = startAt(Date.UTC(2026, 0, 1), UTC)
 * ruleToDialog(parseRule('FREQ=MONTHLY;BYDAY=-1FR'), start).pattern // => { kind: 'monthlyOnDay', every: 1, nth: 5, day: 5 }
 * ruleToDialog(parseRule('FREQ=MONTHLY;BYMONTHDAY=31'), start) // => undefined
 */
export function ruleToDialog(rule: Rule, start: Start): Dialog | undefined {
  if (rule.byHour.length + rule.byMinute.length + rule.bySecond.length > 0) return undefined;
  if (rule.byWeekNo.length + rule.byYearDay.length > 0) return undefined;
  const pattern = patternOf(rule.frequency === 'WEEKLY' ? rule : withDefaults(rule, start));
  const range = rangeOf(rule, start);
  return pattern === undefined || range === undefined ? undefined : { pattern, range };
}

function patternOf(rule: Rule): DialogPattern | undefined {
  switch (rule.frequency) {
    case 'DAILY':
      return dailyOf(rule);
    case 'WEEKLY':
      return weeklyOf(rule);
    case 'MONTHLY':
      return rule.byMonth.length > 0 ? undefined : monthlyOf(rule);
    case 'YEARLY':
      return yearlyOf(rule);
    default:
      return undefined;
  }
}

function dailyOf(rule: Rule): DialogPattern | undefined {
  if (rule.byMonth.length + rule.byMonthDay.length + rule.bySetPos.length > 0) return undefined;
  if (rule.byDay.length === 0) return { kind: 'daily', every: rule.interval };
  return rule.interval === 1 && isKind(rule, 'weekday') ? { kind: 'weekdays' } : undefined;
}

function weeklyOf(rule: Rule): DialogPattern | undefined {
  if (rule.byMonth.length + rule.bySetPos.length > 0) return undefined;
  // Where a week begins matters only when weeks are left out.
  if (rule.interval > 1 && rule.weekStart !== 1) return undefined;
  return { kind: 'weekly', every: rule.interval, weekdays: rule.byDay.map(({ weekday }) => weekday) };
}

function monthlyOf(rule: Rule): DialogPattern | undefined {
  const every = rule.interval;
  const date = dateOf(rule, 28);
  if (date !== undefined) return { kind: 'monthlyOnDate', every, date };
  const nthDay = nthDayOf(rule);
  return nthDay && { kind: 'monthlyOnDay', every, ...nthDay };
}

function yearlyOf(rule: Rule): DialogPattern | undefined {
  const [month, ...others] = rule.byMonth;
  if (month === undefined || others.length > 0) return undefined;
  const every = rule.interval;
  const date = dateOf(rule, shortestLength(month));
  if (date !== undefined) return { kind: 'yearlyOnDate', every, month, date };
  const nthDay = nthDayOf(rule);
  return nthDay && { kind: 'yearlyOnDay', every, month, ...nthDay };
}

/** A date that every month has, or 28 .. date of which the last counts. */
function dateOf({ byMonthDay, byDay, bySetPos }: Rule, shortest: number): number | undefined {
  const last = byMonthDay.at(-1);
  if (last === undefined || byDay.length > 0) return undefined;
  if (byMonthDay.length === 1 && bySetPos.length === 0) return last >= 1 && last <= shortest ? last : undefined;
  const climbs = byMonthDay.every((date, i) => date === 28 + i);
  return climbs && last > shortest && bySetPos.length === 1 && bySetPos[0] === -1 ? last : undefined;
}

function nthDayOf(rule: Rule): { nth: DialogNth; day: DialogDay } | undefined {
  const { byMonthDay, byDay, bySetPos } = rule;
  if (byMonthDay.length === 1 && byMonthDay[0] === -1 && byDay.length + bySetPos.length === 0)
    return { nth: 5, day: 'day' };
  const [only, ...others] = byDay;
  if (byMonthDay.length > 0 || only === undefined || bySetPos.length > 1) return undefined;
  const single = others.length === 0 ? only : undefined;
  const nth = nthOf(bySetPos[0] ?? single?.nth ?? 0);
  if (nth === undefined || (bySetPos.length === 1 && byDay.some((day) => day.nth !== 0))) return undefined;
  if (single !== undefined) return { nth, day: single.weekday as DialogDay };
  const kind = (['day', 'weekday', 'weekendDay'] as const).find((name) => isKind(rule, name));
  return kind && { nth, day: kind };
}

function nthOf(position: number): DialogNth | undefined {
  if (position === -1) return 5;
  return position >= 1 && position <= 4 ? (position as DialogNth) : undefined;
}

function isKind({ byDay }: Rule, kind: keyof typeof DAY_KINDS): boolean {
  const weekdays: readonly number[] = DAY_KINDS[kind];
  return byDay.length === weekdays.length && byDay.every(({ weekday, nth }) => nth === 0 && weekdays.includes(weekday));
}

/** An end with a time of day is the civil day on which the last occurrence may still begin. */
function rangeOf({ count, until }: Rule, start: Start): DialogRange | undefined {
  if (count !== undefined) return { kind: 'times', times: count };
  if (until === undefined) return { kind: 'endless' };
  if (until.time === undefined) return { kind: 'until', day: until.day };
  const end = until.utc ? wallClockAt(until.day * DAY + until.time, start.zone) : { day: until.day, time: until.time };
  return { kind: 'until', day: end.time >= start.time ? end.day : end.day - 1 };
}
