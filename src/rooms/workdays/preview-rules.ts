import { freeTime, workingLength } from '../../kernel/availability/working-time.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval, IntervalSet } from '../../kernel/time/intervals.ts';
import { dayLength, dayOf, startOfDay, wallClockAt } from '../../kernel/time/local.ts';
import { DAY, MINUTE } from '../../kernel/time/units.ts';
import { formatWallTime } from '../../kernel/time/wall.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import type { DatedPattern } from './pattern-rules.ts';
import { stretchesOf } from './work-rules.ts';

/** What a workday makes of the days to come, and of what is planned in them. */

export interface NamedTime extends Interval {
  readonly name: string;
}

/** A civil day: when is worked, as the clock shows it. Nights belong to the day on which they begin. */
export interface PreviewDay {
  readonly date: string;
  readonly times: [from: string, until: string][];
  /** Real minutes of work: a night in which the clock changes has an hour more or less. */
  readonly minutes: number;
  /** 1380 or 1500 where the clocks change. */
  readonly day_minutes: number;
  readonly holiday?: string;
}

export function previewDays(
  patterns: readonly DatedPattern[],
  zone: Zone,
  { first, count }: { first: number; count: number },
  holidays: readonly NamedTime[],
): PreviewDay[] {
  const window = { start: startOfDay(first, zone), end: startOfDay(first + count, zone) };
  const stretches = stretchesOf({ zone, patterns, shifts: [], publicHolidays: [], leave: [] }, window);
  const open = freeTime(stretches, holidays);
  return Array.from({ length: count }, (_, index): PreviewDay => {
    const day = first + index;
    const own = open.filter(({ start }) => dayOf(start, zone) === day);
    const off = { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
    const holiday = holidays.find(({ start, end }) => start < off.end && end > off.start);
    return {
      date: formatCivilDate(day),
      times: own.map(({ start, end }) => [clockOf(start, day, zone), clockOf(end, day, zone)]),
      minutes: own.reduce((sum, { start, end }) => sum + (end - start) / MINUTE, 0),
      day_minutes: dayLength(day, zone) / MINUTE,
      ...(holiday && { holiday: holiday.name }),
    };
  });
}

/** The end of a day is its 24:00. */
function clockOf(instant: number, day: number, zone: Zone): string {
  const clock = wallClockAt(instant, zone);
  return formatWallTime(clock.time === 0 && dayOf(instant, zone) > day ? DAY : clock.time);
}

/** Would it lie outside of working time, where it does not now? */
export function fallsOut(row: Interval, before: IntervalSet, after: IntervalSet): boolean {
  const length = row.end - row.start;
  return length > 0 && workingLength(row, before) === length && workingLength(row, after) < length;
}
