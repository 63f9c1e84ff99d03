import { Temporal } from 'temporal-polyfill';
import { type AgentWeek, type Entry, unpaidRate } from './agent-week.ts';
import { DAY, type Hours, MINUTE, type Off, type Span, type World, type WorldAgent } from './booking-world.ts';

/** The figures of a week again, written from the contract (behaviour 4, 5 and 7) and from nothing else: a walk over every
 * minute of working time and every second of what was entered. What a clock shows is asked of temporal-polyfill. */

export interface SlowDay {
  readonly day: number;
  /** Hours. */
  readonly target: number;
  readonly actual: number;
  readonly break: number;
  readonly allowedBreak: number;
  readonly unlogged: number;
  readonly percentage: number;
  readonly chargeable: number;
  readonly work: number;
  readonly estimatedStart: number | undefined;
  readonly estimatedEnd: number | undefined;
  readonly leave: number;
  readonly booked: number;
}

const SECOND = 1_000;
const HOUR = 60 * MINUTE;
const QUARTER = 15 * MINUTE;
/** Days around the week that are looked at: a shift may last two, and a break of it begins on any of them. */
const AROUND = 5;

export function slowWeek(week: AgentWeek): SlowDay[] {
  const reading = new Clock(week.reading ?? week.agent.zone);
  // Targets are those of the agent's days; how it is read changes only which entries a day has.
  const work = new WorkWalk(week, new Clock(week.agent.zone));
  const parts = week.entries.map((entry) => partsOf(entry, reading, week.now));
  return week.days.map((day) => {
    const own = parts.map((byDay) => byDay.get(day) ?? { hours: 0, first: undefined, last: undefined });
    return slowDay(week, day, own, work);
  });
}

function slowDay(week: AgentWeek, day: number, parts: readonly Part[], work: WorkWalk): SlowDay {
  const sumOf = (isCounted: (entry: Entry) => boolean) =>
    parts.reduce((sum, part, n) => (isCounted(week.entries[n] as Entry) ? sum + part.hours : sum), 0);
  const target = work.hoursOn(day, 'open');
  const actual = sumOf(({ isBreak }) => !isBreak);
  const breaks = sumOf(({ isBreak }) => isBreak);
  const times = parts.flatMap(({ first, last }) => (first === undefined || last === undefined ? [] : [first, last]));
  const [first, last] = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [undefined, undefined];
  const { start, end } = week.marked.get(day) ?? {};
  const span = start !== undefined && end !== undefined ? end - start : (last ?? 0) - (first ?? 0);
  const planned = work.spanOn(day);
  return {
    day,
    target,
    actual,
    break: breaks,
    allowedBreak: work.hoursOn(day, 'rest'),
    unlogged: Math.max(0, target - actual),
    percentage: target > 0 ? (100 * actual) / target : actual > 0 ? 100 : 0,
    chargeable: sumOf(({ isBreak, chargeRate }) => !isBreak && chargeRate > 0 && chargeRate !== unpaidRate),
    work: span / HOUR - breaks,
    estimatedStart: first ?? planned?.start,
    estimatedEnd: last ?? planned?.end,
    leave: work.hoursOn(day, 'leave'),
    booked: week.agent.busy.reduce((sum, time) => sum + work.hoursOn(day, 'open', time), 0),
  };
}

/** What a clock shows; no zone has changed its clocks within a quarter of an hour in the years that are looked at. */
class Clock {
  private readonly zone: string | number;
  private readonly offsets = new Map<number, number>();
  private quarter = Number.NaN;
  private offset = 0;

  constructor(zone: string | number) {
    this.zone = zone;
  }

  /** Milliseconds of wall time since 1970-01-01. */
  shows(instant: number): number {
    const quarter = Math.floor(instant / QUARTER);
    if (quarter !== this.quarter) {
      this.quarter = quarter;
      this.offset = this.offsets.get(quarter) ?? offsetIn(this.zone, quarter);
      this.offsets.set(quarter, this.offset);
    }
    return instant + this.offset;
  }

  dayAt = (instant: number): number => Math.floor(this.shows(instant) / DAY);
}

/** Of a quarter of an hour. Where both ends of 4 hours have the same offset, all between have it: no zone changes its clocks
 * twice in that time. */
