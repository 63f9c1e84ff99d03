import type { PoolClient } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { keepTidy, tidyUp } from './upkeep.ts';

let server: TestServer;
let connection: PoolClient;
beforeAll(async () => {
  server = await startTestServer();
  // Held until the end: the embedded database, which has one, cannot look after itself meanwhile.
  connection = await server.database.pool.connect();
  await tidyUp(connection);
});
afterAll(() => {
  connection.release();
  return server.close();
});
afterEach(() => vi.useRealTimers());

/** More clients than fit on the pages that a table may grow by unnoticed. */
const grow = () =>
  connection.query(
    `insert into client (tenant_id, name, last_modified)
     select $1, repeat('Client of a growing desk ', 20) || n, now() from generate_series(1, 400) n`,
    [server.tenantId],
  );

const plannedRows = async () => {
  const { rows } = await connection.query(`select reltuples::integer as rows from pg_class where relname = 'client'`);
  return rows[0].rows;
};

test('a table that has grown is looked after once, and what plans think of it is true', async () => {
  await grow();
  expect(await tidyUp(connection)).toContain('client');
  expect(await plannedRows()).toBe(400);
  expect(await tidyUp(connection)).toEqual([]);
});

test('the embedded database does so by itself, every few seconds, until it is closed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const stop = keepTidy(connection);
  await grow();
  vi.advanceTimersByTime(10_000);
  await stop();
  expect(await plannedRows()).toBe(800);
  expect(vi.getTimerCount()).toBe(0);
});
