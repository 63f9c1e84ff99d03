import type { Slot } from '../../src/kernel/availability/slot-request.ts';
import { formatCivilDate } from '../../src/kernel/time/civil.ts';
import { overlaps } from '../../src/kernel/time/intervals.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { type BookableResource, slotsIn, widened } from '../../src/rooms/booking/offer-rules.ts';
import { countedByDay, daysAround } from '../../src/rooms/booking/offer-sql.ts';
import { type ClosedRow, closedFrom } from '../../src/rooms/holidays/closed-rules.ts';
import { askedFor, heldIn, holidaysOf } from '../../src/rooms/workdays/assignment-rules.ts';
import {
  type Assignment,
  type DatedPattern,
  datedPatterns,
  patternsOf,
} from '../../src/rooms/workdays/pattern-rules.ts';
import type { PatternRow } from '../../src/rooms/workdays/schema.ts';
import { closedOf, stretchesOf, type Work } from '../../src/rooms/workdays/work-rules.ts';
import { DAY, type Hours, type Off, type Span, type Wall, type World, type WorldAgent } from './booking-world.ts';

/** What the server offers in a world: the rows that the world would be stored as go the way of the rooms, all but SQL. */
export function offeredIn(world: World, window: Span = world.window): readonly Slot[] {
  const work = workIn(world, window);
  const busyWindow = widened(window, world.type);
  const resources = world.agents.map(({ id, bookings, holds, busy }): BookableResource => {
    const own = work.get(id) as Work;
    const starts = [...bookings, ...holds].map(({ start }) => start);
    const near = daysAround(busyWindow);
    return {
      id,
      zone: own.zone,
      stretches: stretchesOf(own, window),
      closed: closedOf(own),
      busy: [...busy, ...bookings, ...holds].filter((time) => overlaps(time, busyWindow)),
      bookedOn: countedByDay(
        starts.filter((start) => near.start <= start && start < near.end),
        own.zone,
      ),
    };
  });
  return slotsIn(world.type, resources, window, world.now);
}

/** As `readWork` makes it. */
export function workIn(world: World, window: Span): Map<number, Work> {
  const byWorkday = new Map(world.workdays.map((_workday, n) => [n + 1, patternsIn(world, n)]));
  const holders = new Map(
    world.agents.map((agent) => {
      const held = heldIn(assignmentsOf(agent), window);
      return [agent.id, { held, zone: resolveZone(agent.zone) }];
    }),
  );
  const asked = askedFor(holders);
  const { publicHolidays, leave } = closedFrom(closedRows(world), { agents: asked.agents, window });
  const around = { start: window.start - 10 * DAY, end: window.end + 10 * DAY };
  return new Map(
    world.agents.map((agent) => {
      const holder = holders.get(agent.id) as { held: ReturnType<typeof heldIn>; zone: Work['zone'] };
      const work: Work = {
        zone: holder.zone,
        patterns: patternsOf(assignmentsOf(agent), byWorkday),
        shifts: agent.shifts.filter((shift) => overlaps(shift, around)),
        publicHolidays: holidaysOf(agent.id, holder, asked, publicHolidays),
        leave: leave.get(agent.id) ?? [],
      };
      return [agent.id, work];
    }),
  );
}

function assignmentsOf({ past, workday }: WorldAgent): Assignment[] {
  const before = past.map(({ until, workday: place }) => ({ untilDay: until, workdayId: place + 1 }));
  return [...before, { untilDay: undefined, workdayId: workday + 1 }];
}

function patternsIn({ workdays }: World, place: number): readonly DatedPattern[] {
  return datedPatterns(place + 1, workdays[place]?.versions.map(rowOf) ?? [], 'UTC');
}

function rowOf({ from, zone, same, days, breaks }: Hours): PatternRow {
  return {
    valid_from: from === undefined ? null : formatCivilDate(from),
    timezone: zone,
    alldayssame: same !== undefined,
    ...secondsOf(same ?? { start: 0, end: 0 }),
    days: days.map(({ works, ...wall }) => ({ works, ...secondsOf(wall) })),
    breaks: breaks.map(({ weekdays, ...wall }, id) => ({
      id,
      name: null,
      weekdays: [...weekdays],
      ...secondsOf(wall),
    })),
  };
}

const secondsOf = ({ start, end }: Wall) => ({ start: start * 60, end: end * 60 });

function closedRows({ workdays, agents }: World): ClosedRow[] {
  const holidays = workdays.flatMap((workday, n) =>
    workday.holidays.map((off) => rowOfOff('public', n + 1, off, true)),
  );
  const leave = agents.flatMap((agent) =>
    agent.leave
      .filter(({ state }) => state !== 'rejected')
      .map(({ off, state }) => rowOfOff('leave', agent.id, off, state === 'approved')),
  );
  return [...holidays, ...leave];
}

function rowOfOff(kind: ClosedRow['kind'], id: number, off: Off, approved: boolean): ClosedRow {
  const isTimed = 'start' in off;
  const facts = {
    id: 'x',
    approved,
    all_day: !isTimed,
    start_date: isTimed ? null : formatCivilDate(off.firstDay),
    end_date: isTimed ? null : formatCivilDate(off.lastDay),
    starts_at: isTimed ? off.start : null,
    ends_at: isTimed ? off.end : null,
    rule: null,
  };
  return { kind, id, facts };
}
