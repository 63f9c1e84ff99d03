import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'almanac-start-'));
let running: Started | undefined;
afterEach(() => running?.child.kill('SIGKILL'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  child: ChildProcess;
  url: string;
  /** What it printed until it was ready. */
  printed: string;
  exit: Promise<number | null>;
}

/** What `npm start` runs, on a free port. */
async function start(environment: Record<string, string> = {}): Promise<Started> {
  const env = { ...process.env, PORT: '0', ALMANAC_DATA_DIR: folder, DATABASE_URL: '', ...environment };
  const child = spawn(process.execPath, ['scripts/start.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let printed = '';
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const ready = /^almanac ready (http:\S+)$/m.exec(printed)?.[1];
      if (ready) resolve(ready);
    });
    exit.then((code) => reject(new Error(`ended with ${code}: ${complaints}`)));
  });
  running = { child, url, printed, exit };
  return running;
}

test('the first start makes up what it needs and prints it; a sign-in with it works; two SIGTERMs end it with 0', async () => {
  const server = await start();
  const id = /API client id: (\S+)/.exec(server.printed)?.[1] ?? '';
  const secret = /API client secret: (\S+)/.exec(server.printed)?.[1] ?? '';
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const answer = await fetch(`${server.url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  expect(answer.status).toBe(200);
  server.child.kill('SIGTERM');
  server.child.kill('SIGTERM');
  expect(await server.exit).toBe(0);
});

test('the next start has the data, prints no secret, and answers what it began before it stops', async () => {
  const server = await start();
  expect(server.printed).not.toContain('First start');
  const request = http.request(`${server.url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 24 },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    request.once('response', (response) => resolve(response.resume().statusCode));
    request.once('error', reject);
  });
  request.write('grant_type=');
  await until(async () => /in_flight 2/.test(await (await fetch(`${server.url}/metrics`)).text()));
  server.child.kill('SIGTERM');
  await until(async () =>
    fetch(`${server.url}/healthz`).then(
      (answer) => answer.status === 503,
      () => true,
    ),
  );
  request.end('refresh_token');
  expect(await answered).toBe(400);
  expect(await server.exit).toBe(0);
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}
