import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { AppointmentRow } from './row.ts';
import type { Element } from './schema.ts';

/** When a row is: instants, and for an all-day row its civil dates too. */
export type Times = Pick<AppointmentRow, 'starts_at' | 'ends_at' | 'all_day' | 'start_date' | 'end_date'>;

const longestDays = 366;
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** What an element says about time, on top of what is stored (`current`; the blank row for a new one).
 * @param zone the zone of the agent, in which whole days begin and end
 * @throws Problem naming the field */
export function timesOf(element: Element, current: Times, isTask: boolean, zone: Zone): Times {
  const allDay = element.allday === undefined ? current.all_day : element.allday === true;
  const times = allDay ? wholeDays(element, current, zone) : timed(element, current, isTask);
  checkTimes(times, isTask);
  return times;
}

/** The same days, or the same instants, for an agent in another zone. */
export function timesIn(zone: Zone, times: Times): Times {
  if (!times.all_day || times.start_date === null || times.end_date === null) return times;
  return daysFromTo(civilDayOf(times.start_date), civilDayOf(times.end_date), zone);
}

function timed(element: Element, current: Times, isTask: boolean): Times {
  let startsAt = element.start_date === undefined ? current.starts_at : element.start_date;
  let endsAt = element.end_date === undefined ? current.ends_at : element.end_date;
  // A to-do that is due at one moment.
  if (isTask) {
    startsAt ??= endsAt;
    endsAt ??= startsAt;
  }
  return { starts_at: startsAt ?? null, ends_at: endsAt ?? null, all_day: false, start_date: null, end_date: null };
}

function wholeDays(element: Element, current: Times, zone: Zone): Times {
  const first = firstDay(element, current, zone);
  if (first === undefined) return { starts_at: null, ends_at: null, all_day: true, start_date: null, end_date: null };
  const last = lastDay(element, current, zone) ?? first;
  if (last < first) throw fieldProblem('end_date', 'The end is before the start.');
  return daysFromTo(first, last, zone);
}

/** The civil date counts when it is new; else an instant that is new; else what is stored. */
function firstDay(element: Element, current: Times, zone: Zone): number | undefined {
  if (isNew(element.start_date_only, current.start_date)) return civilDayOf(element.start_date_only as string);
  if (isNew(element.start_date, current.starts_at))
    return dayOf(inRange(element.start_date as number, 'start_date'), zone);
  if (current.start_date !== null) return civilDayOf(current.start_date);
  return current.starts_at === null ? undefined : dayOf(current.starts_at, zone);
}

function lastDay(element: Element, current: Times, zone: Zone): number | undefined {
  if (isNew(element.end_date_only, current.end_date)) return civilDayOf(element.end_date_only as string);
  if (isNew(element.end_date, current.ends_at)) return lastDayBefore(element.end_date as number, zone);
  if (current.end_date !== null) return civilDayOf(current.end_date);
  return current.ends_at === null ? undefined : lastDayBefore(current.ends_at, zone);
}

function isNew<T>(given: T | null | undefined, stored: T | null): boolean {
  return given !== undefined && given !== null && given !== stored;
}

/** An end at midnight ends the day before it. */
function lastDayBefore(end: number, zone: Zone): number {
  return dayOf(inRange(end, 'end_date') - 1, zone);
}

function civilDayOf(date: string): number {
  const day = parseCivilDate(date);
  if (day === undefined || day === null) throw fieldProblem('start_date_only', `'${date}' is not a date.`);
  return day;
}

function daysFromTo(first: number, last: number, zone: Zone): Times {
  inRange(first * DAY, 'start_date');
  inRange(last * DAY, 'end_date');
  return {
    starts_at: startOfDay(first, zone),
    ends_at: startOfDay(last + 1, zone),
    all_day: true,
    start_date: formatCivilDate(first),
    end_date: formatCivilDate(last),
  };
}

function checkTimes({ starts_at, ends_at }: Times, isTask: boolean): void {
  if (starts_at === null && ends_at === null && isTask) return;
  if (starts_at === null) throw fieldProblem('start_date', 'Please give a start_date.');
  if (ends_at === null) throw fieldProblem('end_date', 'Please give an end_date.');
  inRange(starts_at, 'start_date');
  inRange(ends_at, 'end_date');
  if (ends_at < starts_at) throw fieldProblem('end_date', 'The end is before the start.');
  // The hour of a change of clocks does not make 366 days too long.
  if (ends_at - starts_at > longestDays * DAY + DAY / 8) {
    throw fieldProblem('end_date', `It may last at most ${longestDays} days.`);
  }
}

function inRange(instant: number, field: string): number {
  if (instant >= earliest && instant < latest) return instant;
  throw fieldProblem(field, 'The year must be from 1900 to 2199.');
}
