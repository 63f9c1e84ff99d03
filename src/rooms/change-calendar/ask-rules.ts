import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { windowOf } from '../../wire/window.ts';
import { type ChangeCalendarQuery, longestDays, mostSuggestions, usualDays, usualSuggestions } from './schema.ts';

/** What a query asks for. */

/** From the start to 90 days later, unless said otherwise; without a start from today, and where the end is before that, 90
 * days up to it. @param home zone of whoever asks */
export function calendarWindow(query: ChangeCalendarQuery, home: string, now: number): Interval {
  const { from, to } = windowOf(query);
  const today = startOfToday(query, home, now);
  const start = from ?? (to !== undefined && to <= today ? laterDay(query, home, to, -usualDays) : today);
  return checkedWindow(start, to ?? laterDay(query, home, start, usualDays));
}

/** Where clear windows are looked for: from now, unless said otherwise. Minutes are whole. */
export function searchWindow(query: ChangeCalendarQuery, home: string, now: number): Interval {
  const { from, to } = windowOf(query);
  const start = from ?? Math.ceil(now / MINUTE) * MINUTE;
  if (to !== undefined && to < start) throw fieldProblem('end_date', 'end_date is before the start of the search.');
  return checkedWindow(start, to ?? laterDay(query, home, start, usualDays));
}

/** How long a clear window must be, in milliseconds. */
export function lengthAsked({ duration_hours: hours }: ChangeCalendarQuery): number {
  const length = Math.round((hours ?? 0) * 3_600) * 1_000;
  if (length > 0) return length;
  throw fieldProblem('duration_hours', 'Say how long the change takes, in hours: duration_hours is more than 0.');
}

export function suggestionsAsked({ count }: ChangeCalendarQuery): number {
  return Math.min(count && count > 0 ? count : usualSuggestions, mostSuggestions);
}

/** Ids of 0 and less are no filter. */
export function idsAsked(given: readonly number[] | null | undefined): number[] {
  return [...new Set((given ?? []).filter((id) => id > 0))];
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

function checkedWindow(start: number, end: number): Interval {
  if (start < earliest || start >= latest) throw fieldProblem('start_date', 'The year is from 1900 to 2199.');
  if (end < earliest || end > latest) throw fieldProblem('end_date', 'The year is from 1900 to 2199.');
  // A day more for the clocks.
  if (end - start > longestDays * DAY + DAY) {
    throw fieldProblem('end_date', `The window is at most ${longestDays} days; ask for the rest by itself.`);
  }
  return { start, end };
}

function startOfToday(query: ChangeCalendarQuery, home: string, now: number): number {
  return laterDay(query, home, now, 0, true);
}

/** So many days later on the clock of whoever asks; `atMidnight` the beginning of that day. */
function laterDay(query: ChangeCalendarQuery, home: string, instant: number, days: number, atMidnight = false): number {
  const { timezone, utcoffset } = query;
  if (!timezone && typeof utcoffset === 'number') {
    const west = utcoffset * MINUTE;
    const local = instant - west;
    return (atMidnight ? local - (((local % DAY) + DAY) % DAY) : local) + days * DAY + west;
  }
  const zone = findZone(timezone ?? home) ?? UTC;
  const day = dayOf(instant, zone);
  const sinceMidnight = atMidnight ? 0 : instant - startOfDay(day, zone);
  return startOfDay(day + days, zone) + Math.min(sinceMidnight, 24 * HOUR);
}
