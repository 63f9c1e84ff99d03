import { DAY, MINUTE, type World, type WorldAgent, worldOf } from './booking-world.ts';
import { type Random, randomFrom } from './random.ts';

/** Random weeks of an agent: working hours, shifts, holidays and leave are those of a world (booking-world.ts); entries,
 * marked times and the way of reading are added here. Instants are milliseconds on whole seconds. */

export interface AgentWeek {
  readonly seed: number;
  readonly now: number;
  readonly world: World;
  readonly agent: WorldAgent;
  /** Civil days, from 1970-01-01. */
  readonly days: readonly number[];
  /** How the reading is cut: a zone by its name, or minutes west of Greenwich; undefined: by the agent's own clock. */
  readonly reading: string | number | undefined;
  readonly entries: readonly Entry[];
  /** `start_time` and `end_time` of stored days. */
  readonly marked: ReadonlyMap<number, { readonly start?: number; readonly end?: number }>;
  /** What the times of working hours lie on: minutes, or rarely seconds. */
  readonly grain: number;
}

export interface Entry {
  readonly isBreak: boolean;
  readonly start: number;
  /** Undefined: running. */
  readonly end: number | undefined;
  /** Hours that were said; undefined: as long as it lasts. */
  readonly timetaken: number | undefined;
  readonly traveltime: number | undefined;
  readonly chargeRate: number;
}

const SECOND = 1_000;
/** Of the charge rates of a week's tenant the lookup says of this one that nobody pays it. */
export const unpaidRate = 3;

/** The week of a seed. */
export function weekOf(seed: number): AgentWeek {
  const world = worldOf(seed);
  const random = randomFrom(seed + 77_777_777);
  const grain = random.below(150) === 0 ? SECOND : MINUTE;
  const agent = grain === SECOND ? onSeconds(world.agents[0] as WorldAgent, random) : (world.agents[0] as WorldAgent);
  const firstDay = Math.floor(world.window.start / DAY) - random.below(3);
  const days = Array.from({ length: 7 }, (_, n) => firstDay + n);
  const start = firstDay * DAY;
  const now = start + random.below(9 * 86_400) * SECOND;
  const reading = random.pick([
    ...[undefined, undefined, undefined, 0, 240, -330, -720],
    ...['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'],
  ]);
  const entries = Array.from({ length: random.below(16) }, () => entryIn(random, start));
  if (random.below(3) === 0) entries.push(runningIn(random, now));
  return { seed, now, world, agent, days, reading, entries, marked: markedIn(random, days), grain };
}

/** Shifts and timed leave that begin and end at any second. */
function onSeconds(agent: WorldAgent, random: Random): WorldAgent {
  const moved = ({ start, end }: { start: number; end: number }) => ({
    start: start + random.below(60) * SECOND,
    end: end + random.below(60) * SECOND,
  });
  return {
    ...agent,
    shifts: agent.shifts.map(moved),
    busy: agent.busy.map(moved),
    leave: agent.leave.map((one) => ('start' in one.off ? { ...one, off: moved(one.off) } : one)),
  };
}

function entryIn(random: Random, weekStart: number): Entry {
  const day = random.below(9) - 1;
  // Evenings now and then, so that enough of them last over midnight somewhere.
  const second = random.below(4) === 0 ? 79_200 + random.below(10_000) : random.below(86_400);
  const start = weekStart + day * DAY + second * SECOND;
  const [least, most] = random.pick([
    ...[[900, 14_400] as const, [60, 7_200] as const, [900, 14_400] as const],
    ...[[1, 60] as const, [30_000, 86_400] as const, [0, 1] as const],
  ]);
  const lasts = least + random.below(most - least);
  return {
    ...kindIn(random),
    start,
    end: start + lasts * SECOND,
    timetaken: random.below(4) === 0 ? random.below(2_400) / 100 : undefined,
  };
}

function kindIn(random: Random): Pick<Entry, 'isBreak' | 'traveltime' | 'chargeRate'> {
  const isBreak = random.below(4) === 0;
  const chargeRate = isBreak ? 0 : random.pick([0, 1, 2, unpaidRate]);
  return { isBreak, traveltime: !isBreak && random.below(5) === 0 ? random.below(300) / 100 : undefined, chargeRate };
}

function runningIn(random: Random, now: number): Entry {
  const start = now - random.below(random.pick([3_600, 80_000])) * SECOND;
  return { ...kindIn(random), start, end: undefined, timetaken: undefined };
}

function markedIn(random: Random, days: readonly number[]): AgentWeek['marked'] {
  const marked = new Map<number, { start?: number; end?: number }>();
  for (const day of days) {
    if (random.below(4) > 0) continue;
    const start = day * DAY + (6 * 3_600 + random.below(14_400)) * SECOND;
    const end = start + (6 * 3_600 + random.below(20_000)) * SECOND;
    marked.set(day, random.pick([{ start, end }, { start, end }, { start }, { end }]));
  }
  return marked;
}
