import { expand } from '../../kernel/recurrence/expand.ts';
import { parseRecurrence, startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import type { Recurrence } from '../../kernel/recurrence/rule.ts';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone, type Zone } from '../../kernel/time/zones.ts';

/** When holidays and leave are, as instants. */

/** Leave that is approved, or waits for a decision. */
export interface LeaveTime extends Interval {
  readonly approved: boolean;
  readonly holidayId: string;
}

/** What says when a holiday is: civil dates (the end inclusive), or instants. */
export interface HolidayTimes {
  readonly all_day: boolean;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly starts_at: number | null;
  readonly ends_at: number | null;
  readonly rule: HolidayRule | null;
}

/** The schedule of a holiday that recurs. */
export interface HolidayRule {
  readonly rrule: string;
  readonly startdate: number;
  /** IANA: whose calendar the rule goes by. */
  readonly timezone: string;
}

/** Whose holidays are asked for. */
export interface ClosedAsked {
  /** By agent: the workdays that they have in the window, and their zone. */
  readonly agents: ReadonlyMap<number, { readonly workdayIds: readonly number[]; readonly zone: Zone }>;
  readonly window: Interval;
}

export interface Closed {
  readonly publicHolidays: Map<number, Interval[]>;
  readonly leave: Map<number, LeaveTime[]>;
}

/** A row that closes something: a public holiday with the id of its workday, leave with that of its agent. */
export interface ClosedRow {
  readonly kind: 'public' | 'leave';
  readonly id: number;
  readonly facts: HolidayTimes & { readonly id: string; readonly approved: boolean };
}

/** Rows as times, by agent. */
export function closedFrom(rows: readonly ClosedRow[], { agents, window }: ClosedAsked): Closed {
  const leave = new Map<number, LeaveTime[]>();
  for (const { kind, id, facts } of rows) {
    const zone = agents.get(id)?.zone;
    if (kind !== 'leave' || !zone) continue;
    const times = timesOfHoliday(facts, zone, window).map(
      (time): LeaveTime => ({ ...time, approved: facts.approved, holidayId: facts.id }),
    );
    if (times.length > 0) leave.set(id, [...(leave.get(id) ?? []), ...times]);
  }
  for (const times of leave.values()) times.sort(byStart);
  return { publicHolidays: sharedHolidays(rows, agents, window), leave };
}

const byStart = (one: Interval, other: Interval) => one.start - other.start || one.end - other.end;

function sharedHolidays(
  rows: readonly ClosedRow[],
  agents: ClosedAsked['agents'],
  window: Interval,
): Map<number, Interval[]> {
  const byPlace = new Map<string, Interval[]>();
  const result = new Map<number, Interval[]>();
  const holidays = rows.filter(({ kind }) => kind === 'public');
  if (holidays.length === 0) return result;
  for (const [agentId, { workdayIds, zone }] of agents) {
    const place = `${zone.name} ${[...workdayIds].sort((one, other) => one - other).join()}`;
    const known = byPlace.get(place);
    const times =
      known ??
      holidays
        .filter(({ id }) => workdayIds.includes(id))
        .flatMap(({ facts }) => timesOfHoliday(facts, zone, window))
        .sort(byStart);
    if (!known) byPlace.set(place, times);
    if (times.length > 0) result.set(agentId, times);
  }
  return result;
}

/** Its times that overlap a window, whole, by start. Whole days are those of the zone of whoever is asked about. */
export function timesOfHoliday(holiday: HolidayTimes, zone: Zone, window: Interval): Interval[] {
  return holiday.all_day ? wholeDays(holiday, zone, window) : timed(holiday, window);
}

function wholeDays({ start_date, end_date, rule }: HolidayTimes, zone: Zone, window: Interval): Interval[] {
  const first = parseCivilDate(start_date as string) as number;
  const length = (parseCivilDate(end_date as string) as number) - first + 1;
  const days = rule ? daysOfRule(rule, length, window) : [first];
  return days
    .map((day) => ({ start: startOfDay(day, zone), end: startOfDay(day + length, zone) }))
    .filter((days) => overlaps(days, window));
}

/** No two zones are further apart, and no change of a clock takes longer. */
const apart = 2 * DAY;

/** The civil days that a rule gives in its own zone, of those whose days may overlap the window in another. */
function daysOfRule(rule: HolidayRule, length: number, window: Interval): number[] {
  const recurrence = recurrenceOf(rule);
  const { zone } = recurrence.start;
  const near = { start: window.start - length * DAY - apart, end: window.end + apart };
  return [...new Set(expand(recurrence, near).map((instant) => dayOf(instant, zone)))];
}

function timed({ starts_at, ends_at, rule }: HolidayTimes, window: Interval): Interval[] {
  const start = starts_at as number;
  const length = (ends_at as number) - start;
  const starts = rule ? expand(recurrenceOf(rule), { start: window.start - length, end: window.end }) : [start];
  return starts.map((from) => ({ start: from, end: from + length })).filter((time) => overlaps(time, window));
}

const recurrences = new Map<string, Recurrence>();
const mostRemembered = 2_000;

/** Reading a rule costs more than asking it: what was read is kept. */
function recurrenceOf({ rrule, startdate, timezone }: HolidayRule): Recurrence {
  const key = `${startdate} ${timezone} ${rrule}`;
  const known = recurrences.get(key);
  if (known) return known;
  const recurrence = parseRecurrence(rrule, { start: startAt(startdate, resolveZone(timezone)) });
  if (recurrences.size >= mostRemembered) recurrences.clear();
  recurrences.set(key, recurrence);
  return recurrence;
}
