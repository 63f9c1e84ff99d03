import type { Database } from '../../src/kernel/db/open.ts';

/** Counts of failed sign-ins, and what a sign-in leaves behind, may well follow a refusal. */
const mayChange = ['sign_in_failure', 'authorization_code', 'refresh_token'];

/** A text that differs after any row of any table was added, changed or removed: of each table the number of rows and
 * the newest transaction that wrote one. Cheap, as it reads no values. */
export async function fingerprint(database: Database): Promise<string> {
  const statement = await statementFor(database);
  return JSON.stringify((await database.pool.query(statement)).rows);
}

const statements = new WeakMap<Database, string>();

async function statementFor(database: Database): Promise<string> {
  const known = statements.get(database);
  if (known) return known;
  const { rows } = await database.pool.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'public' order by tablename",
  );
  const parts = rows
    .filter(({ tablename }) => !mayChange.includes(tablename))
    .map(
      ({ tablename }) =>
        `select '${tablename}' as name, count(*)::int as rows, max(xmin::text::bigint)::text as newest from "${tablename}"`,
    );
  const statement = parts.join(' union all ');
  statements.set(database, statement);
  return statement;
}
