import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../src/kernel/auth/secret.ts';
import { type Received, sendAtOnce } from '../support/at-once.ts';
import { monday, type Published, publish } from '../support/published.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { newVisitor } from '../support/visitor.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '1000000' });
  server.clock.now = monday;
});
afterAll(() => server.close());

/** Each of these times asked for by a customer of its own, all at once, through the form of the page. */
async function book({ key }: Published, slots: readonly string[]): Promise<Received[]> {
  const visitor = newVisitor(server);
  const csrf = (await visitor.get(`/book/${key}`)).forms.at(-1)?.fields.csrf as string;
  const headers = {
    cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const requests = slots.map((slot, n) => {
    const fields = { csrf, slot, form: newSecret(), name: `Customer ${n}`, email: `c${n}@example.org` };
    const raw = new URLSearchParams(fields).toString();
    return { method: 'POST', path: `/book/${key}/details`, token: '', raw, headers };
  });
  return sendAtOnce(server.url, requests, 100);
}

const count = (answers: Received[], status: number) => answers.filter((answer) => answer.status === status).length;

async function booked({ agentIds }: Published): Promise<string[]> {
  const { body } = await server.api('GET', `/Appointment?agents=${agentIds.join()}`);
  return body.appointments.map((row: { agent_id: number; start_date: string }) => `${row.agent_id} ${row.start_date}`);
}

test('of 1,000 customers who send the form for one time of one agent at once exactly one has it', async () => {
  const visit = await publish(server);
  const answers = await book(visit, Array(1_000).fill('2026-11-24T09:00:00Z'));
  expect([count(answers, 303), count(answers, 409)]).toEqual([1, 999]);
  for (const { status, text } of answers) if (status === 409) expect(text).toContain('type="radio"');
  expect(await booked(visit)).toHaveLength(1);
}, 600_000);

test('of 1,000 customers over ten times of a team of ten exactly 100 have one, and nobody is booked twice', async () => {
  const visit = await publish(server, { duration_mins: 45 }, 10);
  const times = Array.from({ length: 10 }, (_, n) => Date.parse('2026-11-24T09:00:00Z') + n * 45 * 60_000);
  const slots = Array.from(
    { length: 1_000 },
    (_, n) => `${new Date(times[n % 10] as number).toISOString().slice(0, 19)}Z`,
  );
  const answers = await book(visit, slots);
  expect([count(answers, 303), count(answers, 409)]).toEqual([100, 900]);
  const rows = await booked(visit);
  expect([rows.length, new Set(rows).size]).toEqual([100, 100]);
}, 600_000);
