import { expand } from '../../kernel/recurrence/expand.ts';
import { parseRecurrence, startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import { type Recurrence, RecurrenceError } from '../../kernel/recurrence/rule.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { DowntimeRow } from './schema.ts';

/** When a downtime was. */

export type DowntimeTimes = Pick<DowntimeRow, 'starts_at' | 'ends_at' | 'rrule' | 'timezone'>;

/** Dates of downtimes; everything that is reckoned fits into a century. */
export const earliest = Date.UTC(2000, 0, 1);
export const latest = Date.UTC(2100, 0, 1);

/** Its times that overlap a window, whole; one that lasts is until now. */
export function timesOf(row: DowntimeTimes, window: Interval, now: number): Interval[] {
  const start = row.starts_at;
  const end = row.ends_at ?? now;
  if (row.rrule === null || row.timezone === null) {
    return overlaps({ start, end }, window) ? [{ start, end }] : [];
  }
  const length = end - start;
  const near = { start: Math.max(window.start - length, start), end: window.end };
  return expand(recurrenceOf(row.rrule, start, row.timezone), near)
    .map((from) => ({ start: from, end: from + length }))
    .filter((time) => overlaps(time, window));
}

const mostTimesAYear = 400;
const longest = 366 * DAY;

/** @throws Problem naming rrule or enddate, when what recurs cannot be reckoned with */
export function refuseUnfit({ rrule, timezone, starts_at, ends_at }: DowntimeTimes): void {
  if (rrule === null) return;
  if (ends_at === null) throw fieldProblem('enddate', 'What recurs needs an end: that of its first time.');
  if (ends_at - starts_at > longest) throw fieldProblem('enddate', 'What recurs lasts at most 366 days.');
  if (
    !/FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/i.test(rrule) ||
    /FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)/i.test(rrule)
  ) {
    throw fieldProblem('rrule', 'Use a rule by days, weeks, months or years, such as FREQ=WEEKLY;BYDAY=SU.');
  }
  try {
    const recurrence = parseRecurrence(rrule, { start: startAt(starts_at, resolveZone(timezone ?? 'UTC')) });
    const inYear = expand(recurrence, { start: starts_at, end: starts_at + longest }).length;
    if (inYear > mostTimesAYear) throw fieldProblem('rrule', `It recurs more than ${mostTimesAYear} times a year.`);
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error;
    throw fieldProblem('rrule', error.message);
  }
}

const recurrences = new Map<string, Recurrence>();
const mostRemembered = 2_000;

/** Reading a rule costs more than asking it: what was read is kept. */
function recurrenceOf(rrule: string, start: number, timezone: string): Recurrence {
  const key = `${start} ${timezone} ${rrule}`;
  const known = recurrences.get(key);
  if (known) return known;
  const recurrence = parseRecurrence(rrule, { start: startAt(start, resolveZone(timezone)) });
  if (recurrences.size >= mostRemembered) recurrences.clear();
  recurrences.set(key, recurrence);
  return recurrence;
}
