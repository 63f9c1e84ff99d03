import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { findZone, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { WrittenTime } from '../../wire/fields.ts';

/** How a reading is cut into days. Days, targets and locks are those of the agent's zone; `utcoffset` and `timezone`
 * change only which entries are counted to which day. */

/** A zone, or minutes west of Greenwich; undefined: the zone of each agent. */
export type Cut = { readonly zone: Zone } | { readonly utcoffset: number } | undefined;

export interface CutQuery {
  readonly utcoffset?: number | null | undefined;
  readonly timezone?: string | null | undefined;
}

export function cutOf({ utcoffset, timezone }: CutQuery): Cut {
  if (timezone) {
    const zone = findZone(timezone);
    if (!zone) throw fieldProblem('timezone', `'${timezone.slice(0, 60)}' is not a time zone, such as Europe/Berlin.`);
    return { zone };
  }
  return utcoffset === undefined || utcoffset === null ? undefined : { utcoffset };
}

/** The instants of a civil day, as the reading has it. */
export function cutDay(day: number, cut: Cut, own: Zone): Interval {
  if (cut && 'utcoffset' in cut) {
    const start = day * DAY + cut.utcoffset * MINUTE;
    return { start, end: start + DAY };
  }
  const zone = cut?.zone ?? own;
  return { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
}

export function dayIn(instant: number, cut: Cut, own: Zone): number {
  if (cut && 'utcoffset' in cut) return Math.floor((instant - cut.utcoffset * MINUTE) / DAY);
  return dayOf(instant, cut?.zone ?? own);
}

/** First and last civil day, both included. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

/** Instants that hold these days in every zone, and in every `utcoffset`. */
export function around({ from, to }: Days): Interval {
  return { start: from * DAY - 26 * HOUR, end: (to + 1) * DAY + 26 * HOUR };
}

/** The longest window of days that is answered. */
export const mostDays = 366;

export interface DaysQuery extends CutQuery {
  readonly start_date?: WrittenTime | null | undefined;
  readonly end_date?: WrittenTime | null | undefined;
  readonly date?: WrittenTime | null | undefined;
}

/** The days that a query asks for. A date counts as written; a time of day with a suffix is read by the cut, where there is
 * one. Without dates: the current week from Monday; with one of two the week that begins, or ends, there. */
export function daysAsked(query: DaysQuery, cut: Cut, own: Zone, now: number): Days {
  if (query.date) {
    const day = dayWritten(query.date);
    return { from: day, to: day };
  }
  const first = query.start_date ? dayGiven('start_date', query.start_date, cut, own, 0) : undefined;
  const last = query.end_date ? dayGiven('end_date', query.end_date, cut, own, 1) : undefined;
  const today = dayIn(now, cut, own);
  const monday = today - ((((today + 3) % 7) + 7) % 7);
  const from = first ?? (last === undefined ? monday : last - 6);
  const to = last ?? (first === undefined ? monday + 6 : from + 6);
  if (to < from) throw fieldProblem('end_date', 'end_date is before start_date.');
  if (to - from >= mostDays) throw fieldProblem('end_date', `Ask for at most ${mostDays} days at once.`);
  return { from, to };
}

/** The date part as written.
 * @throws Problem naming the field, for a year in which nobody here works */
export function dayWritten({ date }: Pick<WrittenTime, 'date'>, field = 'date'): number {
  if (date < '1900-01-01' || date > '2199-12-31') throw fieldProblem(field, 'The year is from 1900 to 2199.');
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);
}

/** @param before what an end takes off, so that a midnight belongs to the day that it ends */
function dayGiven(field: string, time: WrittenTime, cut: Cut, own: Zone, before: number): number {
  const written = dayWritten(time, field);
  if (time.midnight || !time.fixed || !cut) return written;
  return dayIn(time.ms - before, cut, own);
}
