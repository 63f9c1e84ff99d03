/**
 * The slow, obvious reading of a rule: look at every day (or every step) and ask whether it satisfies each part. Uses Date
 * for the calendar and nothing of the engine but its zones, which are tested against another library.
 */

import type { Rule, Start } from '../../src/kernel/recurrence/rule.ts';
import { localToInstant, offsetAt } from '../../src/kernel/time/local.ts';

const DAY = 86_400_000;
const UNIT = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 } as const;

/** The occurrences in `[from, until)`, as if COUNT were not there. */
export function slowExpand(rule: Rule, start: Start, from: number, until: number): number[] {
  const all = rule.frequency in UNIT ? slowSteps(rule, start, until) : slowDays(rule, start, until);
  const kept = all.filter(({ instant, local }) => {
    if (instant < from || instant >= until) return false;
    if (rule.until === undefined) return true;
    const end = rule.until.day * DAY + (rule.until.time ?? DAY - 1);
    return rule.until.utc ? instant <= end : local <= end;
  });
  return [...new Set(kept.map(({ instant }) => instant))].sort((a, b) => a - b);
}

interface Found {
  readonly instant: number;
  readonly local: number;
}

function slowDays(rule: Rule, start: Start, until: number): Found[] {
  const periods = new Map<number, number[]>();
  const begin = startOfPeriod(rule, start.day);
  for (let day = begin; day <= until / DAY + 400; day++) {
    const period = periodOf(rule, day);
    if ((period - periodOf(rule, start.day)) % rule.interval !== 0) continue;
    const locals = periods.get(period) ?? [];
    if (dayFits(rule, start, day)) for (const time of times(rule, start)) locals.push(day * DAY + time);
    periods.set(period, locals);
  }
  return [...periods.values()]
    .flatMap((locals) => pick(rule, locals))
    .filter((local) => local >= start.day * DAY + start.time)
    .map((local) => ({ local, instant: localToInstant(0, local, start.zone) }));
}

function slowSteps(rule: Rule, start: Start, until: number): Found[] {
  const unit = UNIT[rule.frequency as keyof typeof UNIT];
  const begin = localToInstant(start.day, start.time, start.zone);
  const found: Found[] = [];
  for (let at = begin - (start.time % unit); at < until; at += unit * rule.interval) {
    const local = at + offsetAt(at, start.zone);
    const clock = new Date(local);
    if (!dayFits(rule, start, Math.floor(local / DAY)) || !allows(rule.byHour, clock.getUTCHours())) continue;
    if (unit < UNIT.HOURLY && !allows(rule.byMinute, clock.getUTCMinutes())) continue;
    if (unit < UNIT.MINUTELY && !allows(rule.bySecond, clock.getUTCSeconds())) continue;
    const within = times(rule, start).map((time) => time % unit);
    const offsets = [...new Set(unit === UNIT.SECONDLY ? [0] : within)].sort((a, b) => a - b);
    for (const offset of pick(rule, offsets)) {
      if (at + offset >= begin) found.push({ instant: at + offset, local: local + offset });
    }
  }
  return found;
}

function allows(values: readonly number[], value: number): boolean {
  return values.length === 0 || values.includes(value);
}

function times(rule: Rule, start: Start): number[] {
  const clock = new Date(start.time);
  const found: number[] = [];
  for (const hour of rule.byHour.length > 0 ? rule.byHour : [clock.getUTCHours()]) {
    for (const minute of rule.byMinute.length > 0 ? rule.byMinute : [clock.getUTCMinutes()]) {
      for (const second of rule.bySecond.length > 0 ? rule.bySecond : [clock.getUTCSeconds()]) {
        found.push(hour * 3_600_000 + minute * 60_000 + second * 1_000);
      }
    }
  }
  return found.sort((a, b) => a - b);
}

function pick({ bySetPos }: Rule, sorted: readonly number[]): number[] {
  if (bySetPos.length === 0) return [...sorted];
  return sorted.filter((_, i) => bySetPos.includes(i + 1) || bySetPos.includes(i - sorted.length));
}

function periodOf(rule: Rule, day: number): number {
  const date = new Date(day * DAY);
  switch (rule.frequency) {
    case 'YEARLY':
      return date.getUTCFullYear();
    case 'MONTHLY':
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    case 'WEEKLY':
      return (day - ((date.getUTCDay() - rule.weekStart + 7) % 7) - weekOrigin(rule)) / 7;
    default:
      return day;
  }
}

/** A day on which a week begins, so that weeks are whole numbers. */
function weekOrigin({ weekStart }: Rule): number {
  return (weekStart - 4 + 7) % 7;
}

function startOfPeriod(rule: Rule, day: number): number {
  let first = day;
  while (periodOf(rule, first - 1) === periodOf(rule, day)) first -= 1;
  return first;
}

function dayFits(rule: Rule, start: Start, day: number): boolean {
  const date = new Date(day * DAY);
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const first = new Date(start.day * DAY);
  const named = rule.byDay.length + rule.byMonthDay.length + rule.byYearDay.length + rule.byWeekNo.length > 0;
  const lengthOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const newYear = Date.UTC(year, 0, 1) / DAY;
  const lengthOfYear = Date.UTC(year + 1, 0, 1) / DAY - newYear;
  const dayOfYear = day - newYear + 1;
  const both = (values: readonly number[], value: number, length: number) =>
    values.length === 0 || values.includes(value) || values.includes(value - length - 1);
  if (!allows(rule.byMonth, month + 1)) return false;
  if (!both(rule.byMonthDay, dayOfMonth, lengthOfMonth)) return false;
  if (!both(rule.byYearDay, dayOfYear, lengthOfYear)) return false;
  if (rule.byWeekNo.length > 0 && !weekFits(rule, day)) return false;
  if (!named) {
    if (rule.frequency === 'WEEKLY') return date.getUTCDay() === first.getUTCDay();
    if (rule.frequency === 'MONTHLY') return dayOfMonth === first.getUTCDate();
    if (rule.frequency !== 'YEARLY') return true;
    const sameMonth = rule.byMonth.length > 0 || month === first.getUTCMonth();
    return sameMonth && dayOfMonth === first.getUTCDate();
  }
  if (rule.byDay.length === 0) return true;
  const inMonth = rule.frequency === 'MONTHLY' || rule.byMonth.length > 0;
  const [position, length] = inMonth ? [dayOfMonth, lengthOfMonth] : [dayOfYear, lengthOfYear];
  return rule.byDay.some(({ weekday, nth }) => {
    if (weekday !== date.getUTCDay()) return false;
    return nth === 0 || nth === Math.ceil(position / 7) || nth === -Math.ceil((length - position + 1) / 7);
  });
}

/** A week belongs to the year of its fourth day. */
function weekFits(rule: Rule, day: number): boolean {
  const weekday = new Date(day * DAY).getUTCDay();
  const fourth = day - ((weekday - rule.weekStart + 7) % 7) + 3;
  const year = new Date(fourth * DAY).getUTCFullYear();
  const newYear = Date.UTC(year, 0, 1) / DAY;
  const week = Math.floor((fourth - newYear) / 7) + 1;
  const left = Math.floor((Date.UTC(year + 1, 0, 1) / DAY - 1 - fourth) / 7);
  return rule.byWeekNo.includes(week) || rule.byWeekNo.includes(-left - 1);
}
