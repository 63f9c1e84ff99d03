import type { Scope } from '../kernel/auth/scope.ts';
import { type Connection, transaction } from '../kernel/db/transaction.ts';
import type { Context } from '../kernel/http/context.ts';
import { wholeSecond } from '../kernel/time/units.ts';
import { Problem } from '../problems.ts';
import { type Origins, takeTurn } from './origin-sql.ts';

/** What one kind of thing came to in a run. */
export interface Tally {
  created: number;
  /** Made by an earlier run, or there before any. */
  present: number;
  skipped: { key: string; reason: string }[];
}

export const newTally = (): Tally => ({ created: 0, present: 0, skipped: [] });

/** What every part of an import is given. */
export interface Run {
  context: Context;
  /** Whom it acts for. */
  scope: Scope;
  origins: Origins;
  /** Called with the number of things or steps just done. */
  advance(count: number): void;
}

/** Where a batch writes: its transaction, and its instant in whole seconds. */
export interface Batch {
  run: Run;
  connection: Connection;
  now: number;
}

const batchSize = 50;

/** Works through items in their order, a transaction for each 50 of them: with one each, most of the time would go
 * into waiting for the disk. Where the rules refuse one item of a batch, its items are done one by one and that one is
 * skipped, so that one bad item costs no other.
 * @param keysOf keys in import_origin that the work of an item asks for
 * @param work does them all, or throws; it may run again when another transaction was in the way */
export async function inBatches<T extends { key: string }>(
  run: Run,
  items: readonly T[],
  keysOf: (item: T) => string[],
  work: (batch: Batch, items: T[]) => Promise<void>,
  skip: (item: T, reason: string) => void,
): Promise<void> {
  const attempt = (some: T[]) =>
    transaction(run.context.database, async (connection) => {
      await takeTurn(connection, run.scope.tenantId);
      await run.origins.refresh(connection, some.flatMap(keysOf));
      await work({ run, connection, now: wholeSecond(run.context.now()) }, some);
    });
  for (let first = 0; first < items.length; first += batchSize) {
    const some = items.slice(first, first + batchSize);
    if (!(await isAllowed(() => attempt(some)))) {
      for (const item of some)
        await isAllowed(
          () => attempt([item]),
          (reason) => skip(item, reason),
        );
    }
    run.advance(some.length);
  }
}

async function isAllowed(attempt: () => Promise<void>, refused: (reason: string) => void = () => {}): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused(error.message);
    return false;
  }
}
