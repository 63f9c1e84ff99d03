import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome, signIn, startChild } from '../support/child-server.ts';

/** `almanac worker` as a process of its own. */

let home: Home;

beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => home.remove());

test('a server without a worker leaves the queue to almanac worker, which stops when asked', async () => {
  const quiet = { ...home, environment: { ...home.environment, ALMANAC_WORKER: 'false' } };
  const server = await startChild(quiet);
  const startdate = new Date(Date.now() + 2_000).toISOString();
  const [row] = await send(server.url, 'POST', '/Schedule', [{ subject: 'Alone', startdate, recurrencepattern: 0 }]);
  const worker = startWorker();
  if (home.engine === 'pglite') {
    // The embedded database admits one process at a time.
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain('almanac worker: ');
  } else {
    const statuses = async () => (await occurrences(server.url, row?.id)).map(({ status }) => status);
    await expect.poll(statuses, { timeout: 60_000, interval: 200 }).toEqual([2, 0]);
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  }
  expect(await server.stop()).toBe(0);
});

function startWorker() {
  const child: ChildProcess = spawn(process.execPath, ['scripts/almanac.js', 'worker'], {
    env: { PATH: process.env.PATH, ...home.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, ended, output: () => output };
}

type Row = Record<string, unknown>;

async function send(url: string, method: string, path: string, body?: unknown): Promise<Row[]> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${await signIn(url)}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Row | Row[];
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return [answer].flat();
}

async function occurrences(url: string, scheduleId: unknown): Promise<Row[]> {
  const [answer] = await send(url, 'GET', `/ScheduleOccurrence?schedule_id=${scheduleId}`);
  return (answer as { occurrences: Row[] }).occurrences;
}
