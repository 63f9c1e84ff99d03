import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingOf } from '../../../test/support/booking.ts';
import type { Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { formatInZone } from '../../kernel/time/iso.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';

/** The days on which the clocks change, in the zone of who is booked and of the customer who asks. */

let server: TestServer;
let desk: ReturnType<typeof bookingOf>;
beforeAll(async () => {
  server = await startTestServer();
  desk = bookingOf(server);
});
afterAll(() => server.close());

let agents = 0;

/** A booking type of half an hour of one agent who works such hours on every day. */
async function typeOf(zone: string, hours: { start: string; end: string }): Promise<Row> {
  agents += 1;
  const every = { incsaturday: true, incsunday: true };
  const times = { start: `1901-01-01T${hours.start}:00`, end: `1901-01-01T${hours.end}:00` };
  const workday = await desk.calendar.thing('/Workday', { name: 'Hours', timezone: zone, ...times, ...every });
  const agent = await desk.calendar.thing('/Agent', {
    name: `Agent ${agents}`,
    email: `clock${agents}@desk.example`,
    timezone: zone,
    workday_id: workday.id,
  });
  return desk.bookingType({ agents: [agent.id], duration_mins: 30 });
}

/** Starts of the slots of a civil day on the clock of a customer, as instants. */
async function startsOn(type: Row, date: string, timezone: string): Promise<number[]> {
  const next = new Date(Date.parse(date) + DAY).toISOString().slice(0, 10);
  const query = { bookingtype_id: type.id, start_date: `${date}T00:00:00`, end_date: `${next}T00:00:00`, timezone };
  const answer = await desk.ask(query);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.map(({ startdate }: Row) => Date.parse(`${startdate}Z`));
}

const wall = (instant: number, zone: string) => formatInZone(instant, resolveZone(zone)).slice(11, 16);
const halfHours = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n * 30 * MINUTE);

/** What the whole day has: its first instant, how many half hours, and which walls are missing or shown twice. */
describe.each<[zone: string, date: string, midnight: string, count: number, missing: string[], twice: string[]]>([
  ['Europe/London', '2026-03-29', '2026-03-29T00:00Z', 46, ['01:00', '01:30'], []],
  ['Europe/London', '2026-10-25', '2026-10-24T23:00Z', 50, [], ['01:00', '01:30']],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00Z', 46, ['02:00', '02:30'], []],
  ['America/New_York', '2026-11-01', '2026-11-01T04:00Z', 50, [], ['01:00', '01:30']],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30Z', 47, ['02:00'], []],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z', 49, [], ['01:30']],
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z', 46, ['00:00', '00:30'], []],
  ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00Z', 50, [], ['23:00', '23:30']],
])('%s on %s', (zone, date, midnight, count, missing, twice) => {
  const first = Date.parse(midnight);
  const day = halfHours(first, count);
  beforeAll(() => {
    server.clock.now = first - 3 * DAY;
  });

  test('who works around the clock is offered every half hour, none missing and none twice', async () => {
    const type = await typeOf(zone, { start: '00:00', end: '00:00' });
    const starts = await startsOn(type, date, zone);
    expect(starts).toEqual(day);
    const walls = starts.map((start) => wall(start, zone));
    const all = Array.from({ length: 48 }, (_, n) => wall(n * 30 * MINUTE, 'UTC'));
    expect(all.filter((one) => !walls.includes(one))).toEqual(missing);
    expect(walls.filter((one, n) => walls.indexOf(one) !== n)).toEqual(twice);
  });

  test('office hours are the same on the wall; each slot is booked once', async () => {
    const type = await typeOf(zone, { start: '09:00', end: '11:00' });
    const starts = await startsOn(type, date, zone);
    expect(starts.map((start) => wall(start, zone))).toEqual(['09:00', '09:30', '10:00', '10:30']);
    const [start] = starts;
    const booking = { bookingtype_id: type.id, start_date: new Date(start as number).toISOString() };
    expect((await server.api('POST', '/Appointment/Booking', booking)).status).toBe(201);
    expect((await server.api('POST', '/Appointment/Booking', booking)).status).toBe(409);
    expect(await startsOn(type, date, zone)).toEqual(starts.slice(1));
  });

  test('in a night the hours are those that pass, also the one that is shown twice', async () => {
    const type = await typeOf(zone, { start: '22:00', end: '06:00' });
    const from = date === '2018-02-17' ? first + 22 * HOUR : first - 2 * HOUR;
    // The change is in the night before, or on São Paulo's autumn day in the one after.
    const length = 16 + (count - 48);
    const query = { bookingtype_id: type.id, start_date: iso(from - HOUR), end_date: iso(from + 12 * HOUR) };
    const { body } = await desk.ask(query);
    expect(body.map(({ startdate }: Row) => Date.parse(`${startdate}Z`))).toEqual(halfHours(from, length));
  });

  test('a customer elsewhere sees the same instants, and one of the zone the whole day of an agent elsewhere', async () => {
    const here = await typeOf(zone, { start: '00:00', end: '00:00' });
    const around = [-1, 0, 1].map((days) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10));
    for (const customer of ['UTC', 'Asia/Kolkata', 'America/Los_Angeles']) {
      const starts: number[] = [];
      for (const one of around) starts.push(...(await startsOn(here, one, customer)));
      const seen = starts.filter((start) => day.includes(start));
      // Kolkata is half an hour off, which is on the grid.
      expect(seen).toEqual(day);
      expect(new Set(starts).size).toBe(starts.length);
    }
    const elsewhere = await typeOf('UTC', { start: '00:00', end: '00:00' });
    expect(await startsOn(elsewhere, date, zone)).toEqual(day);
  });
});

const iso = (instant: number) => new Date(instant).toISOString();
