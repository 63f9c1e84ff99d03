import type pg from 'pg';
import type { Database } from './open.ts';

/** What a statement can be sent to: the pool (its own transaction) or the connection of an open transaction. */
export type Connection = Pick<pg.Pool, 'query'>;

const retryable = new Set(['40P01', '40001']);

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws.
 * A deadlock or serialisation failure is tried once more. */
export async function transaction<T>(database: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await attempt(database, work);
  } catch (error) {
    if (!retryable.has((error as { code?: string }).code ?? '')) throw error;
    return attempt(database, work);
  }
}

async function attempt<T>(database: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  pools.set(client, database.pool);
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What stands for the database behind a connection: the same object for all of them. */
export function poolOf(connection: Connection): object {
  return pools.get(connection) ?? connection;
}

const pools = new WeakMap<object, object>();

/** Runs part of a transaction so that the rest can go on when it fails: after an error a transaction takes no more
 * statements, unless it goes back to a savepoint. */
export async function inSavepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query('savepoint part');
  try {
    const result = await work();
    await connection.query('release savepoint part');
    return result;
  } catch (error) {
    await connection.query('rollback to savepoint part');
    throw error;
  }
}

/** An instant in integer milliseconds as a statement's parameter. */
export function instantParameter(instant: number | null | undefined): string | null {
  return instant === null || instant === undefined ? null : new Date(instant).toISOString();
}
