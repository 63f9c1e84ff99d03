/** A year of availability: `npm run bench -- calendar` calls it; alone `npx tsx bench/availability.ts`, on a PostgreSQL of its own. */

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '../scripts/own-postgres.js';
import { startTestServer, type TestServer } from '../test/support/server.ts';
import { ratioLine } from './engine-timing.ts';

type Print = (line: string) => void;

const services = 200;
/** Of each service: one a week. */
const downtimes = 52;
const rounds = 5;
const now = Date.parse('2027-01-02T00:00:00Z');
const year = 'start_date=2026-01-01&end_date=2027-01-01';

export async function availability(print: Print): Promise<void> {
  const postgres = await startPostgres({ settings: { shared_buffers: '256MB' } });
  process.env.ALMANAC_TEST_DATABASE_URL = postgres.url;
  const server = await startTestServer();
  server.clock.now = now;
  try {
    print(`# PostgreSQL ${postgres.version}, ${services} services, ${downtimes} downtimes each, a year`);
    await fill(server);
    let [ours, bare, length] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let round = 0; round < rounds; round++) {
      bare = Math.min(bare, await timed(() => readBare(server)));
      ours = Math.min(
        ours,
        await timed(async () => {
          length = await ask(server);
        }),
      );
    }
    const figures = `${ours.toFixed(0)} ms and ${(length / 1e6).toFixed(1)} MB for ${services * downtimes} rows, theirs ${bare.toFixed(1)} ms`;
    print(ratioLine('availability of 200 services in a year, one answer', ours / bare, 'bare-read', figures));
  } finally {
    await server.close();
    await postgres.stop();
  }
}

async function ask(server: TestServer): Promise<number> {
  const { status, body, text } = await server.api('GET', `/Downtime/DowntimeCalendar?${year}`);
  assert.deepEqual([status, body.availability.length], [200, services]);
  return text.length;
}

/** The rows that the answer is made from, and nothing done with them. */
async function readBare(server: TestServer): Promise<void> {
  const { rows } = await server.database.pool.query({
    name: 'bare_downtimes',
    text: `select id, ticket_id, service_id, starts_at, ends_at from downtime
      where tenant_id = $1 and not deleted and starts_at < '2027-01-01' and ends_at > '2026-01-01'`,
    values: [server.tenantId],
  });
  assert.equal(rows.length, services * downtimes);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** A quarter of the services are always up, the others have one of ten workdays; each has a window of maintenance a month. */
async function fill(server: TestServer): Promise<void> {
  const days = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [`inc${day}`, true]),
  );
  const workdays = Array.from({ length: 10 }, (_, n) => ({
    name: `Hours ${n}`,
    alldayssame: true,
    start: `1901-01-01T0${n % 3 === 0 ? 8 : 7}:00:00`,
    end: `1901-01-01T1${n % 10}:30:00`,
    ...days,
  }));
  const hours: { id: number }[] = (await server.api('POST', '/Workday', workdays)).body;
  const rows = Array.from({ length: services }, (_, n) => ({
    name: `Service ${n}`,
    target_percent: 99,
    ...(n % 4 !== 0 && { workday_id: hours[n % 10]?.id }),
  }));
  const made: { id: number }[] = (await server.api('POST', '/Service', rows)).body;
  const maintenance = made.map(({ id }) => ({
    entity: 2,
    entity_id: id,
    date: '2026-01-03T20:00:00',
    end_date: '2026-01-03T23:00:00',
    isrecurring: true,
    schedule: { rrule: 'FREQ=MONTHLY;BYDAY=1SA' },
  }));
  assert.equal((await server.api('POST', '/Holiday', maintenance)).status, 201);
  await server.database.pool.query(
    `insert into downtime (tenant_id, service_id, starts_at, ends_at, last_modified)
     select $1, s.id, timestamptz '2026-01-01' + make_interval(weeks => w, hours => (s.id * 7 + w * 13)::integer % 160),
       timestamptz '2026-01-01' + make_interval(weeks => w, hours => (s.id * 7 + w * 13)::integer % 160, mins => 10 + w * 7), now()
     from service s, generate_series(0, $2::integer - 1) w where s.tenant_id = $1`,
    [server.tenantId, downtimes],
  );
  await server.database.pool.query('vacuum analyze');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await availability((line) => console.log(line));
