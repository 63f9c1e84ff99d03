import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { DAY } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import type { WrittenTime } from '../../wire/fields.ts';
import type { HolidayElement, HolidayRow } from './schema.ts';

/** When a holiday is (contract/behaviour.md section 5, All-day). */

export type Times = Pick<HolidayRow, 'all_day' | 'start_date' | 'end_date' | 'starts_at' | 'ends_at'>;

const earliest = '1900-01-01';
const latest = '2199-12-31';
const longestDays = 3_660;

/** The times that an element says, on top of what is stored.
 * @throws Problem naming the field that is wrong */
export function timesOf(element: HolidayElement, stored: Times | undefined): Times {
  const isAllDay = element.allday ?? stored?.all_day ?? saysWholeDays(element);
  return isAllDay ? wholeDays(element, stored) : timed(element, stored);
}

function saysWholeDays({ date_only, end_date }: HolidayElement): boolean {
  return (date_only ?? null) !== null || (end_date ?? null) === null;
}

function wholeDays(element: HolidayElement, stored: Times | undefined): Times {
  const start_date = firstDay(element, stored);
  if (start_date === undefined) throw fieldProblem('date', 'Please give a date.');
  const last = lastDay(element, stored, start_date);
  // An end before the start, or none, is one day.
  const end_date = last === undefined || last < start_date ? start_date : last;
  refuseFar('date', start_date);
  refuseFar('end_date', end_date);
  refuseLong((dayOf(end_date) - dayOf(start_date) + 1) * DAY);
  return { all_day: true, start_date, end_date, starts_at: null, ends_at: null };
}

/** The civil date counts when it is new; else the date that is new; else what is stored. */
function firstDay({ date_only, date }: HolidayElement, stored: Times | undefined): string | undefined {
  const before = stored?.start_date ?? dateOfInstant(stored?.starts_at);
  if (isNew(date_only, before)) return date_only;
  if (isNew(date?.date, before)) return date?.date;
  if (date === null && (date_only ?? null) === null) return undefined;
  return before;
}

function lastDay({ end_date_only, end_date }: HolidayElement, stored: Times | undefined, first: string) {
  const before = stored?.end_date ?? dateOfInstant(stored?.ends_at);
  if (isNew(end_date_only, before)) return end_date_only;
  if (end_date && isNew(end_date.date, before)) return lastDayBefore(end_date, first);
  const isCleared = end_date === null && (end_date_only ?? null) === null;
  return isCleared ? undefined : before;
}

function isNew(given: string | null | undefined, before: string | undefined): given is string {
  return given !== undefined && given !== null && given !== before;
}

/** A midnight after the start ends the day before it. */
function lastDayBefore({ date, midnight }: WrittenTime, first: string): string {
  return midnight && date > first ? formatCivilDate(dayOf(date) - 1) : date;
}

function dateOfInstant(instant: number | null | undefined): string | undefined {
  return instant === null || instant === undefined ? undefined : formatCivilDate(Math.floor(instant / DAY));
}

function timed({ date, end_date }: HolidayElement, stored: Times | undefined): Times {
  const starts_at = date === undefined ? stored?.starts_at : date?.ms;
  const ends_at = end_date === undefined ? stored?.ends_at : end_date?.ms;
  if (starts_at === undefined || starts_at === null) throw fieldProblem('date', 'Please give a date with its time.');
  if (ends_at === undefined || ends_at === null) {
    throw fieldProblem('end_date', 'Please give an end_date with its time, or allday.');
  }
  if (ends_at <= starts_at) throw fieldProblem('end_date', 'The end is not after the start.');
  refuseFar('date', dateOfInstant(starts_at) as string);
  refuseFar('end_date', dateOfInstant(ends_at) as string);
  refuseLong(ends_at - starts_at);
  return { all_day: false, start_date: null, end_date: null, starts_at, ends_at };
}

function refuseFar(field: string, date: string): void {
  if (date < earliest || date > latest) throw fieldProblem(field, 'The year is from 1900 to 2199.');
}

function refuseLong(length: number): void {
  if (length > longestDays * DAY) throw fieldProblem('end_date', `It may last at most ${longestDays} days.`);
}

const dayOf = (date: string) => parseCivilDate(date) as number;
