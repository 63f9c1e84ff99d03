import { clipIntervals, type Interval, mergeIntervals } from '../../kernel/time/intervals.ts';
import { startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import type { Assignment } from './pattern-rules.ts';

/** Whose public holidays count when: who changes from one workday to another has those of each in its time. */

/** A workday that somebody has from a civil day until another; undefined: since always, for good. */
export interface Held {
  readonly workdayId: number;
  readonly fromDay: number | undefined;
  readonly untilDay: number | undefined;
}

interface Holder {
  readonly held: readonly Held[];
  readonly zone: Zone;
}

/** The workdays that somebody has in a window, in whatever zone. */
export function heldIn(assignments: readonly Assignment[], { start, end }: Interval): Held[] {
  const firstDay = Math.floor(start / DAY) - 1;
  const lastDay = Math.ceil(end / DAY) + 1;
  return assignments
    .map(({ untilDay, workdayId }, index) => ({ workdayId, untilDay, fromDay: assignments[index - 1]?.untilDay }))
    .filter(({ fromDay, untilDay }) => (untilDay ?? lastDay) > firstDay && (fromDay ?? firstDay) <= lastDay);
}

export interface Asked {
  /** As the room of holidays is asked. */
  readonly agents: Map<number, { workdayIds: number[]; zone: Zone }>;
  /** Ids that nobody has, of one workday in one zone each. */
  readonly places: Map<string, number>;
}

/** What to ask the room of holidays: for who has several workdays in the window, each of them by itself. */
export function askedFor(holders: ReadonlyMap<number, Holder>): Asked {
  const asked: Asked = { agents: new Map(), places: new Map() };
  for (const [id, { held, zone }] of holders) {
    const isOne = held.length < 2;
    asked.agents.set(id, { workdayIds: isOne ? held.map(({ workdayId }) => workdayId) : [], zone });
    if (isOne) continue;
    for (const { workdayId } of held) {
      const nobody = belowEveryId - asked.places.size;
      const place = placeOf(workdayId, zone);
      if (asked.places.has(place)) continue;
      asked.places.set(place, nobody);
      asked.agents.set(nobody, { workdayIds: [workdayId], zone });
    }
  }
  return asked;
}

/** The public holidays of somebody, of what was answered to what was asked. */
export function holidaysOf(
  id: number,
  { held, zone }: Holder,
  { places }: Asked,
  answered: ReadonlyMap<number, readonly Interval[]>,
): readonly Interval[] {
  if (held.length < 2) return answered.get(id) ?? none;
  return held.flatMap(({ workdayId, fromDay, untilDay }) => {
    const holidays = answered.get(places.get(placeOf(workdayId, zone)) ?? 0) ?? none;
    const time = {
      start: fromDay === undefined ? Number.NEGATIVE_INFINITY : startOfDay(fromDay, zone),
      end: untilDay === undefined ? Number.POSITIVE_INFINITY : startOfDay(untilDay, zone),
    };
    return clipIntervals(mergeIntervals(holidays), time);
  });
}

const none: readonly Interval[] = [];

/** Assets are asked for by their negative ids. */
const belowEveryId = -(2 ** 48);

const placeOf = (workdayId: number, zone: Zone) => `${workdayId} ${zone.name}`;
