import { parseCivilDate, weekdayOf } from '../../kernel/time/civil.ts';
import { clipIntervals, type Interval, type IntervalSet, mergeIntervals } from '../../kernel/time/intervals.ts';
import { dayOf, localToInstant } from '../../kernel/time/local.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { resolveZone, type Zone } from '../../kernel/time/zones.ts';
import type { RotationRow } from './schema.ts';

/** A rotation without its overrides: whose turn it is when. */

/** What the turns follow from. */
export type Rotation = Pick<
  RotationRow,
  | 'id'
  | 'timezone'
  | 'start_date'
  | 'end_date'
  | 'period_days'
  | 'handover_minute'
  | 'handover_weekday'
  | 'duty_weekdays'
  | 'duty_start_minute'
  | 'duty_end_minute'
  | 'members'
>;

export interface Turn extends Interval {
  readonly agentId: number;
}

const minutesOfDay = 1_440;

/** The turns that lie in a window, cut to it and to the hours of duty, in order. */
export function turnsOf(rotation: Rotation, window: Interval): Turn[] {
  const { members } = rotation;
  const zone = resolveZone(rotation.timezone);
  const hours = hoursOfDuty(rotation, zone, window);
  const turns: Turn[] = [];
  if (members.length === 0 || !(window.start < window.end)) return turns;
  const end = Math.min(window.end, endOf(rotation, zone));
  for (let turn = turnBefore(rotation, zone, window.start); ; turn += 1) {
    const start = handover(rotation, zone, turn);
    if (start >= end) return turns;
    const agentId = members[turn % members.length] as number;
    const whole = { start, end: Math.min(end, handover(rotation, zone, turn + 1)) };
    for (const part of clipIntervals(hours, whole)) turns.push({ ...part, agentId });
  }
}

/** The instant at which a turn begins, the first turn being 0. A time that the clock skips is moved forward by the gap,
 * one that it shows twice is the first: a handover is one instant, so nothing is lost or doubled there. */
function handover(rotation: Rotation, zone: Zone, turn: number): number {
  const first = parseCivilDate(rotation.start_date) as number;
  const regular = regularDay(rotation, first);
  const regularTurn = regular === first ? turn : turn - 1;
  const day = turn === 0 ? first : regular + regularTurn * rotation.period_days;
  return localToInstant(day, rotation.handover_minute * MINUTE, zone);
}

/** The day from which on all turns have the same length: a first turn that begins on another weekday is shorter. */
function regularDay({ handover_weekday: weekday }: Rotation, first: number): number {
  return weekday === null ? first : first + ((weekday - weekdayOf(first) + 7) % 7);
}

/** A turn that begins at or before an instant, or the first. */
function turnBefore(rotation: Rotation, zone: Zone, instant: number): number {
  const first = parseCivilDate(rotation.start_date) as number;
  // Two days before is early enough for any time of day, also where a zone skipped a day (Apia, 2011).
  return Math.max(0, Math.floor((dayOf(instant, zone) - 2 - regularDay(rotation, first)) / rotation.period_days));
}

function endOf({ end_date }: Rotation, zone: Zone): number {
  return end_date === null
    ? Number.POSITIVE_INFINITY
    : localToInstant((parseCivilDate(end_date) as number) + 1, 0, zone);
}

/** When in the window the rotation is on duty at all. */
function hoursOfDuty(rotation: Rotation, zone: Zone, window: Interval): IntervalSet {
  const { duty_weekdays: weekdays, duty_start_minute: from, duty_end_minute: until } = rotation;
  if (weekdays.length === 7 && (until - from) % minutesOfDay === 0) return [window];
  const hours: Interval[] = [];
  const last = dayOf(window.end, zone);
  // What began the day before may go on into the window.
  for (let day = dayOf(window.start, zone) - 1; day <= last; day++) {
    if (!weekdays.includes(weekdayOf(day))) continue;
    hours.push({
      start: localToInstant(day, from * MINUTE, zone),
      end: localToInstant(until > from ? day : day + 1, until * MINUTE, zone),
    });
  }
  return clipIntervals(mergeIntervals(hours), window);
}
