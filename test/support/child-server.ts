import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, testAdmin, testClient } from './server.ts';

/** The server as people run it: a process of its own, on a folder or a PostgreSQL database that outlives it. */
export interface ChildServer {
  url: string;
  process: ChildProcess;
  /** Everything it wrote. */
  output(): string;
  /** Ends it without warning, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end.
   * @returns its exit code */
  stop(): Promise<number | null>;
}

/** Where a child server keeps its data: what `npm start` reads from the environment. */
export interface Home {
  engine: 'pglite' | 'postgres';
  environment: Record<string, string>;
  remove(): Promise<void>;
}

/** An empty home of the engine under test. */
export async function makeHome(): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-home-'));
  const base = process.env.ALMANAC_TEST_DATABASE_URL;
  const database = base ? await createDatabase(base) : undefined;
  return {
    engine: database ? 'postgres' : 'pglite',
    environment: {
      PORT: '0',
      ALMANAC_DATA_DIR: join(folder, 'data'),
      ALMANAC_LOG_LEVEL: 'error',
      ALMANAC_CLIENT_ID: testClient.id,
      ALMANAC_CLIENT_SECRET: testClient.secret,
      ALMANAC_ADMIN_EMAIL: testAdmin.email,
      ALMANAC_ADMIN_PASSWORD: testAdmin.password,
      ...(database && { DATABASE_URL: database.url }),
    },
    remove: async () => {
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @throws Error with what it wrote, when it ends before it is ready. */
export async function startChild(home: Home): Promise<ChildServer> {
  const child = spawn(process.execPath, ['scripts/start.js'], {
    env: { PATH: process.env.PATH, ...home.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (part: Buffer) => {
      output += part;
      const ready = /^almanac ready (\S+)$/m.exec(output);
      if (ready) resolve(ready[1] as string);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    ended.then((code) => reject(new Error(`ended with code ${code} before it was ready: ${output}`)));
  });
  return {
    url,
    process: child,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Signs in as the first API client. */
export async function signIn(url: string): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: testClient.id,
    client_secret: testClient.secret,
    scope: 'all',
  };
  const response = await fetch(`${url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
