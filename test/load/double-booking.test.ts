import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Received, type Sending, sendAtOnce } from '../support/at-once.ts';
import { randomFrom } from '../support/random.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let token: string;
let agents: number[];

beforeAll(async () => {
  server = await startTestServer();
  token = await server.tokenFor(server.adminId);
  const people = Array.from({ length: 21 }, (_, n) => ({ name: `Agent ${n}`, email: `a${n}@x.example` }));
  agents = (await server.api('POST', '/Agent', people)).body.map((agent: { id: number }) => agent.id);
});
afterAll(() => server.close());

test('of 1,000 creations of one hour at once over 100 connections exactly one wins', async () => {
  const agentId = agents.pop() as number;
  const body = [{ subject: 'Mine', start_date: hour(1), end_date: hour(2), agents: [{ id: agentId }] }];
  const requests = Array.from({ length: 1_000 }, () => ({ method: 'POST', path: '/Appointment', token, body }));
  const answers = await sendAtOnce(server.url, requests, 100);
  expect(countBy(answers.map((answer) => answer.status))).toEqual({ 201: 1, 409: 999 });
  const refusals = answers.filter((answer) => answer.status === 409).map((answer) => JSON.parse(answer.text).Message);
  expect(refusals.filter((message) => message.startsWith('CODE:EVE01'))).toHaveLength(999);
  const { body: list } = await server.api('GET', `/Appointment?agents=${agentId}`);
  expect(list.record_count).toBe(1);
});

test('500 random creations, moves, deletions and reassignments at once leave no double booking', async () => {
  const random = randomFrom(20_261_123);
  const ids = await firstAppointments();
  const requests = Array.from({ length: 500 }, () => anything(random, ids));
  const answers = await sendAtOnce(server.url, requests, 50);
  const statuses = countBy(answers.map((answer) => answer.status));
  expect(
    Object.keys(statuses).every((status) => ['200', '201', '404', '409'].includes(status)),
    told(answers),
  ).toBe(true);
  // The mix must have met itself: something was accepted, something refused.
  expect(statuses[201]).toBeGreaterThan(50);
  expect(statuses[409]).toBeGreaterThan(50);
  expect(await doubleBookings()).toEqual([]);
});

test('a double booking, if there were one, would be found', async () => {
  const agentId = agents[0];
  await server.database.pool.query('alter table appointment drop constraint appointment_clash');
  await server.database.pool.query(
    `insert into appointment (tenant_id, agent_id, starts_at, ends_at, created_by, date_created, last_modified, busy)
     select $1, $2, timestamptz '2001-01-01Z' + n * interval '30 min', timestamptz '2001-01-01 01:00Z' + n * interval '30 min',
       $3, now(), now(), true
     from generate_series(0, 1) as n`,
    [server.tenantId, agentId, server.adminId],
  );
  expect(await doubleBookings()).toHaveLength(1);
});

/** Two busy rows of one agent may overlap only when the one saved later was forced. */
async function doubleBookings(): Promise<unknown[]> {
  const { rows } = await server.database.pool.query(
    `select earlier.id as earlier, later.id as later
     from appointment earlier join appointment later on later.tenant_id = earlier.tenant_id
       and later.agent_id = earlier.agent_id and later.save_no > earlier.save_no
       and tstzrange(later.starts_at, later.ends_at) && tstzrange(earlier.starts_at, earlier.ends_at)
     where earlier.busy and later.busy and not later.forced`,
  );
  return rows;
}

async function firstAppointments(): Promise<number[]> {
  const rows = agents.flatMap((id) =>
    Array.from({ length: 5 }, (_, n) => ({
      subject: 'First',
      start_date: hour(2 * n),
      end_date: hour(2 * n + 1),
      agents: [{ id }],
    })),
  );
  const answer = await server.api('POST', '/Appointment', rows);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.map((row: { id: number }) => row.id);
}

type Random = ReturnType<typeof randomFrom>;

/** One request of the mix. Hours are few, so that many want the same. */
function anything(random: Random, ids: number[]): Sending {
  const id = random.pick(ids);
  const start = random.below(12);
  const times = { start_date: hour(start), end_date: hour(start + 1 + random.below(2)) };
  const force = random.below(8) === 0 ? { _force: true } : {};
  const someone = { agents: [{ id: random.pick(agents) }] };
  const post = (element: object): Sending => ({
    method: 'POST',
    path: '/Appointment',
    token,
    body: [{ ...element, ...force }],
  });
  switch (random.below(6)) {
    case 0:
      return { method: 'DELETE', path: `/Appointment/${id}`, token };
    case 1:
      return post({ id, ...times });
    case 2:
      return post({ id, ...someone });
    case 3:
      return post({ id, ...times, ...someone });
    default:
      return post({ subject: 'New', ...times, ...someone });
  }
}

function hour(n: number): string {
  return new Date(Date.UTC(2026, 4, 4, 8 + n)).toISOString().slice(0, 19);
}

function countBy(values: number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function told(answers: Received[]): string {
  return JSON.stringify(answers.find(({ status }) => ![200, 201, 404, 409].includes(status)));
}
