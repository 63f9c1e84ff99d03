import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE, type Span, type World, worldOf } from '../../../test/support/booking-world.ts';
import type { Row, Values } from '../../../test/support/calendar.ts';
import { isLong, LONG_TIME } from '../../../test/support/long.ts';
import { type Random, randomFrom } from '../../../test/support/random.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { type SlowSlot, slowOffer } from '../../../test/support/slow-booking.ts';
import { writeWorld } from '../../../test/support/world-writer.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import { formatInZone } from '../../kernel/time/iso.ts';
import { localToInstant, wallClockAt } from '../../kernel/time/local.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { placeHold } from './hold-sql.ts';
import { longestSlot } from './offer-rules.ts';
import { untilSettled } from './place-sql.ts';
import { bookingTypeById } from './type-sql.ts';

/** Random worlds, entered through the API, are offered and booked as a slow reading of the contract says. A failure names
 * its seed: ALMANAC_SEED looks at that world first. */
const worlds = isLong ? 300 : 4;
const firstSeed = Number(process.env.ALMANAC_SEED ?? (isLong ? Date.now() % 1_000_000_000 : 1));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test(
  `${worlds} random worlds: what is offered is right and can be booked, and nothing else can`,
  LONG_TIME,
  async () => {
    const met = { booked: 0, refused: 0, held: 0 };
    for (let seed = firstSeed; seed < firstSeed + worlds; seed++) {
      const desk = await enter(seed);
      await desk.offerIsRight();
      met.held += await desk.hold();
      await desk.offerIsRight();
      for (let n = 0; n < 3; n++) met.booked += await desk.bookOffered();
      for (let n = 0; n < 5; n++) met.refused += await desk.bookAnything();
      await desk.offerIsRight();
    }
    expect(Math.min(met.booked, met.refused, met.held)).toBeGreaterThan(worlds / 4);
  },
);

/** A world that is written down, and what happens to it. */
async function enter(seed: number) {
  const random = randomFrom(seed);
  const empty = worldOf(seed);
  const agents = empty.agents.map((agent) => ({ ...agent, bookings: [], holds: [] }));
  const assignment = random.pick([0, 1, 2]);
  const written = await writeWorld(server, { ...empty, agents }, { assignment });
  const { type } = written;
  let { world } = written;

  /** The agent's time is taken from now on. */
  function take(id: number, what: 'bookings' | 'holds', { start, end }: Span) {
    const after = world.agents.map((one) => (one.id === id ? { ...one, [what]: [...one[what], { start, end }] } : one));
    world = { ...world, agents: after };
  }

  async function offerIsRight() {
    expect({ seed, slots: await ask(type, world, random) }).toEqual({ seed, slots: slowOffer(world).map(shown) });
  }

  async function hold(): Promise<number> {
    const slots = slowOffer(world);
    if (slots.length === 0) return 0;
    const { start, end, resources } = random.pick(slots);
    const stored = await bookingTypeById(server.database.pool, server.tenantId, type.id);
    const asked = {
      token: `world ${seed}`,
      start,
      end,
      now: world.now,
      resources: { agents: [random.pick(resources)] },
    };
    const held = await untilSettled(() =>
      transaction(server.database, (connection) => placeHold(connection, server.tenantId, stored as never, asked)),
    );
    expect([held.slot.start, held.slot.end, held.resource.id]).toEqual([start, end, asked.resources.agents[0]]);
    take(held.resource.id, 'holds', held.slot);
    return 1;
  }

  async function bookOffered(): Promise<number> {
    const slots = slowOffer(world);
    if (slots.length === 0) return 0;
    const slot = random.pick(slots);
    await book(slot, assignment === 0 || random.below(2) === 0 ? random.pick(slot.resources) : undefined);
    await offerIsRight();
    return 1;
  }

  async function book(slot: SlowSlot, agent: number | undefined) {
    const answer = await post(type, slot, agent);
    expect([seed, answer.status], answer.text).toEqual([seed, 201]);
    expect(agent === undefined ? slot.resources : [agent]).toContain(answer.body.bookedResourceId);
    expect([instantOf(answer.body.start_date), instantOf(answer.body.end_date)]).toEqual([slot.start, slot.end]);
    take(answer.body.bookedResourceId, 'bookings', slot);
  }

  /** Near what is offered, and anywhere: refused unless it would have been offered. */
  async function bookAnything(): Promise<number> {
    const { start, end } = world.window;
    const near = slowOffer(world).map((slot) => slot.start + (random.below(21) - 10) * MINUTE);
    const anywhere = start + random.below((end - start) / MINUTE) * MINUTE;
    const at = random.below(2) === 0 && near.length > 0 ? random.pick(near) : anywhere;
    const agent = assignment === 0 || random.below(2) === 0 ? random.pick(world.agents).id : undefined;
    const own = slowOffer(world, { start: at, end: at + longestSlot(world.type) }).find(
      (slot) => slot.start === at && (agent === undefined || slot.resources.includes(agent)),
    );
    if (own) {
      await book(own, agent);
      return 0;
    }
    const before = await countRows();
    const answer = await post(type, { start: at }, agent);
    expect([seed, at, answer.status], answer.text).toEqual([seed, at, 409]);
    expect(answer.body.code).toBe('slot-not-free');
    expect(await countRows()).toEqual(before);
    for (const { startdate, enddate, resources } of answer.body.alternatives) {
      const slot = {
        start: instantOf(startdate),
        end: instantOf(enddate),
        resources: resources.map((one: Row) => one.id),
      };
      const free = slowOffer(world, slot).find((one) => one.start === slot.start && one.end === slot.end);
      expect({ seed, free: slot.resources }).toEqual({
        seed,
        free: free?.resources.filter((id) => agent === undefined || id === agent),
      });
    }
    return 1;
  }

  return { offerIsRight, hold, bookOffered, bookAnything };
}

