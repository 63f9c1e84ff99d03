import { weekdayOf } from '../../kernel/time/civil.ts';
import { wallClockAt } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { ScheduleElement, ScheduleRow } from './schema.ts';

/** How long occurrences last: `hours`, or what the weekly pattern says for the weekday. */

type Amounts = ScheduleRow['weeklyrecurrenceamount'];

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const mostHours = 24;

/** @throws Problem for what is no weekday, and no number of hours */
export function checkedAmounts(given: ScheduleElement['weeklyrecurrenceamount'], stored: Amounts): Amounts {
  if (given === undefined) return stored;
  const amounts = (given ?? []).map((pair) => {
    const weekday = weekdayNamed(String(pair?.id ?? '').trim());
    const hours = pair?.name?.trim() ? Number(pair.name) : Number.NaN;
    if (weekday < 0) throw fieldProblem('weeklyrecurrenceamount', 'Each id must be a weekday, 0 Sunday to 6 Saturday.');
    if (!(hours >= 0 && hours <= mostHours)) {
      throw fieldProblem('weeklyrecurrenceamount', `Each name must be a number of hours from 0 to ${mostHours}.`);
    }
    return { id: String(weekday), name: String(hours) };
  });
  return amounts.length === 0 ? null : amounts;
}

function weekdayNamed(text: string): number {
  if (/^[0-6]$/.test(text)) return Number(text);
  return text.length < 2 ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
}

/** Duration in milliseconds of the occurrence that begins at an instant. */
export function durationAt(row: ScheduleRow, instant: number): number {
  const weekday = String(weekdayOf(wallClockAt(instant, resolveZone(row.timezone)).day));
  const amount = row.weeklyrecurrenceamount?.find(({ id }) => id === weekday);
  return Math.round((amount ? Number(amount.name) : (row.hours ?? 0)) * HOUR);
}
