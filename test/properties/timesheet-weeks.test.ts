import { describe, expect, test } from 'vitest';
import { type AgentWeek, unpaidRate, weekOf } from '../support/agent-week.ts';
import { MINUTE } from '../support/booking-world.ts';
import { isLong, LONG_TIME } from '../support/long.ts';
import { slowWeek } from '../support/slow-timesheet.ts';
import { figuresIn, forecastIn } from '../support/week-facts.ts';
import { differences, type Figures, wireFigures } from '../support/week-figures.ts';

/** The measure of timesheets: every figure of random weeks of agents is that of a slow reading of the contract, to the
 * second. What fails is named by its seed: `ALMANAC_SEED=123` looks at that week first. */
const weeks = isLong ? 5_000 : 150;
const firstSeed = Number(process.env.ALMANAC_SEED ?? (isLong ? Date.now() % 1_000_000_000 : 1));
const seeds = Array.from({ length: weeks }, (_, n) => firstSeed + n);

/** All that the contract names, in hours, percent and instants. */
function quickly(week: AgentWeek): Figures[] {
  const forecasts = forecastIn(week);
  return figuresIn(week).map((day, n) => {
    const { booked, leave, free } = forecasts[n] as (typeof forecasts)[number];
    const { automatic_break_hours: _none, ...figures } = day;
    return { ...figures, booked_hours: booked, leave_hours: leave, free_hours: free };
  });
}

const slowly = (week: AgentWeek): Figures[] => slowWeek(week).map(wireFigures);

test(`in ${weeks} random weeks every figure is that of a slow reading of the contract`, LONG_TIME, () => {
  let hours = 0;
  for (const seed of seeds) {
    const week = weekOf(seed);
    const slow = slowly(week);
    const wrong = differences(quickly(week), slow);
    if (wrong.length > 0) expect({ seed, wrong }).toEqual({ seed, wrong: [] });
    hours += slow.reduce((sum, day) => sum + Math.min(day.target_hours ?? 0, day.actual_hours ?? 0), 0);
  }
  // Weeks without work would prove nothing.
  expect(hours).toBeGreaterThan(weeks * 5);
});

describe('the check would notice', () => {
  const entries = (change: (entry: AgentWeek['entries'][0]) => object) => (week: AgentWeek) => ({
    ...week,
    entries: week.entries.map((entry) => ({ ...entry, ...change(entry) })),
  });
  const agent = (change: (agent: AgentWeek['agent']) => object) => (week: AgentWeek) => ({
    ...week,
    agent: { ...week.agent, ...change(week.agent) },
  });
  const workdays = (change: (one: AgentWeek['world']['workdays'][0]) => object) => (week: AgentWeek) => ({
    ...week,
    world: { ...week.world, workdays: week.world.workdays.map((one) => ({ ...one, ...change(one) })) },
  });

  test.each<[what: string, fault: (week: AgentWeek) => AgentWeek]>([
    ['breaks', entries(() => ({ isBreak: false }))],
    ['said hours', entries(() => ({ timetaken: undefined }))],
    ['journeys', entries(() => ({ traveltime: undefined }))],
    [
      'rates that nobody pays',
      entries(({ chargeRate }) => ({ chargeRate: chargeRate === unpaidRate ? 1 : chargeRate })),
    ],
    ['running entries', (week) => ({ ...week, entries: week.entries.filter(({ end }) => end !== undefined) })],
    ['the present', (week) => ({ ...week, now: week.now + MINUTE })],
    ['how it is read', (week) => ({ ...week, reading: 'UTC' })],
    ['the zone of the agent', agent(() => ({ zone: 'UTC' }))],
    ['marked times', (week) => ({ ...week, marked: new Map() })],
    ['shifts', agent(() => ({ shifts: [] }))],
    ['approved leave', agent(({ leave }) => ({ leave: leave.filter(({ state }) => state !== 'approved') }))],
    ['leave that waits', agent(({ leave }) => ({ leave: leave.map((one) => ({ ...one, state: 'approved' })) }))],
    ['an earlier workday', agent(() => ({ past: [] }))],
    ['appointments', agent(() => ({ busy: [] }))],
    ['public holidays', workdays(() => ({ holidays: [] }))],
    ['hours from a day on', workdays(({ versions }) => ({ versions: versions.slice(0, 1) }))],
    [
      'breaks of the workday',
      workdays(({ versions }) => ({ versions: versions.map((hours) => ({ ...hours, breaks: [] })) })),
    ],
  ])('a room that did not know of %s', (_what, fault) => {
    const noticed = seedsOfFaults.find((seed) => {
      const week = weekOf(seed);
      return differences(quickly(fault(week)), quickly(week)).length > 0;
    });
    // That the rules and the slow reading agree is the test above: what differs from one differs from the other.
    const week = weekOf(noticed ?? 0);
    expect(differences(quickly(fault(week)), slowly(week))).not.toEqual([]);
  });
});

const seedsOfFaults = Array.from({ length: 500 }, (_, n) => n + 1);
