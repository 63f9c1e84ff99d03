import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../../../test/support/server.ts';
import { readConfig } from '../../config.ts';
import { migrate } from '../../kernel/db/migrate.ts';
import { type Database, openDatabase } from '../../kernel/db/open.ts';
import { clipIntervals } from '../../kernel/time/intervals.ts';
import { scheduledTimeOf } from './work-rules.ts';
import { readWork } from './work-sql.ts';

/** A database from before workdays had patterns by date (0020). */

let database: Database;
let drop: (() => Promise<void>) | undefined;
const folder = new URL('../../../migrations/', import.meta.url);

beforeAll(async () => {
  const base = process.env.ALMANAC_TEST_DATABASE_URL;
  const own = base ? await createDatabase(base) : undefined;
  drop = own?.drop;
  const environment = { ALMANAC_DATA_DIR: 'memory://', ...(own && { DATABASE_URL: own.url }) };
  database = await openDatabase(readConfig(environment));
  const { pool } = database;
  await pool.query(
    `create table migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  );
  for (const name of readdirSync(folder)
    .filter((file) => /^00(0\d|1\d)_.*\.sql$/.test(file))
    .sort()) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    await pool.query(text);
    const checksum = createHash('sha256').update(text).digest('hex');
    await pool.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
  }
});
afterAll(async () => {
  await database.close();
  await drop?.();
});

test('a workday of an older database keeps its hours', async () => {
  const { pool } = database;
  await pool.query(`insert into tenant (name, timezone) values ('old', 'Europe/London')`);
  const hours = [null, [540, 1_050], [540, 1_050], [600, 1_440], null, [1_320, 360], null];
  await pool.query(
    `insert into workday (tenant_id, name, is_default, alldayssame, hours, last_modified)
     select id, 'Old', true, false, $1, now() from tenant`,
    [JSON.stringify(hours)],
  );
  await pool.query(
    `insert into agent (tenant_id, name, email, last_modified) select id, 'Ann', 'ann@desk.example', now() from tenant`,
  );
  await migrate(database);
  const { tenant_id, id } = (await pool.query('select tenant_id, id from agent')).rows[0];
  const window = { start: Date.parse('2026-01-04T00:00Z'), end: Date.parse('2026-01-11T00:00Z') };
  const work = (await readWork(pool, tenant_id, [id], window)).get(id);
  const worked = work ? clipIntervals(scheduledTimeOf(work, window), window) : [];
  expect(
    worked.map(({ start, end }) => [start, end].map((one) => new Date(one).toISOString().slice(8, 16)).join(' ')),
  ).toEqual(['05T09:00 05T17:30', '06T09:00 06T17:30', '07T10:00 08T00:00', '09T22:00 10T06:00']);
});
