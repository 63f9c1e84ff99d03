/** Timesheets: `npm run bench -- timesheets`, on a PostgreSQL of its own with two million entries of 200 agents. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../scripts/own-postgres.js';
import type { Prepared } from './http-calendar.ts';
import { alternate, type Measured, measure, type Running, startProgram } from './http-load.ts';
import {
  dayPath,
  dayStatement,
  entriesOfDay,
  prepareEvents,
  weekAgents,
  weekPath,
  weekStatement,
} from './timesheet-events.ts';

type Print = (line: string) => void;

const rows = Number(process.env.ALMANAC_BENCH_ROWS ?? 2_000_000);
const fewRows = Math.min(20_000, rows);
const connections = 10;
const rounds = 5;
const seconds = Number(process.env.ALMANAC_BENCH_SECONDS ?? 3);

export async function run(print: Print): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  // As durable as PostgreSQL is where people keep their data: a commit waits for the disk.
  const durable = { fsync: 'on', full_page_writes: 'on' };
  const postgres = await startPostgres({ settings: { ...durable, shared_buffers: '1GB', max_wal_size: '4GB' } });
  try {
    const began = performance.now();
    const environment = { ALMANAC_DATABASE_POOL: String(connections) };
    const [few, many] = await databases(postgres.url);
    const small = await prepareEvents(few, fewRows, environment);
    const big = await prepareEvents(many, rows, environment);
    print(
      `# PostgreSQL ${postgres.version}, ${rows} entries of ${big.agentIds.length} agents in place after ` +
        `${((performance.now() - began) / 1000).toFixed(0)} s; ${connections} connections, ${rounds} rounds of ${seconds} s each`,
    );
    await comparePeers(print, big, scratch);
    await compareSizes(print, big, small);
  } finally {
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function comparePeers(print: Print, prepared: Prepared, scratch: string): Promise<void> {
  const bare = (name: string, statement: Prepared['statement']) => {
    const file = join(scratch, `${name}.json`);
    writeFileSync(file, JSON.stringify({ ...prepared, statement }));
    return startProgram(['--import', 'tsx', 'bench/bare-server.ts', file], prepared.environment);
  };
  const api = await startProgram(['scripts/start.js'], prepared.environment);
  const [ofDay, ofWeek] = [await bare('day', dayStatement(prepared)), await bare('week', weekStatement(prepared))];
  try {
    await mustAgree(api, ofDay, ofWeek, prepared);
    await compare(print, 'day-view', api, dayPath(prepared), ofDay, 'bare-query-of-its-events', prepared);
    await compare(
      print,
      `week-of-${weekAgents}-agents`,
      api,
      weekPath(prepared),
      ofWeek,
      'bare-aggregate-query',
      prepared,
    );
    await teamsOfTheirOwn(print, api, prepared);
  } finally {
    await Promise.all([api.stop(), ofDay.stop(), ofWeek.stop()]);
  }
}

async function compare(
  print: Print,
  name: string,
  api: Running,
  path: string,
  bare: Running,
  peer: string,
  { token }: Prepared,
): Promise<void> {
  const [ours, theirs] = await alternate(
    rounds,
    () => measure({ url: api.url, path, token, connections }, seconds),
    () => measure({ url: bare.url, path: '/', token, connections }, seconds),
  );
  print(line(name, ours.perSecond / theirs.perSecond, peer, `${rate(ours)} of ${rate(theirs)}`));
  print(`# p99 ${ours.p99.toFixed(1)} ms, theirs ${theirs.p99.toFixed(1)} ms`);
}

/** Requests for the same days share a statement; this is what is left when every connection asks for another team. */
async function teamsOfTheirOwn(print: Print, api: Running, prepared: Prepared): Promise<void> {
  const { agentIds, token } = prepared;
  const rates = await Promise.all(
    Array.from({ length: connections }, async (_, team) => {
      const path = weekPath({ ...prepared, agentIds: agentIds.slice(team * weekAgents, (team + 1) * weekAgents) });
      return (await measure({ url: api.url, path, token, connections: 1 }, seconds)).perSecond;
    }),
  );
  const sum = rates.reduce((one, other) => one + other, 0);
  print(`# with another team for each of ${connections} connections: ${sum.toFixed(0)}/s`);
}

/** A faster answer that is another answer is no peer. */
async function mustAgree(api: Running, ofDay: Running, ofWeek: Running, prepared: Prepared): Promise<void> {
  const [shown, day, list, week] = await Promise.all(
    [api.url + dayPath(prepared), ofDay.url, api.url + weekPath(prepared), ofWeek.url].map((url) =>
      answerOf(url, prepared.token),
    ),
  );
  assert.equal(shown.events.length, entriesOfDay);
  const texts = (events: { id: number; subject: string; customer: string }[]) =>
    events.map(({ id, subject, customer }) => `${id} ${subject} ${customer}`);
  assert.deepEqual(texts(shown.events), texts(day.appointments));
  const hours = (days: { agent_id: number; date: string; actual_hours: number }[]) =>
    days.map(({ agent_id, date, actual_hours }) => `${agent_id} ${date} ${actual_hours.toFixed(3)}`);
  assert.equal(list.length, weekAgents * 5);
  assert.deepEqual(hours(list), hours(week.appointments));
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read freely
async function answerOf(url: string, token: string): Promise<any> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, `${url}: ${await answer.clone().text()}`);
  return answer.json();
}

async function compareSizes(print: Print, big: Prepared, small: Prepared): Promise<void> {
  const [ofBig, ofSmall] = await Promise.all(
    [big, small].map(({ environment }) => startProgram(['scripts/start.js'], environment)),
  );
  if (!ofBig || !ofSmall) return;
  for (const [name, pathOf] of [
    ['day-view', dayPath],
    [`week-of-${weekAgents}-agents`, weekPath],
  ] as const) {
    const load =
      ({ url }: Running, prepared: Prepared) =>
      () =>
        measure({ url, path: pathOf(prepared), token: prepared.token, connections: 2 }, seconds);
    const [many, few] = await alternate(rounds, load(ofBig, big), load(ofSmall, small));
    const figures = `${many.latency.toFixed(2)} ms to ${few.latency.toFixed(2)} ms`;
    print(line(`latency-of-${name}-in-${rows}`, many.latency / few.latency, `the-same-in-${fewRows}`, figures));
  }
  await Promise.all([ofBig.stop(), ofSmall.stop()]);
}

async function databases(url: string): Promise<[few: string, many: string]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const name of ['few', 'many']) await client.query(`create database ${name}`);
  await client.end();
  const named = (name: string) => url.replace(/\/postgres$/, `/${name}`);
  return [named('few'), named('many')];
}

function line(name: string, ratio: number, peer: string, figures: string): string {
  return `${name} ratio=${ratio.toFixed(2)} peer=${peer} (${figures})`;
}

function rate({ perSecond }: Measured): string {
  return `${perSecond.toFixed(0)}/s`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((text) => console.log(text));