function offsetIn(zone: string | number, quarter: number): number {
  if (typeof zone === 'number') return -zone * MINUTE;
  const block = Math.floor(quarter / 16) * 16;
  const before = offsetAt(zone, block * QUARTER);
  return before === offsetAt(zone, (block + 16) * QUARTER) ? before : offsetAt(zone, quarter * QUARTER);
}

function offsetAt(zone: string, instant: number): number {
  const key = `${zone} ${instant}`;
  const known = asked.get(key);
  if (known !== undefined) return known;
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
  asked.set(key, offset);
  return offset;
}

const asked = new Map<string, number>();

interface Part {
  readonly hours: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** What each day has of an entry: its time taken, with the journey, shared by the seconds of it that are on the day. */
function partsOf(entry: Entry, reading: Clock, now: number): Map<number, Part> {
  const { start, traveltime = 0 } = entry;
  const end = entry.end ?? Math.max(start, now);
  const hours = (entry.timetaken ?? (end - start) / HOUR) + traveltime;
  if (start === end) return new Map([[reading.dayAt(start), { hours, first: start, last: start }]]);
  const seen = new Map<number, { day: number; seconds: number; first: number; last: number }>();
  let part = { day: Number.NaN, seconds: 0, first: start, last: start };
  for (let at = start; at < end; at += SECOND) {
    const day = reading.dayAt(at);
    if (day !== part.day) part = seen.get(day) ?? { day, seconds: 0, first: at, last: at };
    if (part.seconds === 0) seen.set(day, part);
    part.seconds += 1;
    part.last = at + SECOND;
  }
  const share = (seconds: number) => (hours * seconds * SECOND) / (end - start);
  return new Map([...seen].map(([day, { seconds, first, last }]) => [day, { hours: share(seconds), first, last }]));
}

type Range = readonly [from: number, until: number];

/** An agent's working time, moment by moment; a moment is a minute, or a second where the times need it. */
class WorkWalk {
  private readonly first: number;
  private readonly count: number;
  private readonly grain: number;
  /** On duty in this moment, breaks included. */
  private readonly duty: Uint8Array;
  /** On duty and not in a break. */
  private readonly works: Uint8Array;
  private readonly holidays: Uint8Array;
  private readonly leave: Uint8Array;
  /** The day of the agent. */
  private readonly days: Int32Array;
  private readonly walls = new Map<string, Float64Array>();

  constructor({ world, agent, days, grain }: AgentWeek, own: Clock) {
    this.grain = grain;
    this.first = ((days[0] as number) - AROUND) * DAY;
    this.count = ((days.length + 2 * AROUND) * DAY) / grain;
    this.days = Int32Array.from({ length: this.count }, (_, at) => own.dayAt(this.first + at * grain));
    this.duty = new Uint8Array(this.count);
    this.works = new Uint8Array(this.count);
    for (const { range, breaks } of this.dutiesOf(world, agent)) {
      for (let at = Math.max(range[0], 0); at < Math.min(range[1], this.count); at++) {
        this.duty[at] = 1;
        if (!breaks.some(([from, until]) => from <= at && at < until)) this.works[at] = 1;
      }
    }
    this.holidays = this.marked(agent, (day) => world.workdays[workdayOn(agent, day)]?.holidays ?? []);
    const approved = agent.leave.filter(({ state }) => state === 'approved').map(({ off }) => off);
    this.leave = this.marked(agent, () => approved);
  }

  /** Hours of a day, or of a time of it: open = working time less what is closed; leave = working time that leave alone
   * takes away; rest = breaks of who is on duty. */
  hoursOn(day: number, what: 'open' | 'leave' | 'rest', within?: Span): number {
    const counts = (at: number) => {
      if (what === 'rest') return this.duty[at] && !this.works[at];
      return this.works[at] && !this.holidays[at] && (what === 'leave') === (this.leave[at] === 1);
    };
    let moments = 0;
    for (let at = 0; at < this.count; at++) {
      if (this.days[at] !== day || !counts(at)) continue;
      const instant = this.first + at * this.grain;
      if (!within || (within.start <= instant && instant < within.end)) moments += 1;
    }
    return (moments * this.grain) / HOUR;
  }

  /** From the first moment of work on a day to its last, holidays or not. */
  spanOn(day: number): Span | undefined {
    let [start, end]: (number | undefined)[] = [];
    for (let at = 0; at < this.count; at++) {
      const instant = this.first + at * this.grain;
      if (this.days[at] !== day || !this.works[at]) continue;
      start ??= instant;
      end = instant + this.grain;
    }
    return start === undefined || end === undefined ? undefined : { start, end };
  }

