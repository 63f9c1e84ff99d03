import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay, wallClockAt } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { mondayOf } from './when-rules.ts';

/** Slots by the days of the customer's calendar. */

/** A time that is offered; to the customer it is nothing else. */
export interface FreeSlot extends Interval {
  readonly id?: string;
}

export interface FreeDay<S extends Interval = FreeSlot> {
  readonly day: number;
  readonly slots: readonly S[];
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening';

/** The days that can be asked for: from the customer's today to the last of them. */
export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** The furthest that anybody may look ahead, in days. */
export const furthestDays = 366;

export function boundsOf(now: number, maxDays: number | undefined, zone: Zone): Bounds {
  const first = dayOf(now, zone);
  const ahead = maxDays === undefined || maxDays < 0 ? furthestDays : Math.min(maxDays, furthestDays);
  return { first, last: dayOf(now + ahead * DAY, zone) };
}

export function withinBounds(day: number, { first, last }: Bounds): number {
  return Math.min(Math.max(day, first), last);
}

/** The instants of the week, from Monday, that a day lies in. */
export function weekWindow(day: number, zone: Zone): Interval {
  const monday = mondayOf(day);
  return { start: startOfDay(monday, zone), end: startOfDay(monday + 7, zone) };
}

/** The seven days of that week, each with the slots that begin on it. */
export function weekOf<S extends Interval>(day: number, slots: readonly S[], zone: Zone): FreeDay<S>[] {
  const monday = mondayOf(day);
  return [0, 1, 2, 3, 4, 5, 6].map((place) => ({
    day: monday + place,
    slots: slots.filter(({ start }) => dayOf(start, zone) === monday + place),
  }));
}

/** A day of the week before and after, where there is anything to see. */
export function neighbours(day: number, { first, last }: Bounds): { earlier?: number; later?: number } {
  const monday = mondayOf(day);
  return {
    ...(monday > first && { earlier: Math.max(monday - 7, first) }),
    ...(monday + 7 <= last && { later: monday + 7 }),
  };
}

/** The day whose times are shown: the one asked for, else the first of the week that has any. */
export function shownDay<S extends Interval>(
  asked: number | undefined,
  week: readonly FreeDay<S>[],
): FreeDay<S> | undefined {
  return week.find(({ day }) => day === asked) ?? week.find(({ slots }) => slots.length > 0);
}

export function partsOf<S extends Interval>(slots: readonly S[], zone: Zone): { part: PartOfDay; slots: S[] }[] {
  const parts: PartOfDay[] = ['morning', 'afternoon', 'evening'];
  return parts
    .map((part) => ({ part, slots: slots.filter(({ start }) => partOf(wallClockAt(start, zone).time) === part) }))
    .filter((group) => group.slots.length > 0);
}

function partOf(time: number): PartOfDay {
  if (time < 12 * HOUR) return 'morning';
  return time < 18 * HOUR ? 'afternoon' : 'evening';
}
