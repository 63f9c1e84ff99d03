import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Page } from '../../wire/envelope.ts';
import { type OrderQuery, orderTerms, searchPatterns } from '../../wire/list-query.ts';
import type { Use } from './in-use-rules.ts';
import { codeColumns, valueNames } from './schema/lookups.ts';

export interface Entry {
  lookupid: number;
  id: number;
  version: number;
  /** JSON */
  text: string;
}

export interface EntryQuery extends OrderQuery {
  lookupid?: number[] | null;
  search?: string | null;
}

const columns = `r.id, r.lookupid, r.name, ${valueNames.map((name) => `r.${name}`).join(', ')}, r.workday_id,
  date_trunc('second', r.last_modified) at time zone 'UTC' as last_modified,
  '"' || r.lookupid || '/' || r.id || '.' || r.version || '"' as _etag`;

const orders = new Map(
  ['lookupid', 'id', 'name', ...valueNames, 'workday_id', 'last_modified'].map((name) => [name, `r.${name}`]),
);

/** Columns of an entry, as they are to become. */
export type EntryValues = Record<string, string | number | null>;

const typeOf = (column: string) => (column === 'workday_id' ? 'bigint' : 'text');

/** The entries of some lists, as the text of a JSON array. */
export async function listEntries(
  connection: Connection,
  tenantId: number,
  query: EntryQuery,
  page: Page,
): Promise<string> {
  const lists = (query.lookupid ?? []).filter((list) => list > 0);
  const order = [...orderTerms(query, orders), 'r.lookupid', 'r.id'].join(', ');
  const { rows } = await connection.query<{ text: string }>(
    `select coalesce('[' || string_agg(json_strip_nulls(to_json(x))::text, ',') || ']', '[]') as text from (
       select ${columns} from lookup r
       where r.tenant_id = $1 and ($2::int[] is null or r.lookupid = any($2::int[])) and r.name ilike all ($3::text[])
       order by ${order} limit $4 offset $5) x`,
    [tenantId, lists.length > 0 ? lists : null, searchPatterns(query.search ?? ''), page.limit ?? null, page.offset],
  );
  return rows[0]?.text ?? '[]';
}

export async function readEntry(
  connection: Connection,
  tenantId: number,
  lookupid: number,
  id: number,
): Promise<Entry | undefined> {
  const { rows } = await connection.query<Entry>(
    `select v.lookupid, v.id, v.version, json_strip_nulls(to_json(x))::text as text
     from lookup v cross join lateral (
       select ${columns} from lookup r where r.tenant_id = $1 and r.lookupid = $2 and r.id = $3) x
     where v.tenant_id = $1 and v.lookupid = $2 and v.id = $3`,
    [tenantId, lookupid, id],
  );
  return rows[0];
}

/** One writer of a list at a time: its entries are numbered from what is there. */
export async function lockLists(connection: Connection, tenantId: number, lists: number[]): Promise<void> {
  await connection.query(
    `select id from lookup where tenant_id = $1 and lookupid = any($2::int[]) order by lookupid, id for update`,
    [tenantId, lists],
  );
}

/** @returns the new entry's id, the next of its list. */
export async function insertEntry(
  connection: Connection,
  tenantId: number,
  lookupid: number,
  values: EntryValues,
  now: number,
): Promise<number> {
  const names = Object.keys(values);
  const { rows } = await connection.query<{ id: number }>(
    `insert into lookup (tenant_id, lookupid, last_modified, id${names.map((name) => `, ${name}`).join('')})
     select $1, $2, $3, greatest(max(id), 0) + 1${names.map((name, index) => `, $${index + 4}::${typeOf(name)}`).join('')}
     from lookup where tenant_id = $1 and lookupid = $2 returning id`,
    [tenantId, lookupid, instantParameter(now), ...names.map((name) => values[name])],
  );
  return (rows[0] as { id: number }).id;
}

export async function updateEntry(
  connection: Connection,
  tenantId: number,
  { lookupid, id }: Pick<Entry, 'lookupid' | 'id'>,
  values: EntryValues,
  now: number,
): Promise<void> {
  const names = Object.keys(values);
  const sets = names.map((name, index) => `, ${name} = $${index + 5}::${typeOf(name)}`).join('');
  await connection.query(
    `update lookup set version = version + 1, last_modified = $4${sets} where tenant_id = $1 and lookupid = $2 and id = $3`,
    [tenantId, lookupid, id, instantParameter(now), ...names.map((name) => values[name])],
  );
}

export async function removeEntry(connection: Connection, tenantId: number, lookupid: number, id: number) {
  await connection.query('delete from lookup where tenant_id = $1 and lookupid = $2 and id = $3', [
    tenantId,
    lookupid,
    id,
  ]);
}

export async function entriesIn(connection: Connection, tenantId: number, lookupid: number): Promise<number> {
  const { rows } = await connection.query<{ count: number }>(
    'select count(*) as count from lookup where tenant_id = $1 and lookupid = $2',
    [tenantId, lookupid],
  );
  return rows[0]?.count ?? 0;
}

/** Rows that have the code of an entry. */
export async function usesOfEntry(connection: Connection, tenantId: number, lookupid: number, id: number) {
  const uses: Use[] = [];
  for (const { table, column } of codeColumns[lookupid] ?? []) {
    const where = `tenant_id = $1 and ${column} = $2`;
    const { rows } = await connection.query<Pick<Use, 'count' | 'ids'>>(
      `select (select count(*) from ${table} where ${where}) as count,
         array(select id::text from ${table} where ${where} order by id limit 5) as ids`,
      [tenantId, id],
    );
    if (rows[0] && rows[0].count > 0) uses.push({ table, column, ...rows[0] });
  }
  return uses;
}