  private wallsOf(zone: string): Float64Array {
    const known = this.walls.get(zone);
    if (known) return known;
    const clock = new Clock(zone);
    const walls = Float64Array.from({ length: this.count }, (_, at) => clock.shows(this.first + at * this.grain));
    this.walls.set(zone, walls);
    return walls;
  }

  /** The first moment that shows a time (milliseconds of wall time), or where the clock skips it, the next that exists. */
  private firstAt(zone: string, wall: number): number {
    const walls = this.wallsOf(zone);
    let at = 0;
    while (at < walls.length && (walls[at] as number) < wall) at++;
    return at;
  }

  private rangeOf(zone: string, day: number, { start, end }: { start: number; end: number }): Range {
    const until = end > start ? end : end + 1_440;
    return [this.firstAt(zone, day * DAY + start * MINUTE), this.firstAt(zone, day * DAY + until * MINUTE)];
  }

  private placeOf = (instant: number) => Math.round((instant - this.first) / this.grain);

  /** Shifts, and the hours of the days on which none begins. */
  private dutiesOf(world: World, agent: WorldAgent): { range: Range; breaks: Range[] }[] {
    const shifts = agent.shifts.map(({ start, end }): Range => [this.placeOf(start), this.placeOf(end)]);
    const firstDay = Math.floor(this.first / DAY);
    const days = Array.from({ length: (this.count * this.grain) / DAY }, (_, n) => firstDay + n);
    const known = new Set<Range>();
    const zones = new Set(world.workdays.flatMap(({ versions }) => versions.map(({ zone }) => zone)));
    const duties = [...zones].flatMap((zone) => {
      const shiftDay = ([from]: Range) => Math.floor((this.wallsOf(zone)[from] ?? 0) / DAY);
      return days.flatMap((day) => {
        const hours = hoursOn(world, agent, day);
        if (hours?.zone !== zone) return [];
        const breaks = this.breaksOf(hours, day);
        const own = shifts.filter((shift) => shiftDay(shift) === day);
        for (const shift of own) known.add(shift);
        if (own.length > 0) return own.map((range) => ({ range, breaks }));
        const worked = hours.days[weekdayOf(day)];
        return worked?.works ? [{ range: this.rangeOf(zone, day, hours.same ?? worked), breaks }] : [];
      });
    });
    // Who moves to a zone further west has hours that belong to no day of either workday.
    const between = shifts.filter((shift) => !known.has(shift)).map((range) => ({ range, breaks: [] }));
    return [...duties, ...between];
  }

  /** The breaks of the day on which work begins, at their time on that day and on those that it runs into. */
  private breaksOf({ breaks, zone }: Hours, day: number): Range[] {
    const own = breaks.filter(({ weekdays }) => weekdays.includes(weekdayOf(day)));
    return own.flatMap((one) => [0, 1, 2, 3].map((later) => this.rangeOf(zone, day + later, one)));
  }

  /** The moments in what is off, by the agent's own calendar. */
  private marked(agent: WorldAgent, offOn: (day: number) => readonly Off[]): Uint8Array {
    const walls = this.wallsOf(agent.zone);
    return Uint8Array.from({ length: this.count }, (_, at) => {
      const day = Math.floor((walls[at] as number) / DAY);
      return offOn(day).some((off) => isOff(off, this.first + at * this.grain, day)) ? 1 : 0;
    });
  }
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7;

const workdayOn = ({ past, workday }: WorldAgent, day: number) =>
  past.find(({ until }) => day < until)?.workday ?? workday;

/** The hours that hold on a civil day; before its first ones a workday has only the clock and shifts. */
function hoursOn(world: World, agent: WorldAgent, day: number): Hours | undefined {
  const versions = world.workdays[workdayOn(agent, day)]?.versions ?? [];
  const held = versions.findLast(({ from }) => from === undefined || from <= day);
  const [first] = versions;
  return held ?? (first && { from: undefined, zone: first.zone, same: undefined, days: [], breaks: [] });
}

function isOff(off: Off, instant: number, day: number): boolean {
  return 'start' in off ? off.start <= instant && instant < off.end : off.firstDay <= day && day <= off.lastDay;
}
