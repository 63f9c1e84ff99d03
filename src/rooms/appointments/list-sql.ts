import { named } from '../../kernel/db/named.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { listRowJson, nameJoins, seesWhole, typedReader } from './row-sql.ts';

/** A list query, put together from its parameters by list.ts. */
export interface ListPlan {
  /** $1..$6 are readerParameters. */
  parameters: unknown[];
  /** Conditions on `a` and the joined tables; all hold. */
  conditions: string[];
  /** Order, most significant first, without the tie-break by id. `whole` says whether the reader sees the row whole. */
  order: { sql: string; type: string; descending: boolean }[];
  /** Some condition or order reads a joined table. */
  readsNames: boolean;
}

export interface FoundRows {
  total: number;
  /** JSON objects joined by commas, at most `limit`. */
  rows: string;
}

/** One statement for a whole answer: how many rows there are, and those from `offset` on, at most `limit`. */
export async function findRows(
  connection: Connection,
  plan: ListPlan,
  offset: number,
  limit: number,
): Promise<FoundRows> {
  const { rows } = await connection.query<FoundRows>(pageStatement(plan, offset, limit));
  return rows[0] as FoundRows;
}

/** The statement of `findRows`; the benchmark sends it too. */
export function pageStatement(plan: ListPlan, offset: number, limit: number) {
  const place = plan.parameters.length;
  const text = `with hits as materialized (${hits(plan)}),
    page as (select id, whole, row_number() over (order by ${orderBy(plan)}) as place from hits
      order by ${orderBy(plan)} limit $${place + 1} offset $${place + 2})
    select (select count(*) from hits)::int as total, coalesce((
      select string_agg(${listRowJson('page.whole')}, ',' order by page.place)
      from page join appointment a on a.tenant_id = $1 and a.id = page.id ${nameJoins}), '') as rows`;
  return named('list', text, [...plan.parameters, limit, offset]);
}

/** The ids of all rows in their order, for a list that is streamed. */
export async function findIds(connection: Connection, plan: ListPlan): Promise<number[]> {
  const text = `select coalesce(array_agg(id order by ${orderBy(plan)}), '{}') as ids from (${hits(plan)}) hits`;
  const { rows } = await connection.query<{ ids: number[] }>(named('list_ids', text, plan.parameters));
  return (rows[0]?.ids ?? []).map(Number);
}

/** The rows of these ids in this order, joined by commas; ids that are gone meanwhile are left out. */
export async function rowsByIds(connection: Connection, reader: unknown[], ids: readonly number[]): Promise<string> {
  const text = `select coalesce(string_agg(${listRowJson(seesWhole)}, ',' order by wanted.place), '') as rows
    from unnest($7::bigint[]) with ordinality as wanted (id, place)
    join appointment a on a.tenant_id = $1 and a.id = wanted.id ${nameJoins}
    where ${typedReader}`;
  const { rows } = await connection.query<{ rows: string }>({
    name: 'list_rows',
    text: text,
    values: [...reader, ids],
  });
  return rows[0]?.rows ?? '';
}

/** The stored rows of a list, in no order.
 * @param more further columns */
export function hits({ conditions, order, readsNames }: ListPlan, more: readonly string[] = []): string {
  const keys = order.map(({ sql }, index) => `${sql} as key${index}`);
  return `select ${['a.id', 'whole', ...keys, ...more].join(', ')}
    from appointment a ${readsNames ? nameJoins : ''}
    cross join lateral (select ${seesWhole} as whole offset 0) seen
    where ${[typedReader, ...conditions].join('\n and ')}`;
}

function orderBy({ order }: ListPlan): string {
  return [...order.map(({ descending }, index) => `key${index}${descending ? ' desc' : ''}`), 'id'].join(', ');
}
