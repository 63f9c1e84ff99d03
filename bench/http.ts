import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../scripts/own-postgres.js';
import { agents, type Prepared, prepare, weekAgents, weekPath } from './http-calendar.ts';
import { alternate, type Measured, measure, type Running, startProgram } from './http-load.ts';

/** The API against bare node:http and pg, on the same database in the same run. */

const connections = 10;
const rounds = 5;
const seconds = 3;

export async function run(print: (line: string) => void): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  try {
    await onPostgres(print, scratch);
    await onPglite(print, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function onPostgres(print: (line: string) => void, scratch: string): Promise<void> {
  // As durable as PostgreSQL is where people keep their data: a commit waits for the disk.
  const durable = { fsync: 'on', full_page_writes: 'on' };
  const server = await startPostgres({ settings: { ...durable, shared_buffers: '1GB', max_wal_size: '4GB' } });
  try {
    print(
      `# PostgreSQL ${server.version}, ${agents} agents, ${connections} connections, ${rounds} rounds of ${seconds} s each`,
    );
    const small = await timed(print, '10,000 appointments', async () =>
      prepare(await newDatabase(server.url, 'small'), 10_000),
    );
    const big = await timed(print, '1,000,000 appointments', async () =>
      prepare(await newDatabase(server.url, 'big'), 1_000_000),
    );
    await comparePeers(print, 'postgres', big, big, scratch);
    await compareSizes(print, small, big);
  } finally {
    await server.stop();
  }
}

/** One process at a time has the folder, so the peer gets a copy of it. */
async function onPglite(print: (line: string) => void, scratch: string): Promise<void> {
  const folder = join(scratch, 'pglite');
  print(`# PGlite, ${agents} agents, 100,000 appointments`);
  const ours = await timed(print, '100,000 appointments', () => prepare({ ALMANAC_DATA_DIR: folder }, 100_000));
  cpSync(folder, `${folder}-copy`, { recursive: true });
  const theirs = { ...ours, environment: { ALMANAC_DATA_DIR: `${folder}-copy` } };
  await comparePeers(print, 'pglite', ours, theirs, scratch);
}

async function comparePeers(
  print: (line: string) => void,
  engine: string,
  ours: Prepared,
  theirs: Prepared,
  scratch: string,
) {
  const file = join(scratch, `${engine}.json`);
  writeFileSync(file, JSON.stringify(theirs));
  const api = await startProgram(['scripts/start.js'], ours.environment);
  const bare = await startProgram(['--import', 'tsx', 'bench/bare-server.ts', file], theirs.environment);
  try {
    await compareWeek(print, engine, api, bare, ours);
    await compareCreates(print, engine, api, bare, ours);
  } finally {
    await Promise.all([api.stop(), bare.stop()]);
  }
}

async function compareWeek(
  print: (line: string) => void,
  engine: string,
  api: Running,
  bare: Running,
  { token, agentIds }: Prepared,
) {
  const path = weekPath(agentIds);
  await mustBeTheSame(`${api.url}${path}`, bare.url, token);
  const [ours, theirs] = await alternate(
    rounds,
    () => measure({ url: api.url, path, token, connections }, seconds),
    () => measure({ url: bare.url, path: '/', token, connections }, seconds),
  );
  const name = `week-of-${weekAgents}-agents-${engine}`;
  print(line(name, ours.perSecond / theirs.perSecond, 'bare-node-http-and-pg', `${rate(ours)} of ${rate(theirs)}`));
}

/** A faster answer that is another answer is no peer. */
async function mustBeTheSame(ours: string, theirs: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const [one, other] = await Promise.all([ours, theirs].map(async (url) => (await fetch(url, { headers })).text()));
  if (one !== other)
    throw new Error(`the peer answers something else: ${one?.slice(0, 300)} and ${other?.slice(0, 300)}`);
  const { record_count } = JSON.parse(one ?? '');
  if (record_count !== 100) throw new Error(`the week has ${record_count} rows instead of 100`);
}

async function compareCreates(
  print: (line: string) => void,
  engine: string,
  api: Running,
  bare: Running,
  prepared: Prepared,
) {
  const load = {
    url: api.url,
    path: '/Appointment',
    token: prepared.token,
    connections,
    body: newAppointment(prepared),
  };
  const [ours, theirs] = await alternate(
    rounds,
    () => measure(load, seconds),
    async () => {
      const answer = await fetch(`${bare.url}/inserts?seconds=${seconds}&concurrency=${connections}`);
      return { latency: 0, p99: 0, ...((await answer.json()) as { perSecond: number }) };
    },
  );
  print(
    line(`create-${engine}`, ours.perSecond / theirs.perSecond, 'bare-pg-insert', `${rate(ours)} of ${rate(theirs)}`),
  );
}

/** Half an hour after half an hour, agent after agent: nothing clashes. */
function newAppointment({ agentIds }: Prepared): () => string {
  let count = 0;
  return () => {
    const n = count++;
    const starts = Date.UTC(2035, 0, 1) + Math.floor(n / agentIds.length) * 1_800_000;
    const text = (instant: number) => new Date(instant).toISOString();
    const agent = { id: agentIds[n % agentIds.length] };
    return JSON.stringify([
      { subject: 'Visit', start_date: text(starts), end_date: text(starts + 1_800_000), agents: [agent] },
    ]);
  };
}

async function compareSizes(print: (line: string) => void, small: Prepared, big: Prepared): Promise<void> {
  const [one, other] = await Promise.all(
    [big, small].map(({ environment }) => startProgram(['scripts/start.js'], environment)),
  );
  if (!one || !other) return;
  const load = (server: Running, { token, agentIds }: Prepared) => ({
    url: server.url,
    path: weekPath(agentIds),
    token,
    connections: 2,
  });
  const [ours, theirs] = await alternate(
    rounds,
    () => measure(load(one, big), seconds),
    () => measure(load(other, small), seconds),
  );
  const figures = `${ours.latency.toFixed(2)} ms to ${theirs.latency.toFixed(2)} ms`;
  print(line('latency-of-1000000-rows', ours.latency / theirs.latency, 'the-same-list-of-10000-rows', figures));
  await Promise.all([one.stop(), other.stop()]);
}

async function newDatabase(url: string, name: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return { DATABASE_URL: url.replace(/\/postgres$/, `/${name}`) };
}

async function timed<T>(print: (line: string) => void, what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  print(`# ${what} in place after ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}

function line(name: string, ratio: number, peer: string, figures: string): string {
  return `${name} ratio=${ratio.toFixed(2)} peer=${peer} (${figures})`;
}

function rate({ perSecond }: Measured): string {
  return `${perSecond.toFixed(0)}/s`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((text) => console.log(text));
