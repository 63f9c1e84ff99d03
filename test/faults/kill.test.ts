import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChildServer, type Home, makeHome, signIn, startChild } from '../support/child-server.ts';
import { isLong } from '../support/long.ts';
import { randomFrom } from '../support/random.ts';

/** Power cuts: the server is killed while it writes, four times (ALMANAC_LONG=1: twenty), and asked afterwards what it kept. */
const kills = isLong ? 20 : 4;
const writers = 6;
const arrayLength = 5;

let home: Home;

beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => home.remove());

/** One POST: the subjects of its rows, and whether the server said that they are saved. */
interface Post {
  subjects: string[];
  answered: boolean;
}

test('whatever was answered with success is there after kill -9, and no array is torn', {
  timeout: 300_000,
}, async () => {
  const random = randomFrom(20_261_123);
  const posts: Post[] = [];
  let server = await startChild(home);
  let token = await signIn(server.url);
  const agents = await makeAgents(server.url, token);
  for (let round = 0; round < kills; round++) {
    // Killed after so many answers, with others on their way.
    await writeUntilKilled({ server, token, agents, round, posts, killAfter: 5 + random.below(40) });
    server = await startChild(home);
    token = await signIn(server.url);
    const kept = await subjectsKept(server.url, token);
    expect(lost(posts, kept), `lost in round ${round}`).toEqual([]);
    expect(torn(posts, kept), `torn in round ${round}`).toEqual([]);
  }
  expect(await server.stop()).toBe(0);
  // The kills must have hit something: some posts were cut off.
  expect(posts.filter((post) => !post.answered).length).toBeGreaterThan(kills / 2);
});

test('a lost row and a torn array would be noticed', () => {
  const posts = [
    { subjects: ['a'], answered: true },
    { subjects: ['b', 'c'], answered: false },
  ];
  expect(lost(posts, new Set(['b', 'c']))).toEqual(['a']);
  expect(torn(posts, new Set(['a', 'b']))).toEqual([['b', 'c']]);
});

interface Round {
  server: ChildServer;
  token: string;
  agents: number[];
  round: number;
  posts: Post[];
  killAfter: number;
}

/** Every writer has an agent of its own and goes on through time, so that nothing clashes. */
async function writeUntilKilled({ server, token, agents, round, posts, killAfter }: Round): Promise<void> {
  let answers = 0;
  let killed: Promise<void> | undefined;
  const write = async (agentId: number, writer: number) => {
    for (let n = 0; !killed; n++) {
      const length = n % 2 === 0 ? 1 : arrayLength;
      const subjects = Array.from({ length }, (_, index) => `${round}/${writer}/${n}/${index}`);
      const post: Post = { subjects, answered: false };
      posts.push(post);
      const rows = subjects.map((subject, index) => ({ subject, ...slot(round, n, index), agents: [{ id: agentId }] }));
      post.answered = await accepted(server.url, token, rows);
      if (post.answered) answers += 1;
      if (answers >= killAfter) killed ??= server.kill();
    }
  };
  await Promise.all(agents.map(write));
  await killed;
}

/** @returns false when the connection broke; anything but success and that is a mistake. */
async function accepted(url: string, token: string, rows: object[]): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/Appointment`, { method: 'POST', headers, body: JSON.stringify(rows) }).catch(
    () => undefined,
  );
  if (!response) return false;
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return true;
}

function slot(round: number, n: number, index: number): { start_date: string; end_date: string } {
  const start = Date.UTC(2026, 0, 1 + round * 50) + (n * arrayLength + index) * 600_000;
  const text = (instant: number) => new Date(instant).toISOString().slice(0, 19);
  return { start_date: text(start), end_date: text(start + 600_000) };
}

async function makeAgents(url: string, token: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const people = Array.from({ length: writers }, (_, n) => ({ name: `Writer ${n}`, email: `w${n}@x.example` }));
  const response = await fetch(`${url}/Agent`, { method: 'POST', headers, body: JSON.stringify(people) });
  return ((await response.json()) as { id: number }[]).map((agent) => agent.id);
}

async function subjectsKept(url: string, token: string): Promise<Set<string>> {
  const response = await fetch(`${url}/Appointment`, { headers: { authorization: `Bearer ${token}` } });
  const { appointments, record_count } = (await response.json()) as {
    record_count: number;
    appointments: { subject: string }[];
  };
  expect(appointments).toHaveLength(record_count);
  return new Set(appointments.map((row) => row.subject));
}

function lost(posts: Post[], kept: Set<string>): string[] {
  return posts.filter((post) => post.answered).flatMap((post) => post.subjects.filter((subject) => !kept.has(subject)));
}

function torn(posts: Post[], kept: Set<string>): string[][] {
  return posts
    .map((post) => post.subjects)
    .filter((subjects) => new Set(subjects.map((subject) => kept.has(subject))).size > 1);
}
