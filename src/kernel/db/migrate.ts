import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Database } from './open.ts';

const folder = new URL('../../../migrations/', import.meta.url);

/** Any fixed number: servers that start at once take turns on it. */
const migrationLock = 4_180_418;

/** Applies the migrations that this database has not seen, in the order of their names, in one transaction.
 * @returns the names applied.
 * @throws Error when an applied migration was edited, or the database is newer than this program. */
export async function migrate(database: Database): Promise<string[]> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    const applied = await applyMissing(client);
    await client.query('commit');
    return applied;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function applyMissing(client: pg.PoolClient): Promise<string[]> {
  await client.query(`create table if not exists migration (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const seen = new Map<string, string>();
  for (const row of (await client.query('select name, checksum from migration')).rows) seen.set(row.name, row.checksum);
  const files = migrationFiles();
  refuseUnknown(seen, files);
  const missing = files.filter((file) => !seen.has(file.name));
  for (const file of missing) {
    await client.query(file.text);
    await client.query('insert into migration (name, checksum) values ($1, $2)', [file.name, file.checksum]);
  }
  return missing.map((file) => file.name);
}

interface MigrationFile {
  name: string;
  text: string;
  checksum: string;
}

function migrationFiles(): MigrationFile[] {
  const names = readdirSync(fileURLToPath(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
  });
}

function refuseUnknown(seen: Map<string, string>, files: MigrationFile[]): void {
  for (const [name, checksum] of seen) {
    const file = files.find((candidate) => candidate.name === name);
    if (!file) throw new Error(`The database was made by a newer Almanac (it has ${name}); update this server.`);
    if (file.checksum !== checksum) throw new Error(`${name} was edited after it was applied; restore it.`);
  }
}
