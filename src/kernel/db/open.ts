import { mkdirSync } from 'node:fs';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import { keepTidy } from './upkeep.ts';

/** One open database. Both engines are reached through the same `pg.Pool`, so no caller knows which it is. */
export interface Database {
  engine: 'pglite' | 'postgres';
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  databaseUrl: string | undefined;
  dataDir: string;
  databasePoolSize: number;
  /** A copy of an embedded database (PGlite's dumpDataDir) that an empty one begins with: tests start faster so. */
  copyOf?: Blob;
}

/** Opens the embedded database in `dataDir`, or the PostgreSQL server of `databaseUrl`.
 * @throws Error when the folder is in use by another process or the server cannot be reached. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openEmbedded(options.dataDir, options.copyOf)
    : openServer(options.databaseUrl, options.databasePoolSize);
}

/** The statements of the rooms are shaped for their indexes; planning them anew for each set of values cost as much as
 * running them (a week of 5 agents out of a million rows: 4.2 ms, with the plan kept 2.3 ms). */
const planning = '-c plan_cache_mode=force_generic_plan';

async function openServer(connectionString: string, max: number): Promise<Database> {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    options: `-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 ${planning}`,
  });
  // A connection that dies while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  await pool.query('select 1');
  return database('postgres', pool, async () => {});
}

async function openEmbedded(dataDir: string, copyOf: Blob | undefined): Promise<Database> {
  const [{ PGlite }, { btree_gist }, { createPgConfig }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/contrib/btree_gist'),
    import('@electric-sql/pglite/node-postgres'),
  ]);
  const inMemory = dataDir === 'memory://';
  if (!inMemory) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = inMemory ? () => {} : lockFolder(dataDir);
  const pglite = await PGlite.create({
    dataDir: inMemory ? 'memory://' : `${dataDir}/pg`,
    extensions: { btree_gist },
    ...(copyOf && { loadDataDir: copyOf }),
  });
  await pglite.exec("set timezone = 'UTC'; set plan_cache_mode = force_generic_plan");
  const pool = keepClient(
    new pg.Pool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, types } as pg.PoolConfig),
  );
  const stopTidying = keepTidy(pool);
  const opened = database('pglite', pool, async () => {
    await pglite.close();
    unlock();
  });
  return { ...opened, close: () => stopTidying().then(opened.close) };
}

/** `pool.query` throws its client away after an error, and the next client of PGlite's one connection would then
 * hear the old one's end ("Connection terminated unexpectedly"). Here the client goes back instead. */
function keepClient(pool: pg.Pool): pg.Pool {
  const query = async (...query: unknown[]) => {
    const client = await pool.connect();
    try {
      return await (client.query as (...query: unknown[]) => Promise<pg.QueryResult>)(...query);
    } finally {
      client.release();
    }
  };
  return Object.assign(pool, { query });
}

function database(engine: Database['engine'], pool: pg.Pool, after: () => Promise<void>): Database {
  let closing: Promise<void> | undefined;
  return {
    engine,
    pool,
    close: () => {
      closing ??= pool.end().then(after);
      return closing;
    },
  };
}

/** bigint as a number (ids and counts stay far below 2^53), timestamptz as integer milliseconds, date as its text. */
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.TIMESTAMPTZ, (text) => pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)(text).getTime()],
]);

const types = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    parsers.get(id) ?? pg.types.getTypeParser(id, format as 'text'),
} as unknown as pg.CustomTypesConfig;