const shown = ({ start, end, resources }: SlowSlot) => `${wire(start)} ${wire(end)} ${resources.join()}`;
const wire = (instant: number) => new Date(instant).toISOString().slice(0, 19);
const instantOf = (text: string) => Date.parse(`${text}Z`);

/** GET /Appointment/Booking, at times in UTC or on the clock of a customer. */
async function ask(type: Row, world: World, random: Random): Promise<string[]> {
  const zone = resolveZone(world.agents[0]?.zone ?? 'UTC');
  const { start, end } = world.window;
  const isLocal = random.below(2) === 0 && [start, end].every((instant) => isPlain(instant, zone));
  const times = isLocal
    ? { timezone: zone.name, start_date: local(start, zone), end_date: local(end, zone) }
    : { start_date: `${wire(start)}Z`, end_date: `${wire(end)}Z` };
  const query = new URLSearchParams({ bookingtype_id: String(type.id), ...times });
  const answer = await server.api('GET', `/Appointment/Booking?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.map(
    ({ startdate, enddate, resources }: Row) => `${startdate} ${enddate} ${resources.map((one: Row) => one.id).join()}`,
  );
}

type Zone = ReturnType<typeof resolveZone>;
const local = (instant: number, zone: Zone) => formatInZone(instant, zone).slice(0, 19);

/** Its wall time is shown once. */
function isPlain(instant: number, zone: Zone): boolean {
  const { day, time } = wallClockAt(instant, zone);
  return localToInstant(day, time, zone) === instant;
}

function post(type: Row, { start, end }: { start: number; end?: number }, agent: number | undefined) {
  const body: Values = { bookingtype_id: type.id, start_date: `${wire(start)}Z`, booking_name: 'Jo' };
  if (end !== undefined) body.end_date = `${wire(end)}Z`;
  if (agent !== undefined) body.agent_id = agent;
  return server.api('POST', '/Appointment/Booking', body);
}

async function countRows(): Promise<unknown> {
  const { rows } = await server.database.pool.query(
    'select (select count(*) from appointment) as appointments, (select count(*) from booking) as bookings',
  );
  return rows[0];
}
