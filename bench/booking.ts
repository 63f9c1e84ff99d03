/** Free times and bookings: `npm run bench -- booking`, on a PostgreSQL of its own with a million appointments. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../scripts/own-postgres.js';
import { type Prepared, prepare } from './http-calendar.ts';
import { alternate, type Measured, measure, type Running, startProgram } from './http-load.ts';

type Print = (line: string) => void;

const rows = Number(process.env.ALMANAC_BENCH_ROWS ?? 1_000_000);
const connections = 16;
const rounds = 5;
const seconds = 3;
const agents = 50;
const days = 30;

export async function run(print: Print): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  // As durable as PostgreSQL is where people keep their data: a commit waits for the disk.
  const durable = { fsync: 'on', full_page_writes: 'on' };
  const postgres = await startPostgres({ settings: { ...durable, shared_buffers: '1GB', max_wal_size: '4GB' } });
  try {
    const environment = { DATABASE_URL: await newDatabase(postgres.url), ALMANAC_DATABASE_POOL: String(connections) };
    const began = performance.now();
    const prepared = await prepare(environment, rows);
    print(
      `# PostgreSQL ${postgres.version}, ${rows} appointments of ${prepared.agentIds.length} agents in place after ` +
        `${((performance.now() - began) / 1000).toFixed(0)} s; ${connections} connections, ${rounds} rounds of ${seconds} s each`,
    );
    await compare(print, prepared, scratch);
  } finally {
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function compare(print: Print, prepared: Prepared, scratch: string): Promise<void> {
  const window = windowFromToday();
  const statement = busyStatement(prepared, window);
  const file = join(scratch, 'booking.json');
  writeFileSync(file, JSON.stringify({ ...prepared, statement }));
  const api = await startProgram(['scripts/start.js'], prepared.environment);
  const bare = await startProgram(['--import', 'tsx', 'bench/bare-server.ts', file], prepared.environment);
  try {
    await compareOffers(print, api, bare, prepared, window);
    await compareBookings(print, api, bare, prepared);
  } finally {
    await Promise.all([api.stop(), bare.stop()]);
  }
}

interface Window {
  from: string;
  to: string;
}

/** Thirty days from tomorrow on: only what is to come can be booked. */
function windowFromToday(): Window {
  const text = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
  return { from: `${text(1)}T00:00:00Z`, to: `${text(1 + days)}T00:00:00Z` };
}

/** What the peer asks: the times of the busy rows, and nothing else. */
function busyStatement({ tenantId, agentIds }: Prepared, { from, to }: Window) {
  const text = `select count(*)::int as total, coalesce(string_agg(
      json_build_array(starts_at at time zone 'UTC', ends_at at time zone 'UTC')::text, ','), '') as rows
    from appointment where tenant_id = $1 and agent_id = any ($2) and busy
      and tstzrange(starts_at, ends_at) && tstzrange($3, $4)`;
  return { name: 'bare_busy', text, values: [tenantId, agentIds.slice(0, 1), from, to] };
}

async function compareOffers(print: Print, api: Running, bare: Running, prepared: Prepared, { from, to }: Window) {
  const { token, agentIds } = prepared;
  const ask = async (values: object, count: number) => {
    const type = await bookingType(api, token, { ...values, agents: agentIds.slice(0, count) });
    return `/Appointment/Booking?bookingtype_id=${type}&start_date=${from}&end_date=${to}`;
  };
  const onePath = await ask({ duration_mins: 60 }, 1);
  const oneQuarterPath = await ask({ duration_mins: 60, slot_step_mins: 15 }, 1);
  const manyPath = await ask({ duration_mins: 60, slot_step_mins: 15 }, agents);
  const busy = JSON.parse(await textOf(`${bare.url}/`, token)).record_count;
  const slots = JSON.parse(await textOf(api.url + onePath, token)).length;
  assert.ok(busy > 50 && slots >= 10, `${busy} busy rows, ${slots} slots`);
  const load = (url: string, path: string) => () => measure({ url, path, token, connections }, seconds);
  const [one, theirs] = await alternate(rounds, load(api.url, onePath), load(bare.url, '/'));
  print(
    line(
      'free-of-1-agent',
      one.perSecond / theirs.perSecond,
      'bare-query-of-busy-rows',
      `${rate(one)} of ${rate(theirs)}`,
    ),
  );
  print(`# ${busy} busy rows, ${slots} slots; p99 ${p99(one)}, theirs ${p99(theirs)}`);
  const [many, single] = await alternate(rounds, load(api.url, manyPath), load(api.url, oneQuarterPath));
  print(
    line(
      `free-of-${agents}-agents`,
      single.perSecond / many.perSecond,
      'the-same-of-1-agent',
      `${rate(many)} to ${rate(single)}`,
    ),
  );
  print(`# steps of 15 minutes; p99 ${p99(many)}, of 1 agent ${p99(single)}`);
}

async function compareBookings(print: Print, api: Running, bare: Running, prepared: Prepared): Promise<void> {
  const { token, agentIds } = prepared;
  const type = await bookingType(api, token, { duration_mins: 30, agents: agentIds });
  const body = nextBooking(type, agentIds);
  const [ours, theirs] = await alternate(
    rounds,
    () => measure({ url: api.url, path: '/Appointment/Booking', token, connections, body }, seconds),
    async (): Promise<Measured> => {
      const answer = await fetch(`${bare.url}/inserts?seconds=${seconds}&concurrency=${connections}`);
      return { latency: 0, p99: 0, ...((await answer.json()) as { perSecond: number }) };
    },
  );
  print(line('book', ours.perSecond / theirs.perSecond, 'bare-pg-insert', `${rate(ours)} of ${rate(theirs)}`));
  print(`# an agent is named, as on a page where one is chosen; p99 ${p99(ours)}`);
}

/** Half an hour after half an hour of working days, agent after agent: every one of them is free. */
function nextBooking(bookingtype_id: number, agentIds: number[]): () => string {
  let count = 0;
  return () => {
    const n = count++;
    const nth = Math.floor(n / agentIds.length);
    const [day, slot] = [Math.floor(nth / 16), nth % 16];
    const start = Date.UTC(2045, 0, 2 + Math.floor(day / 5) * 7 + (day % 5), 9, 30 * slot);
    const start_date = new Date(start).toISOString();
    return JSON.stringify({ bookingtype_id, start_date, agent_id: agentIds[n % agentIds.length], booking_name: 'Jo' });
  };
}

async function bookingType({ url }: Running, token: string, values: object): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify([{ name: 'Visit', ...values }]);
  const answer = await fetch(`${url}/BookingType`, { method: 'POST', headers, body });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { id: number }).id;
}

async function textOf(url: string, token: string): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.text();
}

async function newDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database booking');
  await client.end();
  return url.replace(/\/postgres$/, '/booking');
}

function line(name: string, ratio: number, peer: string, figures: string): string {
  return `${name} ratio=${ratio.toFixed(2)} peer=${peer} (${figures})`;
}

const rate = ({ perSecond }: Measured) => `${perSecond.toFixed(0)}/s`;
const p99 = ({ p99: value }: Measured) => `${value.toFixed(1)} ms`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((text) => console.log(text));
