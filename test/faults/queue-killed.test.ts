import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ChildServer, type Home, makeHome, signIn, startChild } from '../support/child-server.ts';
import { isLong } from '../support/long.ts';

/** The run queue of scheduled tickets under power cuts: everything falls due at one moment, and the servers that make it
 * (two on one PostgreSQL; the embedded database has one) are killed while they do. ALMANAC_LONG=1 is the full measure. */
const occurrences = isLong ? 2_000 : 150;
const kills = isLong ? 5 : 2;
/** Time to save all schedules before they fall due. */
const leadMilliseconds = isLong ? 90_000 : 12_000;
const agents = 20;

let home: Home;
let token: string;

beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => home.remove());

test(`of ${occurrences} due occurrences each is made exactly once, though servers are killed ${kills} times`, {
  timeout: 300_000,
}, async () => {
  const servers = await startAll(home.engine === 'postgres' ? 2 : 1);
  token = await signIn((servers[0] as ChildServer).url);
  const withAgent = await saveSchedules(servers[0] as ChildServer);
  const doneAtKill: number[] = [];
  // A new server takes seconds to start on a busy machine; the next kill of the other one must not wait for it.
  const restarts: Promise<void>[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const enough = (occurrences * kill) / (kills + 2);
    await vi.waitFor(async () => expect(await countDone(servers)).toBeGreaterThanOrEqual(enough), waiting);
    const victim = kill % servers.length;
    await restarts[victim];
    doneAtKill.push(await countDone(servers));
    await servers[victim]?.kill();
    restarts[victim] = startChild(home).then((child) => {
      servers[victim] = child;
    });
    // Somebody must be there to go on.
    await restarts[(victim + 1) % servers.length];
  }
  await Promise.all(restarts);
  await vi.waitFor(async () => expect(await countDone(servers)).toBe(occurrences), waiting);
  const [server] = servers as [ChildServer];
  const made = await rows(server, '/ScheduleOccurrence', 'occurrences');
  const tickets = await rows(server, '/Tickets', 'tickets');
  const appointments = await rows(server, '/Appointment', 'appointments');
  expect(notOnce(made.map((row) => row.result_id as number))).toEqual([]);
  expect(made).toHaveLength(occurrences);
  expect(notOnce(tickets.map((row) => row.summary as string))).toEqual([]);
  expect(tickets).toHaveLength(occurrences);
  expect(notOnce(appointments.map((row) => row.ticket_id as number))).toEqual([]);
  expect(appointments).toHaveLength(withAgent);
  for (const one of servers) expect(await one.stop()).toBe(0);
  // The kills must have hit something.
  expect(doneAtKill.filter((done) => done < occurrences).length).toBeGreaterThan(kills / 2);
});

test('one that was made twice would be noticed', () => {
  expect(notOnce([1, 2, 3, 2])).toEqual([2]);
});

const waiting = { timeout: 200_000, interval: 50 };

async function startAll(count: number): Promise<ChildServer[]> {
  const servers: ChildServer[] = [];
  for (let index = 0; index < count; index++) servers.push(await startChild(home));
  return servers;
}

type Row = Record<string, unknown>;

async function send(url: string, method: string, path: string, body?: unknown): Promise<Row | Row[]> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Row | Row[];
}

/** Each occurs once; a tenth of them have an agent, and so make an appointment, too.
 * @returns how many do */
async function saveSchedules({ url }: ChildServer): Promise<number> {
  const people = Array.from({ length: agents }, (_, n) => ({ name: `Agent ${n}`, email: `agent${n}@desk.example` }));
  const saved = (await send(url, 'POST', '/Agent', people)) as Row[];
  const startdate = new Date(Date.now() + leadMilliseconds).toISOString();
  const schedules = Array.from({ length: occurrences }, (_, n) => ({
    subject: `Occurrence ${n}`,
    startdate,
    recurrencepattern: 0,
    rangeofrecurrence: 1,
    endafteramount: 1,
    ...(n % 10 === 0 && { agentid: saved[(n / 10) % agents]?.id, hours: 0.25 }),
  }));
  for (let start = 0; start < occurrences; start += 100) {
    await send(url, 'POST', '/Schedule', schedules.slice(start, start + 100));
  }
  expect(Date.now(), 'all schedules are saved before they fall due').toBeLessThan(Date.parse(startdate));
  return schedules.filter((schedule) => 'agentid' in schedule).length;
}

/** As a server that lives tells. */
async function countDone(servers: ChildServer[]): Promise<number> {
  const [{ url }] = servers.filter((server) => server.process.exitCode === null) as [ChildServer];
  const answer = (await send(url, 'GET', '/ScheduleOccurrence?status=2&count=1')) as Row;
  return answer.record_count as number;
}

async function rows({ url }: ChildServer, path: string, key: string): Promise<Row[]> {
  return ((await send(url, 'GET', path)) as Row)[key] as Row[];
}

function notOnce(values: (number | string)[]): (number | string)[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
