import { checkRule } from './check-rule.ts';
import type { Dialog, DialogDay, DialogNth, DialogPattern } from './dialog.ts';
import { normalByDay } from './parse-rule.ts';
import { type ByDay, newRule, type Rule } from './rule.ts';

/**
 * The rule that says what a dialog means. A date that some months lack becomes "the last of 28 .. date", so that it moves
 * to the end of those months, as users of the dialog know it. Throws RecurrenceError for an interval or date out of range.
 * @example
 * const pattern = { kind: 'monthlyOnDate', every: 1, date: 31 }
 * printRule(dialogToRule({ pattern, range: { kind: 'endless' } })) // => 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1'
 */
export function dialogToRule({ pattern, range }: Dialog): Rule {
  const rule = patternRule(pattern);
  if (range.kind === 'times') return checkRule({ ...rule, count: range.times });
  if (range.kind === 'until') return checkRule({ ...rule, until: { day: range.day, utc: false } });
  return checkRule(rule);
}

function patternRule(pattern: DialogPattern): Rule {
  switch (pattern.kind) {
    case 'daily':
      return newRule('DAILY', { interval: pattern.every });
    case 'weekdays':
      // Not WEEKLY: that is how the weekly pattern with five days is told apart from this one.
      return newRule('DAILY', { byDay: everyOne([1, 2, 3, 4, 5]) });
    case 'weekly':
      return newRule('WEEKLY', { interval: pattern.every, byDay: everyOne(pattern.weekdays) });
    case 'monthlyOnDate':
      return newRule('MONTHLY', { interval: pattern.every, ...onDate(pattern.date, 28) });
    case 'monthlyOnDay':
      return newRule('MONTHLY', { interval: pattern.every, ...onDay(pattern.nth, pattern.day) });
    case 'yearlyOnDate': {
      const { every, month, date } = pattern;
      return newRule('YEARLY', { interval: every, byMonth: [month], ...onDate(date, shortestLength(month)) });
    }
    case 'yearlyOnDay': {
      const { every, month, nth, day } = pattern;
      return newRule('YEARLY', { interval: every, byMonth: [month], ...onDay(nth, day) });
    }
  }
}

function everyOne(weekdays: readonly number[]): ByDay[] {
  return normalByDay(weekdays.map((weekday) => ({ weekday, nth: 0 })));
}

/**
 * The fewest days that a month (1..12) has in any year.
 * @example
 * shortestLength(2) // => 28
 */
export function shortestLength(month: number): number {
  if (month === 2) return 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function onDate(date: number, shortest: number): Partial<Rule> {
  if (date <= shortest) return { byMonthDay: [date] };
  const dates: number[] = [];
  for (let candidate = 28; candidate <= Math.min(date, 32); candidate++) dates.push(candidate);
  return { byMonthDay: dates, bySetPos: [-1] };
}

/** The weekdays that each kind of day stands for. */
export const DAY_KINDS = { day: [1, 2, 3, 4, 5, 6, 0], weekday: [1, 2, 3, 4, 5], weekendDay: [6, 0] } as const;

function onDay(nth: DialogNth, day: DialogDay): Partial<Rule> {
  const position = nth === 5 ? -1 : nth;
  if (typeof day === 'number') return { byDay: [{ weekday: day, nth: position }] };
  return { byDay: everyOne(DAY_KINDS[day]), bySetPos: [position] };
}
