import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendAtOnce } from '../support/at-once.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let token: string;
let agents: number[];

beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor(server.adminId);
  const people = Array.from({ length: 11 }, (_, n) => ({ name: `Agent ${n}`, email: `a${n}@x.example` }));
  agents = (await server.api('POST', '/Agent', people)).body.map((agent: { id: number }) => agent.id);
});
afterAll(() => server.close());

test('of 1,000 bookings of one slot of one agent at once one wins, and 999 are told what is free', async () => {
  const agent = agents.pop() as number;
  const type = await bookingType({ agents: [agent] });
  const answers = await sendAtOnce(
    server.url,
    Array.from({ length: 1_000 }, () => booking(type, hour(9))),
    100,
  );
  expect(countBy(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 999 });
  const refusals = answers.filter(({ status }) => status === 409).map(({ text }) => JSON.parse(text));
  for (const { alternatives } of refusals) {
    expect(alternatives).toHaveLength(5);
    expect(alternatives.map(({ startdate }: { startdate: string }) => startdate)).not.toContain(hour(9));
  }
  const [{ alternatives }] = refusals;
  const next = await server.api('POST', '/Appointment/Booking', booking(type, alternatives[0].startdate).body);
  expect(next.status, next.text).toBe(201);
});

test.each([
  ['least booked', 1],
  ['round robin', 2],
])(
  '1,000 bookings at once over a team of 10 with 10 free slots each: exactly 100 succeed (%s)',
  async (_name, assignment) => {
    const type = await bookingType({ agents, assignment });
    const from = assignment === 1 ? 5 : 6;
    // 9:00 to 17:30 and back again at half the length: ten slots of 45 minutes fit.
    const starts = Array.from({ length: 10 }, (_, n) =>
      new Date(Date.UTC(2031, 4, from, 9, 45 * n)).toISOString().slice(0, 19),
    );
    const requests = Array.from({ length: 1_000 }, (_, n) => booking(type, starts[n % 10] as string));
    const answers = await sendAtOnce(server.url, requests, 100);
    expect(countBy(answers.map(({ status }) => status))).toEqual({ 201: 100, 409: 900 });
    const taken = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text));
    const places = taken.map(({ bookedResourceId, start_date }) => `${bookedResourceId} ${start_date}`);
    expect(new Set(places).size).toBe(100);
    expect(Object.values(countBy(taken.map(({ bookedResourceId }) => bookedResourceId)))).toEqual(Array(10).fill(10));
  },
);

async function bookingType(values: object): Promise<number> {
  const answer = await server.api('POST', '/BookingType', [{ name: 'Visit', duration_mins: 45, ...values }]);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}

function booking(bookingtype_id: number, start_date: string) {
  return {
    method: 'POST',
    path: '/Appointment/Booking',
    token,
    body: { bookingtype_id, start_date, booking_name: 'Jo' },
  };
}

const hour = (n: number) => `2031-05-05T${String(n).padStart(2, '0')}:00:00`;

function countBy(values: number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
