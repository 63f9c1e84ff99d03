import { wallClockAt } from '../../src/kernel/time/local.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import {
  DAY,
  type Hours,
  MINUTE,
  type Off,
  type Span,
  type World,
  type WorldAgent,
  type WorldWorkday,
} from './booking-world.ts';

/** The free times of a world again, minute by minute: written from the contract (behaviour 4, 5 and 6) and from the choices
 * that the rooms' READMEs name, as slow and as plain as can be. Nothing of the engine is used but what a clock shows at an
 * instant. A minute is a place in a list of all minutes around the window. */

export interface SlowSlot extends Span {
  readonly resources: readonly number[];
}

/** Days around the window that are looked at: a shift may last two, and a break of it begins on any of them. */
const AROUND = 4;

export function slowOffer(world: World, window: Span = world.window): SlowSlot[] {
  const first = Math.ceil(window.start / MINUTE) * MINUTE - AROUND * DAY;
  const minutes = Array.from(
    { length: Math.ceil((window.end - first) / MINUTE) + AROUND * 1_440 },
    (_, n) => first + n * MINUTE,
  );
  const clocks = new Map<string, Clock>();
  const clockOf = (zone: string) => {
    const clock = clocks.get(zone) ?? new Clock(zone, minutes);
    clocks.set(zone, clock);
    return clock;
  };
  const found = new Map<string, { start: number; end: number; resources: number[] }>();
  for (const agent of world.agents) {
    for (const [from, until] of slotsOf(
      world,
      agent,
      new AgentMinutes(world, agent, minutes, clockOf),
      clockOf(agent.zone),
    )) {
      const [start, end] = [first + from * MINUTE, first + until * MINUTE];
      if (start < window.start || end > window.end || !isBookable(world, start)) continue;
      const key = `${start}/${end}`;
      const slot = found.get(key) ?? { start, end, resources: [] };
      found.set(key, slot);
      if (!slot.resources.includes(agent.id)) slot.resources.push(agent.id);
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Later than now and the notice, earlier than the maximum. */
function isBookable({ now, type }: World, start: number): boolean {
  const notice = Math.max(type.min_hours_advance, 0) * 60 * MINUTE;
  return start > now + notice && (type.max_days_advance < 0 || start < now + type.max_days_advance * DAY);
}

type Range = readonly [from: number, until: number];

/** What the clock of a zone shows in each minute. */
class Clock {
  /** Minutes of wall time since 1970-01-01. */
  readonly walls: Int32Array;

  constructor(zone: string, minutes: readonly number[]) {
    const real = resolveZone(zone);
    this.walls = Int32Array.from(minutes, (minute) => {
      const { day, time } = wallClockAt(minute, real);
      return day * 1_440 + time / MINUTE;
    });
  }

  dayAt = (minute: number): number => Math.floor((this.walls[minute] as number) / 1_440);

  /** The first minute that shows a time, or where the clock skips it, the next one that exists. */
  firstAt(day: number, time: number): number {
    let at = 0;
    while (at < this.walls.length && (this.walls[at] as number) < day * 1_440 + time) at++;
    return at;
  }

  rangeOf(day: number, { start, end }: { start: number; end: number }): Range {
    return [this.firstAt(day, start), this.firstAt(day, end > start ? end : end + 1_440)];
  }

  get days(): number[] {
    const [from, to] = [this.dayAt(0), this.dayAt(this.walls.length - 1)];
    return Array.from({ length: to - from + 1 }, (_, n) => from + n);
  }
}

/** 1 for each minute of which something is so. */
type Marks = Uint8Array;

/** What is known of each minute of an agent. */
class AgentMinutes {
  readonly works: Marks;
  /** Works without having begun in this minute: it belongs to the same stretch of hours as the minute before. */
  readonly goesOn: Marks;
  readonly closed: Marks;
  readonly busy: Marks;

  constructor(world: World, agent: WorldAgent, minutes: readonly number[], clockOf: (zone: string) => Clock) {
    this.works = new Uint8Array(minutes.length);
    this.goesOn = new Uint8Array(minutes.length);
    for (const { range, breaks } of dutiesOf(world, agent, minutes, clockOf)) {
      const isWorked = (at: number) => isIn([range], at) && !isIn(breaks, at);
      for (let at = Math.max(range[0], 0); at < Math.min(range[1], minutes.length); at++) {
        if (!isWorked(at)) continue;
        this.works[at] = 1;
        if (isWorked(at - 1)) this.goesOn[at] = 1;
      }
    }
    const clock = clockOf(agent.zone);
    const kept = agent.leave.filter(({ state }) => state !== 'rejected').map(({ off }) => off);
    const days = Int32Array.from(minutes, (_minute, at) => clock.dayAt(at));
    this.closed = marked(minutes, kept, (off, minute, at) => isOff(off, minute, days[at] as number));
    for (const workday of world.workdays) {
      const isHoliday = marked(minutes, workday.holidays, (off, minute, at) => isOff(off, minute, days[at] as number));
      isHoliday.forEach((is, at) => {
        if (is && workdayOn(world, agent, days[at] as number) === workday) this.closed[at] = 1;
      });
    }
    const taken = [...agent.busy, ...agent.bookings, ...agent.holds];
    this.busy = marked(minutes, taken, ({ start, end }, minute) => start <= minute && minute < end);
  }

  isOpen = ([from, until]: Range): boolean => every(from, until, (at) => this.works[at] === 1 && !this.closed[at]);

  /** Nothing busy in it, nor in the buffers around it. */
  isClear = ([from, until]: Range, { type }: World): boolean =>
    every(from - type.buffer_mins_before, until + type.buffer_mins_after, (at) => !this.busy[at]);
}

/** For each minute, whether it is in one of the times. */
function marked<T>(
  minutes: readonly number[],
  times: readonly T[],
  isInTime: (time: T, minute: number, at: number) => boolean,
): Marks {
  const marks = new Uint8Array(minutes.length);
  for (const time of times) {
    for (let at = 0; at < minutes.length; at++) if (isInTime(time, minutes[at] as number, at)) marks[at] = 1;
  }
  return marks;
}

const isIn = (ranges: readonly Range[], at: number) => ranges.some(([from, until]) => from <= at && at < until);

function every(from: number, until: number, holds: (at: number) => boolean): boolean {
  for (let at = from; at < until; at++) if (!holds(at)) return false;
  return true;
}

/** The hours that an agent has on a civil day, if there are any: those of the workday that they have then. */
function workdayOn({ workdays }: World, { past, workday }: WorldAgent, day: number) {
  const before = past.find(({ until }) => day < until);
  return workdays[before ? before.workday : workday];
}

function hoursOn(world: World, agent: WorldAgent, day: number): Hours | undefined {
  return hoursOf(workdayOn(world, agent, day)).findLast(({ from }) => from === undefined || from <= day);
}

/** Before its first hours a workday has none. */
function hoursOf(workday: WorldWorkday | undefined): readonly Hours[] {
  const [first] = workday?.versions ?? [];
  if (!workday || first?.from === undefined) return workday?.versions ?? [];
  const none = noHours.get(first) ?? { from: undefined, zone: first.zone, same: undefined, days: [], breaks: [] };
  noHours.set(first, none);
  return [none, ...workday.versions];
}

const noHours = new WeakMap<Hours, Hours>();

function isOff(off: Off, minute: number, day: number): boolean {
  const since = 'start' in off ? minute - off.start : day - off.firstDay;
  const again = (off.everyDays ?? Number.POSITIVE_INFINITY) * ('start' in off ? DAY : 1);
  const length = 'start' in off ? off.end - off.start : off.lastDay - off.firstDay + 1;
  return since >= 0 && (off.everyDays ? since % again : since) < length;
}

interface Duty {
  readonly range: Range;
  readonly breaks: readonly Range[];
}

/** Shifts, and the hours of the days on which none begins. */
function dutiesOf(
  world: World,
  agent: WorldAgent,
  minutes: readonly number[],
  clockOf: (zone: string) => Clock,
): Duty[] {
  const first = minutes[0] as number;
  const shifts = agent.shifts.map(({ start, end }): Range => [(start - first) / MINUTE, (end - first) / MINUTE]);
  const known = new Set<Range>();
  const duties = world.workdays.flatMap(hoursOf).flatMap((hours) => {
    const clock = clockOf(hours.zone);
    const days = clock.days.filter((day) => hoursOn(world, agent, day) === hours);
    return days.flatMap((day): Duty[] => {
      const own = shifts.filter(([from]) => clock.dayAt(from) === day);
      for (const shift of own) known.add(shift);
      if (own.length > 0) return own.map((range) => ({ range, breaks: breaksOf(hours, day, clock) }));
      const worked = hours.days[weekdayOf(day)];
      if (!worked?.works) return [];
      return [{ range: clock.rangeOf(day, hours.same ?? worked), breaks: breaksOf(hours, day, clock) }];
    });
  });
  // Who moves to a zone further west has hours that belong to no day of either workday.
  const between = shifts.filter((shift) => !known.has(shift)).map((range): Duty => ({ range, breaks: [] }));
  return [...duties, ...between];
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7;

/** The breaks of the day on which work begins, at their time on that day and on those that it runs into; one of them may be
 * a day that the zone skipped. */
function breaksOf({ breaks }: Hours, day: number, clock: Clock): Range[] {
  const own = breaks.filter(({ weekdays }) => weekdays.includes(weekdayOf(day)));
  return own.flatMap((one) => [0, 1, 2, 3].map((later) => clock.rangeOf(day + later, one)));
}

/** The slots that an agent could have, whatever the window and the notice. */
function slotsOf(world: World, agent: WorldAgent, minutes: AgentMinutes, clock: Clock): Range[] {
  const { type } = world;
  const kinds = [gridSlots, daySlots, customSlots];
  const slots = (kinds[type.duration_type] as typeof gridSlots)(world, minutes, clock);
  if (type.max_per_day === null) return slots;
  const first = agent.bookings.concat(agent.holds).map(({ start }) => wallClockAt(start, resolveZone(agent.zone)).day);
  const isFull = (day: number) => first.filter((one) => one === day).length >= (type.max_per_day as number);
  return slots.filter(([from]) => !isFull(clock.dayAt(from)));
}

/** On the step from the start of each stretch of working time. */
function gridSlots(world: World, minutes: AgentMinutes, { walls }: Clock): Range[] {
  const { duration_mins: duration, slot_step_mins } = world.type;
  const found: Range[] = [];
  let sinceStart = 0;
  for (let at = 0; at + duration <= walls.length; at++) {
    sinceStart = minutes.goesOn[at] ? sinceStart + 1 : 0;
    const slot: Range = [at, at + duration];
    const isOnStep = minutes.works[at] && sinceStart % (slot_step_mins ?? duration) === 0;
    if (isOnStep && minutes.isOpen(slot) && minutes.isClear(slot, world)) found.push(slot);
  }
  return found;
}

/** Whole days on end on each of which there is work, all of it open, and nothing busy. */
function daySlots(world: World, minutes: AgentMinutes, clock: Clock): Range[] {
  const isFree = (day: number) => {
    const [from, until] = clock.rangeOf(day, { start: 0, end: 0 });
    const isWhole = from > 0 && until < clock.walls.length;
    const closedWork = (at: number) => minutes.works[at] && minutes.closed[at];
    const works = minutes.works.slice(from, until).includes(1);
    return isWhole && works && every(from, until, (at) => !closedWork(at)) && minutes.isClear([from, until], world);
  };
  const count = world.type.duration_days;
  const { days } = clock;
  const free = days.map(isFree);
  return days
    .filter((_day, n) => free.slice(n, n + count).filter(Boolean).length === count)
    .map((day): Range => [clock.firstAt(day, 0), clock.firstAt(day + count, 0)]);
}

/** The named windows of each day, as they are. */
function customSlots(world: World, minutes: AgentMinutes, clock: Clock): Range[] {
  return clock.days
    .flatMap((day) =>
      world.type.customslots.map((slot) => clock.rangeOf(day, { start: slot.start_minute, end: slot.end_minute })),
    )
    .filter((slot) => slot[0] > 0 && slot[0] < slot[1] && slot[1] < clock.walls.length)
    .filter((slot) => minutes.isOpen(slot) && minutes.isClear(slot, world));
}
