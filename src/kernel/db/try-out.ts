import type { Database } from './open.ts';
import { type Connection, transaction } from './transaction.ts';

/** Carries what was found out of a transaction that must not be kept. */
class TriedOut<T> extends Error {
  readonly found: T;
  constructor(found: T) {
    super('tried out');
    this.found = found;
  }
}

/** A dry run: runs `work` in a transaction that is rolled back whatever it comes to. */
export async function tryOut<T>(database: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  try {
    return await transaction(database, async (connection) => {
      throw new TriedOut(await work(connection));
    });
  } catch (error) {
    if (error instanceof TriedOut) return error.found as T;
    throw error;
  }
}
