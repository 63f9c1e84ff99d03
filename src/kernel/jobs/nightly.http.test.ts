import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { workerOf } from '../../../test/support/worker.ts';
import { HOUR, MINUTE, SECOND } from '../time/units.ts';
import { resolveZone } from '../time/zones.ts';
import { latestNight, nightly } from './nightly.ts';

const noon = Date.UTC(2030, 0, 7, 12);

let server: TestServer;
let runs: number[];
/** What the job does beside being counted. */
let work: () => Promise<void> | void;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.database.pool.query('delete from job_run');
  server.clock.now = noon;
  runs = [];
  work = () => {};
});

const job = nightly('counted', async (_context, tenantId) => {
  runs.push(tenantId);
  await work();
});
const newServer = () => workerOf(server, [job]);

describe('a nightly job', () => {
  test('is done at start, and then every night at two', async () => {
    const worker = newServer();
    await worker.step();
    await worker.step();
    expect(runs).toHaveLength(1);
    server.clock.now = Date.UTC(2030, 0, 8, 2) - SECOND;
    await worker.step();
    expect(runs).toHaveLength(1);
    server.clock.now = Date.UTC(2030, 0, 8, 2);
    await worker.step();
    await worker.step();
    expect(runs).toHaveLength(2);
  });

  test('is done once by two servers that start together, and again by one that starts later', async () => {
    const [one, other] = [newServer(), newServer()];
    await Promise.all([one.step(), other.step()]);
    expect(runs).toHaveLength(1);
    server.clock.now = noon + 2 * HOUR;
    await newServer().step();
    expect(runs).toHaveLength(2);
    server.clock.now = Date.UTC(2030, 0, 8, 3);
    await Promise.all([one.step(), other.step()]);
    expect(runs).toHaveLength(3);
  });

  test('is left to the server that does it, until that is taken for dead', async () => {
    await server.database.pool.query(
      `insert into job_run (tenant_id, name, began_at, lease_owner, lease_until) values ($1, 'counted', $2, 'dead', $3)`,
      [server.tenantId, new Date(noon - SECOND), new Date(noon + 10 * SECOND)],
    );
    const worker = newServer();
    await worker.step();
    expect(runs).toEqual([]);
    server.clock.now = noon + 10 * SECOND;
    await worker.step();
    expect(runs).toHaveLength(1);
  });

  test('that fails is tried again after a while, and keeps no other job from being done', async () => {
    let others = 0;
    const other = nightly('other', async () => {
      others += 1;
    });
    const worker = workerOf(server, [job, other]);
    work = () => {
      throw new Error('not today');
    };
    await worker.step();
    const { rows } = await server.database.pool.query(`select error from job_run where name = 'counted'`);
    expect([runs.length, others, rows[0].error]).toEqual([1, 1, 'not today']);
    work = () => {};
    server.clock.now = noon + 4 * MINUTE;
    await worker.step();
    expect(runs).toHaveLength(1);
    server.clock.now = noon + 5 * MINUTE;
    await worker.step();
    expect(runs).toHaveLength(2);
  });

  test('that was stopped half way is done by the next server', async () => {
    const worker = newServer();
    let stopped: Promise<void> | undefined;
    work = () => {
      stopped = worker.stop();
    };
    await worker.step();
    await stopped;
    work = () => {};
    await newServer().step();
    expect(runs).toHaveLength(2);
  });

  test('is done for every tenant in use, each by its own clock', async () => {
    const worker = newServer();
    await worker.step();
    const { tenantId } = await otherTenant(server);
    await server.database.pool.query(`update tenant set timezone = 'America/New_York' where id = $1`, [tenantId]);
    await worker.step();
    expect(runs).toEqual([server.tenantId, tenantId]);
    server.clock.now = Date.UTC(2030, 0, 8, 6, 59);
    await worker.step();
    server.clock.now = Date.UTC(2030, 0, 8, 7);
    await worker.step();
    expect(runs.slice(2)).toEqual([server.tenantId, tenantId]);
    await server.database.pool.query('update tenant set disabled = true where id = $1', [tenantId]);
    server.clock.now = Date.UTC(2030, 0, 9, 7);
    await worker.step();
    expect(runs.slice(4)).toEqual([server.tenantId]);
  });
});

test('the night begins at two, moved on where the clock skips that', () => {
  const berlin = resolveZone('Europe/Berlin');
  expect(latestNight(Date.UTC(2030, 0, 7, 1), berlin)).toBe(Date.UTC(2030, 0, 7, 1));
  expect(latestNight(Date.UTC(2030, 0, 7, 1) - 1, berlin)).toBe(Date.UTC(2030, 0, 6, 1));
  expect(latestNight(Date.UTC(2030, 2, 31, 12), berlin)).toBe(Date.UTC(2030, 2, 31, 1));
});
