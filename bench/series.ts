/** Making the occurrences of recurring appointments: `npm run bench -- series`, on a PostgreSQL of its own. */

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { startPostgres } from '../scripts/own-postgres.js';
import { moveHorizon } from '../src/rooms/appointments/generate.ts';
import { startTestServer, type TestServer } from '../test/support/server.ts';
import { ratioLine } from './engine-timing.ts';

type Print = (line: string) => void;

const masters = 1_000;
const agents = 50;
const horizonDays = 180;
const rounds = 2;
/** The daily one takes minutes. */
const rules = process.env.ALMANAC_LONG === '1' ? ['FREQ=WEEKLY', 'FREQ=DAILY'] : ['FREQ=WEEKLY'];
const now = Date.parse('2026-05-04T00:00:00Z');

export async function run(print: Print): Promise<void> {
  const postgres = await startPostgres({ settings: { shared_buffers: '512MB', max_wal_size: '4GB' } });
  process.env.ALMANAC_TEST_DATABASE_URL = postgres.url;
  const server = await startTestServer({ ALMANAC_HORIZON_DAYS: String(horizonDays) });
  server.clock.now = now;
  try {
    print(`# PostgreSQL ${postgres.version}, ${masters} masters of ${agents} agents, ${horizonDays} days`);
    for (const rule of rules) await benchRule(print, server, rule);
  } finally {
    await server.close();
    await postgres.stop();
  }
}

async function benchRule(print: Print, server: TestServer, rule: string): Promise<void> {
  const ids = await makeMasters(server, rule);
  await keepCopy(server);
  const best = { job: Number.POSITIVE_INFINITY, route: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
  for (let round = 0; round < rounds; round++) {
    best.bare = Math.min(best.bare, await afterRemoval(server, () => insertBare(server)));
    best.job = Math.min(best.job, await afterRemoval(server, () => move(server)));
    best.route = Math.min(best.route, await afterRemoval(server, () => generate(server, ids)));
  }
  const rows = await countChildren(server);
  const before = await written(server);
  const again = await timed(() => generate(server, ids));
  assert.deepEqual(await written(server), before, 'a second Generate writes nothing');
  const figures = (ours: number) => `${seconds(ours)} for ${rows} rows, theirs ${seconds(best.bare)}`;
  print(ratioLine(`${rule} by the nightly job`, best.job / best.bare, 'bare-insert', figures(best.job)));
  print(ratioLine(`${rule} by POST Generate`, best.route / best.bare, 'bare-insert', figures(best.route)));
  print(ratioLine(`${rule} by POST Generate again`, again / best.bare, 'bare-insert', figures(again)));
  await server.database.pool.query('truncate series, appointment, schedule cascade');
}

async function makeMasters(server: TestServer, rrule: string): Promise<number[]> {
  const people = Array.from({ length: agents }, (_, n) => ({ name: `Agent ${n}`, email: `${rrule}${n}@x.example` }));
  const owners = (await server.api('POST', '/Agent', people)).body as { id: number }[];
  const bodies = Array.from({ length: masters }, (_, n) => {
    const start = now + Math.floor(n / agents) * 3_600_000;
    const times = { start_date: new Date(start).toISOString(), end_date: new Date(start + 1_800_000).toISOString() };
    return { subject: `Series ${n}`, agent_id: owners[n % agents]?.id, ...times, schedule: { rrule } };
  });
  const ids: number[] = [];
  for (let from = 0; from < masters; from += 100) {
    const answer = await server.api('POST', '/Appointment', bodies.slice(from, from + 100));
    assert.equal(answer.status, 201, answer.text);
    ids.push(...answer.body.map((row: { id: number }) => row.id));
  }
  return ids;
}

/** The rows to make, without the columns that PostgreSQL computes. */
async function keepCopy({ database }: TestServer): Promise<void> {
  await database.pool.query('drop table if exists wanted');
  await database.pool.query(
    `create table wanted as select ${await plainColumns(database)} from appointment where master_id is not null`,
  );
}

async function insertBare({ database }: TestServer): Promise<void> {
  const columns = await plainColumns(database);
  await patiently(database, `insert into appointment (${columns}) select ${columns} from wanted`);
}

async function plainColumns({ pool }: TestServer['database']): Promise<string> {
  const { rows } = await pool.query<{ list: string }>(
    `select string_agg(column_name, ', ' order by ordinal_position) as list from information_schema.columns
     where table_name = 'appointment' and table_schema = 'public' and is_generated = 'NEVER'`,
  );
  return rows[0]?.list ?? '';
}

async function move({ config, database }: TestServer): Promise<void> {
  const log = pino({ level: 'silent' });
  assert.equal(await moveHorizon({ config, database, log, now: () => now }), masters);
}

async function generate(server: TestServer, ids: number[]): Promise<void> {
  const answer = await server.api('POST', '/Appointment/Generate', ids);
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.body.every((result: { error?: string }) => result.error === undefined));
}

/** Milliseconds of some work, on a calendar without occurrences. */
async function afterRemoval({ database }: TestServer, work: () => Promise<void>): Promise<number> {
  await patiently(database, 'delete from appointment where master_id is not null');
  await database.pool.query(`update series set generated_until = $1`, [new Date(now - 1_000).toISOString()]);
  await database.pool.query('vacuum analyze appointment');
  return timed(work);
}

/** Without the limit that the server sets its statements. */
async function patiently({ pool }: TestServer['database'], statement: string): Promise<void> {
  const client = await pool.connect();
  await client.query('set statement_timeout = 0');
  await client.query(statement);
  await client.query('reset statement_timeout');
  client.release();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function countChildren({ database }: TestServer): Promise<number> {
  return (await database.pool.query('select count(*)::int as n from appointment where master_id is not null')).rows[0]
    .n;
}

async function written({ database }: TestServer): Promise<unknown> {
  const text = `select (select count(*) from change) as changes, (select sum(version) from appointment) as versions,
    (select count(*) from appointment) as rows, (select max(generated_until) from series) as until`;
  return (await database.pool.query(text)).rows[0];
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(2)} s`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((line) => console.log(line));
