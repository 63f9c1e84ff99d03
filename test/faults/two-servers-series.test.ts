import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChildServer, type Home, makeHome, signIn, startChild } from '../support/child-server.ts';
import { isLong } from '../support/long.ts';

/** Two servers on one PostgreSQL make the occurrences of many masters at once, by the nightly job (at each start) and by
 * POST Generate, while one of them is killed and started again. ALMANAC_LONG=1 runs the full size. */
const masters = isLong ? 2_000 : 120;
const kills = isLong ? 5 : 2;
const milliseconds = isLong ? 60_000 : 6_000;
const horizonDays = 30;
const callsAtOnce = 25;

let home: Home;

beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => home.remove());

test('two servers make every occurrence exactly once, while one is killed again and again', {
  timeout: 300_000,
}, async () => {
  const environment = { ...home.environment, ALMANAC_HORIZON_DAYS: '1' };
  const early = await startChild({ ...home, environment });
  const ids = await makeMasters(early.url, await signIn(early.url));
  expect(await early.stop()).toBe(0);
  // From here on the horizon is a month away: everything is due.
  home.environment.ALMANAC_HORIZON_DAYS = String(horizonDays);
  const [one, other] = await Promise.all([startChild(home), startChild(home)]);
  const wrong: string[] = [];
  const end = Date.now() + milliseconds;
  let killed = other;
  const asking = [askUntil(end, () => one, ids, wrong), askUntil(end, () => killed, ids, wrong)];
  for (let kill = 0; kill < kills; kill++) {
    await progress(ids.length * 2 * (kill + 1), end);
    await killed.kill();
    killed = await startChild(home);
  }
  await Promise.all(asking);
  expect(wrong).toEqual([]);
  const left = await generateAll(one.url, ids);
  expect(left.filter((result) => result.error)).toEqual([]);
  await expectEveryOccurrenceOnce(ids);
  expect([await one.stop(), await killed.stop()]).toEqual([0, 0]);
});

interface Result {
  id: number;
  generated: number;
  existing: number;
  error?: string;
}

/** Daily masters that begin today, each of an agent of its own team of twenty, at a time of its own. */
async function makeMasters(url: string, token: string): Promise<number[]> {
  const people = Array.from({ length: 20 }, (_, n) => ({ name: `Agent ${n}`, email: `a${n}@x.example` }));
  const agents = ((await post(url, token, '/Agent', people)) as { id: number }[]).map((agent) => agent.id);
  const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  const bodies = Array.from({ length: masters }, (_, n) => {
    const start = today + Math.floor(n / agents.length) * 600_000;
    return {
      subject: `Series ${n}`,
      agent_id: agents[n % agents.length],
      start_date: new Date(start).toISOString(),
      end_date: new Date(start + 300_000).toISOString(),
      schedule: { rrule: 'FREQ=DAILY' },
    };
  });
  const ids: number[] = [];
  for (let from = 0; from < bodies.length; from += 100) {
    const rows = (await post(url, token, '/Appointment', bodies.slice(from, from + 100))) as { id: number }[];
    ids.push(...rows.map((row) => row.id));
  }
  return ids;
}

/** Asks whichever server there is; a server that dies breaks its connections, and nothing else may go wrong. */
async function askUntil(end: number, server: () => ChildServer, ids: number[], wrong: string[]): Promise<void> {
  for (let from = 0; Date.now() < end; from = (from + callsAtOnce) % ids.length) {
    const { url } = server();
    try {
      const results = await generate(url, await signIn(url), ids.slice(from, from + callsAtOnce));
      wrong.push(...results.filter((result) => result.error).map((result) => JSON.stringify(result)));
    } catch (error) {
      if (!isBroken(error)) wrong.push(String(error));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Waits until so many occurrences are there, or the time is over. */
async function progress(rows: number, end: number): Promise<void> {
  while (Date.now() < end && (await countChildren()) < rows) await new Promise((resolve) => setImmediate(resolve));
}

const isBroken = (error: unknown) => error instanceof TypeError;

async function generateAll(url: string, ids: number[]): Promise<Result[]> {
  const token = await signIn(url);
  const results: Result[] = [];
  for (let from = 0; from < ids.length; from += 500)
    results.push(...(await generate(url, token, ids.slice(from, from + 500))));
  return results;
}

const generate = (url: string, token: string, ids: number[]) =>
  post(url, token, '/Appointment/Generate', ids) as Promise<Result[]>;

async function post(url: string, token: string, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (response.status >= 400) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

async function countChildren(): Promise<number> {
  return (await queried('select count(*)::int as n from appointment where master_id is not null'))[0].n;
}

/** Each day of each series once, none left out; a master whose time of day is before the present one has a day more. */
async function expectEveryOccurrenceOnce(ids: number[]): Promise<void> {
  const rows = await queried(
    `select count(*)::int as masters, bool_and(n = days and n = span) as "eachDayOnce", min(n)::int as least,
       max(n)::int as most
     from (select count(*) as n, count(distinct original_start::date) as days,
         max(original_start::date) - min(original_start::date) + 1 as span
       from appointment where master_id is not null and not deleted group by master_id) one`,
  );
  expect(rows[0]).toEqual({
    masters: ids.length,
    eachDayOnce: true,
    least: expect.any(Number),
    most: expect.any(Number),
  });
  expect(rows[0].least).toBeGreaterThanOrEqual(horizonDays);
  expect(rows[0].most).toBeLessThanOrEqual(horizonDays + 1);
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
async function queried(statement: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: home.environment.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}
