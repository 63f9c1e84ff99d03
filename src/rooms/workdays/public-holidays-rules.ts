import { formatCivilDate } from '../../kernel/time/civil.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { type ClosedRow, timesOfHoliday } from '../holidays/closed-rules.ts';
import type { Held } from './assignment-rules.ts';

/** Public holidays one by one, with the agents who have them: for calendars, which show each by its name. */

/** One time of a public holiday, and who has it just then. */
export interface PublicHoliday extends Interval {
  readonly holidayId: string;
  /** First and last civil day; null when it has times of day. */
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** In increasing order; never empty. */
  readonly agents: readonly number[];
}

/** Somebody, with the workdays that they have in the window. */
export interface HolidayMaker {
  readonly id: number;
  readonly held: readonly Held[];
  readonly zone: Zone;
}

export interface HolidayWindows {
  readonly window: Interval;
  /** What recurs is asked for in this part of the window. */
  readonly recurring: Interval;
}

/** The public holidays of some agents in a window. Who has the same workdays in the same zone has the same ones. */
export function publicHolidaysOf(
  makers: readonly HolidayMaker[],
  rows: readonly ClosedRow[],
  windows: HolidayWindows,
): PublicHoliday[] {
  const places = new Map<string, HolidayMaker[]>();
  for (const maker of makers) {
    const place = JSON.stringify([maker.zone.name, maker.held]);
    const mates = places.get(place);
    if (mates) mates.push(maker);
    else places.set(place, [maker]);
  }
  return [...places.values()].flatMap((mates) => {
    const agents = mates.map(({ id }) => id).sort(byNumber);
    return timesAt(mates[0] as HolidayMaker, rows, windows).map((time) => ({ ...time, agents }));
  });
}

/** The same, each once: the days of agents in several zones are one day, with the times of the first of them. */
export function eachOnce(holidays: readonly PublicHoliday[]): PublicHoliday[] {
  const byDay = new Map<string, PublicHoliday>();
  for (const holiday of holidays) {
    const day = `${holiday.holidayId} ${holiday.startDate ?? holiday.start}`;
    const other = byDay.get(day);
    byDay.set(day, other ? together(other, holiday) : holiday);
  }
  return [...byDay.values()];
}

function together(one: PublicHoliday, other: PublicHoliday): PublicHoliday {
  const first = (one.agents[0] as number) <= (other.agents[0] as number) ? one : other;
  return { ...first, agents: [...new Set([...one.agents, ...other.agents])].sort(byNumber) };
}

type Time = Omit<PublicHoliday, 'agents'>;

function timesAt({ held, zone }: HolidayMaker, rows: readonly ClosedRow[], windows: HolidayWindows): Time[] {
  return held.flatMap(({ workdayId, fromDay, untilDay }) => {
    const own = {
      start: fromDay === undefined ? Number.NEGATIVE_INFINITY : startOfDay(fromDay, zone),
      end: untilDay === undefined ? Number.POSITIVE_INFINITY : startOfDay(untilDay, zone),
    };
    return rows
      .filter(({ kind, id }) => kind === 'public' && id === workdayId)
      .flatMap((row) => timesOfRow(row, zone, own, windows));
  });
}

/** Only the days on which its workday counts. */
function timesOfRow({ facts }: ClosedRow, zone: Zone, own: Interval, { window, recurring }: HolidayWindows): Time[] {
  return timesOfHoliday(facts, zone, facts.rule ? recurring : window)
    .map(({ start, end }) => ({ start: Math.max(start, own.start), end: Math.min(end, own.end) }))
    .filter((time) => time.start < time.end && overlaps(time, window))
    .map((time) => ({ ...time, holidayId: facts.id, ...datesOf(facts.all_day, time, zone) }));
}

function datesOf(isAllDay: boolean, { start, end }: Interval, zone: Zone) {
  const date = (instant: number) => (isAllDay ? formatCivilDate(dayOf(instant, zone)) : null);
  return { startDate: date(start), endDate: date(end - 1) };
}

const byNumber = (one: number, other: number) => one - other;

interface OpenWindow {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The furthest that a window without an end, or a very long one, looks for what recurs. */
const oneYear = 366 * DAY;
const tenYears = 10 * oneYear;

/** The part of a window in which recurring holidays are shown. A missing end is a year from the other one or from now,
 * whichever is further; of more than ten years those that are within ten years of now. */
export function recurringWindow({ from, to }: OpenWindow, now: number): Interval {
  const start = from ?? Math.min(now, to ?? now) - oneYear;
  const end = to ?? Math.max(now, from ?? now) + oneYear;
  if (end - start <= tenYears) return { start, end };
  return { start: Math.max(start, now - tenYears), end: Math.min(end, now + tenYears) };
}
