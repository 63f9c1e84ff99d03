import type { Pool } from 'pg';

/** What PostgreSQL's autovacuum does, for the embedded database, which has none: without it a statement that was planned
 * while its tables were empty is never planned again, and room of old rows is never used again. */

type Queries = Pick<Pool, 'query'>;

/** Tables that have grown by a fifth and some pages since they were last looked at. */
const grownTables = `select c.oid::regclass::text as name from pg_class c
  where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    and pg_relation_size(c.oid) / current_setting('block_size')::integer > 1.2 * c.relpages + 10
  order by c.oid`;

/** Looks after the tables that have grown, one after the other, so that others wait for one at most.
 * @returns the names of those tables */
export async function tidyUp(pool: Queries): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(grownTables);
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`);
  return rows.map(({ name }) => name);
}

/** Does so every few seconds.
 * @returns a function that ends it, and waits for what is under way */
export function keepTidy(pool: Queries): () => Promise<void> {
  let underWay: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    // What could not be looked after is looked after the next time.
    underWay ??= tidyUp(pool)
      .catch(() => [])
      .finally(() => {
        underWay = undefined;
      });
  }, restMilliseconds).unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}

const restMilliseconds = 5_000;
