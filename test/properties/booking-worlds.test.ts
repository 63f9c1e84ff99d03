import { describe, expect, test } from 'vitest';
import { longestSlot } from '../../src/rooms/booking/offer-rules.ts';
import { DAY, MINUTE, type Span, type World, type WorldAgent, worldOf } from '../support/booking-world.ts';
import { isLong, LONG_TIME } from '../support/long.ts';
import { randomFrom } from '../support/random.ts';
import { slowOffer } from '../support/slow-booking.ts';
import { offeredIn } from '../support/world-facts.ts';

/** The measure of booking: what is offered in random worlds is what a slow reading of the contract offers. What fails is
 * named by its seed: `ALMANAC_SEED=123` looks at that world first. */
const worlds = isLong ? 20_000 : 200;
const firstSeed = Number(process.env.ALMANAC_SEED ?? (isLong ? Date.now() % 1_000_000_000 : 1));
const seeds = Array.from({ length: worlds }, (_, n) => firstSeed + n);

interface Shown extends Span {
  readonly resources: readonly number[];
}

const text = ({ start, end, resources }: Shown) =>
  `${new Date(start).toISOString().slice(0, 16)} ${(end - start) / MINUTE} minutes: ${resources.join()}`;
const isSame = (one: readonly Shown[], other: readonly Shown[]) =>
  one.length === other.length && one.every((slot, n) => text(slot) === text(other[n] as Shown));

test(`in ${worlds} random worlds the times offered are those of a slow reading of the contract`, LONG_TIME, () => {
  const offered = [0, 0, 0];
  for (const seed of seeds) {
    const world = worldOf(seed);
    const slots = offeredIn(world);
    const slow = slowOffer(world);
    if (!isSame(slots, slow)) expect({ seed, slots: slots.map(text) }).toEqual({ seed, slots: slow.map(text) });
    offered[world.type.duration_type] = (offered[world.type.duration_type] ?? 0) + slots.length;
  }
  // A generator of worlds without free time would prove nothing.
  expect(Math.min(...offered)).toBeGreaterThan(worlds / 20);
});

/** A booking looks at the time of its own slot only, not at the window that was asked for. */
test(`whatever is offered in ${worlds} random worlds can be booked, and nothing else can`, LONG_TIME, () => {
  for (const seed of seeds) {
    const world = worldOf(seed);
    const random = randomFrom(seed);
    const slots = offeredIn(world);
    for (const slot of slots.length > 0 ? [random.pick(slots), random.pick(slots), random.pick(slots)] : []) {
      expect({ seed, slot: bookable(world, slot).map(text) }).toEqual({ seed, slot: [text(slot)] });
    }
    const { start, end } = world.window;
    const last = end - longestSlot(world.type);
    for (let tries = 0; tries < 20 && start < last; tries++) {
      const at = start + random.below((last - start) / MINUTE) * MINUTE;
      const expected = slots.filter((slot) => slot.start === at);
      const found = offeredIn(world, ownWindow(world, at)).filter((slot) => slot.start === at);
      expect({ seed, slots: found.map(text) }).toEqual({ seed, slots: expected.map(text) });
    }
  }
});

const ownWindow = ({ type }: World, start: number): Span => ({ start, end: start + longestSlot(type) });
const bookable = (world: World, { start, end }: Span) =>
  offeredIn(world, ownWindow(world, start)).filter((slot) => slot.start === start && slot.end === end);

describe('the check would notice', () => {
  const agents = (change: (agent: WorldAgent) => Partial<WorldAgent>) => (world: World) => ({
    ...world,
    agents: world.agents.map((agent) => ({ ...agent, ...change(agent) })),
  });
  const type = (change: Partial<World['type']>) => (world: World) => ({ ...world, type: { ...world.type, ...change } });
  const hours = (change: Partial<World['workdays'][0]['versions'][0]>) => (world: World) => ({
    ...world,
    workdays: world.workdays.map((one) => ({
      ...one,
      versions: one.versions.map((version) => ({ ...version, ...change })),
    })),
  });
  const later = (times: readonly Span[]) => times.map(({ start, end }) => ({ start, end: end - MINUTE }));

  test.each<[what: string, fault: (world: World) => World]>([
    ['breaks', hours({ breaks: [] })],
    ['breaks of some weekdays only', (world) => everyBreakDaily(world)],
    ['the zone of the hours', hours({ zone: 'UTC' })],
    ['different hours on each day', hours({ same: { start: 540, end: 1_020 } })],
    ['hours from a day on', (world) => firstVersions(world)],
    ['an earlier workday', agents(() => ({ past: [] }))],
    ['shifts in place of the hours', agents(() => ({ shifts: [] }))],
    ['public holidays', (world) => ({ ...world, workdays: world.workdays.map((one) => ({ ...one, holidays: [] })) })],
    ['pending leave', agents(({ leave }) => ({ leave: leave.filter(({ state }) => state !== 'pending') }))],
    ['approved leave', agents(({ leave }) => ({ leave: leave.filter(({ state }) => state !== 'approved') }))],
    ['rejected leave', agents(({ leave }) => ({ leave: leave.map((one) => ({ ...one, state: 'pending' })) }))],
    ['appointments', agents(() => ({ busy: [] }))],
    ['the last minute of an appointment', agents(({ busy }) => ({ busy: later(busy) }))],
    ['holds', agents(() => ({ holds: [] }))],
    ['what is not busy', agents(({ busy, notBusy }) => ({ busy: [...busy, ...notBusy] }))],
    ['the buffer before', type({ buffer_mins_before: 0 })],
    ['the buffer after', type({ buffer_mins_after: 0 })],
    ['the notice', type({ min_hours_advance: -1 })],
    ['the furthest day', type({ max_days_advance: -1 })],
    ['the daily limit', type({ max_per_day: null })],
    ['the step', type({ slot_step_mins: null })],
    ['the number of days', type({ duration_days: 1 })],
    ['the zone of who is booked', agents(() => ({ zone: 'UTC' }))],
    ['the present', (world) => ({ ...world, now: world.now - DAY })],
  ])('an engine that did not know of %s', (_what, fault) => {
    const noticed = Array.from({ length: 1_500 }, (_, n) => n + 1).find((seed) => {
      const world = worldOf(seed);
      return !isSame(offeredIn(fault(world)), offeredIn(world));
    });
    // That the engine and the slow reading agree is the test above: what differs from one differs from the other.
    const world = worldOf(noticed ?? 0);
    expect(offeredIn(fault(world)).map(text)).not.toEqual(slowOffer(world).map(text));
  });
});

function everyBreakDaily(world: World): World {
  const weekdays = [0, 1, 2, 3, 4, 5, 6];
  return {
    ...world,
    workdays: world.workdays.map((one) => ({
      ...one,
      versions: one.versions.map((hours) => ({
        ...hours,
        breaks: hours.breaks.map((rest) => ({ ...rest, weekdays })),
      })),
    })),
  };
}

function firstVersions(world: World): World {
  return { ...world, workdays: world.workdays.map((one) => ({ ...one, versions: one.versions.slice(0, 1) })) };
}
