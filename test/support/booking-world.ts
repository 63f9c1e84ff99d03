import { type CustomSlot, durationType } from '../../src/rooms/booking/schema.ts';
import { type Random, randomFrom } from './random.ts';

/** Random worlds to book in: everything that decides which times are offered, as the facts that people enter. Instants are
 * milliseconds on whole minutes, days are counted from 1970-01-01, times of the day are minutes. */

export interface World {
  readonly seed: number;
  readonly now: number;
  readonly window: Span;
  readonly type: WorldType;
  readonly workdays: readonly WorldWorkday[];
  readonly agents: readonly WorldAgent[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface WorldType {
  readonly duration_type: number;
  readonly duration_mins: number;
  readonly duration_days: number;
  readonly slot_step_mins: number | null;
  readonly max_per_day: number | null;
  readonly buffer_mins_before: number;
  readonly buffer_mins_after: number;
  readonly min_hours_advance: number;
  readonly max_days_advance: number;
  readonly customslots: readonly CustomSlot[];
}

export interface WorldWorkday {
  /** By their first days; the first one may have held since always. */
  readonly versions: readonly Hours[];
  readonly holidays: readonly Off[];
}

/** Working hours, from a civil day of their zone on. */
export interface Hours {
  readonly from: number | undefined;
  readonly zone: string;
  /** Of every day that is worked, where they are the same. */
  readonly same: Wall | undefined;
  /** Sunday first. */
  readonly days: readonly (Wall & { readonly works: boolean })[];
  readonly breaks: readonly (Wall & { readonly weekdays: readonly number[] })[];
}

/** Times of the day; an end that is not after the start is on the next day. */
export interface Wall {
  readonly start: number;
  readonly end: number;
}

/** Whole civil days, the last one included, or a time; once, or again every so many days (of the calendar of UTC). */
export type Off = ({ readonly firstDay: number; readonly lastDay: number } | Span) & {
  readonly everyDays?: number | undefined;
};

export interface Leave {
  readonly off: Off;
  readonly state: 'approved' | 'pending' | 'rejected';
}

export interface WorldAgent {
  readonly id: number;
  readonly zone: string;
  /** What they worked by before, each until a civil day: places in the list of workdays. */
  readonly past: readonly { readonly until: number; readonly workday: number }[];
  readonly workday: number;
  /** Whose it is: the agent's own, that of the main team, or the tenant's default (the first workday). */
  readonly workdayOf: 'agent' | 'team' | 'default';
  readonly shifts: readonly Span[];
  readonly leave: readonly Leave[];
  readonly busy: readonly Span[];
  /** In their calendar, but not busy. */
  readonly notBusy: readonly Span[];
  /** Of the booking type: they are busy, and count for the day. So do holds. */
  readonly bookings: readonly Span[];
  readonly holds: readonly Span[];
}

export const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;

/** Where clocks change, and when (UTC days); and an ordinary week. */
const changes: readonly (readonly [zone: string, ...days: string[]])[] = [
  ['Europe/London', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['America/Sao_Paulo', '2018-02-18', '2018-11-04'],
  ['Pacific/Apia', '2011-12-30', '2011-09-24'],
  ['Africa/Casablanca', '2026-02-15', '2026-03-22'],
  ['UTC', '2026-06-03'],
];
const zones = changes.map(([zone]) => zone);

/** The world of a seed. */
export function worldOf(seed: number): World {
  const random = randomFrom(seed);
  const [home, ...days] = random.pick(changes);
  const near = Date.parse(random.pick(days));
  const start = near + (random.below(4) - 2) * DAY + random.pick([0, random.below(1_440)]) * MINUTE;
  const window = {
    start,
    end: start + (random.below(10) < 1 ? 90 + random.below(600) : 1_000 + random.below(5_500)) * MINUTE,
  };
  const at = { random, home, window, most: random.pick([0, 1, 1, 2, 4]) };
  const workdays = Array.from({ length: 1 + random.below(2) }, () => workdayIn(at));
  const agents = Array.from({ length: 1 + random.below(3) }, (_, n) => agentIn(at, n + 2, workdays.length));
  const early = random.below(3) === 0;
  const now = early
    ? start - 2 * DAY
    : start + (random.below(4 * 1_440) - 3.7 * 1_440) * MINUTE + random.pick([0, 0, 1, 59_999]);
  return { seed, now, window, type: typeIn(at), workdays, agents };
}

interface Place {
  readonly random: Random;
  readonly home: string;
  readonly window: Span;
  /** Appointments of each kind. */
  readonly most: number;
}

const chance = (random: Random, percent: number) => random.below(100) < percent;
const some = <T>(random: Random, most: number, one: () => T): T[] =>
  Array.from({ length: random.below(most + 1) }, one);
const zoneIn = ({ random, home }: Place) => (chance(random, 70) ? home : random.pick(zones));

function workdayIn(place: Place): WorldWorkday {
  const { random, window } = place;
  const zone = zoneIn(place);
  const versions = [hoursIn(place, zone, chance(random, 5) ? dayIn(place) : undefined)];
  if (chance(random, 30)) {
    const from = Math.floor(window.start / DAY) + 1 + random.below(4);
    if (from > (versions[0]?.from ?? 0)) versions.push(hoursIn(place, zone, from));
  }
  return { versions, holidays: some(random, 1, () => offIn(place)) };
}

function hoursIn(place: Place, zone: string, from: number | undefined): Hours {
  const { random } = place;
  return {
    from,
    zone,
    same: chance(random, 50) ? wallIn(random) : undefined,
    days: Array.from({ length: 7 }, () => ({ works: chance(random, 92), ...wallIn(random) })),
    breaks: some(random, 2, () => breakIn(random)),
  };
}

/** Ordinary hours, nights, whole days from any hour, and anything. */
function wallIn(random: Random): Wall {
  const quarter = (from: number, hours: number) => (from * 60 + random.below(hours * 4) * 15) % 1_440;
  const kind = random.below(10);
  if (kind < 5) return { start: quarter(6, 5), end: quarter(14, 7) };
  if (kind < 7) return { start: quarter(19, 5), end: quarter(1, 7) };
  if (kind < 8) return { start: 0, end: 0 };
  const start = random.below(1_440);
  return { start, end: kind < 9 ? start : random.below(1_440) };
}

function breakIn(random: Random): Hours['breaks'][number] {
  const start = random.pick([12 * 60, 60 + random.below(150), random.below(1_440)]);
  const days = [0, 1, 2, 3, 4, 5, 6];
  return {
    start,
    end: (start + 5 + random.below(90)) % 1_440,
    weekdays: chance(random, 75) ? days : days.filter((day) => day === 1 || chance(random, 50)),
  };
}

const dayIn = ({ random, window }: Place) => Math.floor(window.start / DAY) - 2 + random.below(8);

function offIn(place: Place): Off {
  const { random } = place;
  const everyDays = chance(random, 30) ? random.pick([3, 5, 7]) : undefined;
  // What recurs may have begun long ago.
  const earlier = everyDays === undefined ? 0 : everyDays * random.below(4);
  if (chance(random, 40)) {
    const { start, end } = spanIn(place, 30, 600);
    return { start: start - earlier * DAY, end: end - earlier * DAY, everyDays };
  }
  const firstDay = dayIn(place) - earlier;
  return { firstDay, lastDay: firstDay + random.below(2), everyDays };
}

/** A time that begins in the window, or somewhat before. */
function spanIn({ random, window }: Place, least: number, most: number): Span {
  const minutes = (window.end - window.start) / MINUTE;
  const start = window.start + (random.below(minutes + 600) - 600) * MINUTE;
  return { start, end: start + (least + random.below(most - least)) * MINUTE };
}

function agentIn(place: Place, id: number, workdays: number): WorldAgent {
  const { random, most } = place;
  const moves = workdays > 1 && chance(random, 15);
  const workdayOf = moves ? 'agent' : random.pick(['agent', 'agent', 'team', 'default'] as const);
  const workday = workdayOf === 'default' ? 0 : random.below(workdays);
  return {
    id,
    zone: zoneIn(place),
    past: moves ? [{ until: dayIn(place), workday: 1 - workday }] : [],
    workday,
    workdayOf,
    shifts: chance(random, 30) ? some(random, 3, () => spanIn(place, 60, chance(random, 10) ? 2_880 : 720)) : [],
    leave: some(random, Math.min(most, 2), () => ({
      off: offIn(place),
      state: random.pick(['approved', 'pending', 'rejected'] as const),
    })),
    busy: some(random, most + 1, () => spanIn(place, 5, 240)),
    notBusy: some(random, 4, () => spanIn(place, 5, 600)),
    bookings: some(random, most, () => spanIn(place, 15, 120)),
    holds: some(random, most, () => spanIn(place, 15, 120)),
  };
}

function typeIn({ random }: Place): WorldType {
  const kind = random.pick([durationType.minutes, durationType.minutes, durationType.days, durationType.custom]);
  const minutes = random.pick([15, 30, 60, 60, 90, 5 + random.below(300)]);
  return {
    duration_type: kind,
    duration_mins: minutes,
    duration_days: random.pick([1, 1, 1, 2, 3]),
    slot_step_mins: random.pick([null, 15, 30, 60, 5 + random.below(120)]),
    max_per_day: chance(random, 25) ? 1 + random.below(3) : null,
    buffer_mins_before: chance(random, 40) ? random.below(90) : 0,
    buffer_mins_after: chance(random, 40) ? random.below(90) : 0,
    min_hours_advance: random.pick([-1, 0, random.below(48)]),
    max_days_advance: random.pick([-1, -1, 60, random.below(5)]),
    customslots: Array.from({ length: 1 + random.below(3) }, () => customSlotIn(random)),
  };
}

function customSlotIn(random: Random): CustomSlot {
  const start_minute = random.pick([540, 600, 780, 120, random.below(1_440)]);
  const end_minute = (start_minute + 15 + random.below(chance(random, 90) ? 240 : 1_425)) % 1_440;
  return { id: null, name: null, start_minute, end_minute, start_label: null, end_label: null };
}
