import { named } from '../../kernel/db/named.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { type FoundRows, hits, type ListPlan } from './list-sql.ts';
import type { Overlay } from './overlay.ts';
import { holidayRows, overlayRowJson, rowOfRef, ticketRows } from './overlay-row-sql.ts';
import { listRowJson, nameJoins, seesWhole, typedReader } from './row-sql.ts';

/** Lists of stored rows and overlay rows together, and pages of any list that go on where the last one ended. */

export interface UnionPlan {
  stored: ListPlan;
  /** Where overlay rows come from, none filtered out yet; and what is asked of them. */
  overlay?: { source: string; plan: ListPlan };
}

/** What the last row of a page is ordered by: its keys, id and overlay key, as text. */
export type Cursor = readonly (string | null)[];

export interface FoundPage extends FoundRows {
  /** Null where there is no row. */
  last: Cursor | null;
}

/** Where a page begins: after so many rows, or after a row that was told. */
export type PageStart = { offset: number } | { after: Cursor };

/** One statement for a whole page. After a cursor, `total` is what comes after it. */
export async function findPage(
  connection: Connection,
  plan: UnionPlan,
  start: PageStart,
  limit: number,
): Promise<FoundPage> {
  const parameters = [...plan.stored.parameters];
  const parameter = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`;
  const rest = 'after' in start ? `select * from hits where ${comesAfter(start.after, plan, parameter)}` : '';
  const from = rest === '' ? 'hits' : 'rest';
  const order = orderBy(plan);
  const text = `with ${unionHits(plan)}, ${rest === '' ? '' : `rest as materialized (${rest}),`}
    page as (select *, row_number() over (order by ${order}) as place from ${from}
      order by ${order} limit ${parameter(limit, 'bigint')} offset ${parameter('offset' in start ? start.offset : 0, 'bigint')})
    select (select count(*) from ${from})::int as total, ${rowsOf(plan, 'page', 'page.whole')} as rows,
      (select json_build_array(${cursorColumns(plan)}) from page order by place desc limit 1) as last`;
  const { rows } = await connection.query<FoundPage>(named('page', text, parameters));
  return rows[0] as FoundPage;
}

/** The rows of a union in their order, by number: ids of stored rows, and below 0 those of overlay rows. */
export async function findRefs(connection: Connection, plan: UnionPlan): Promise<number[]> {
  const text = `with ${unionHits(plan)} select coalesce(array_agg(ref order by ${orderBy(plan)}), '{}') as refs from hits`;
  const { rows } = await connection.query<{ refs: number[] }>(named('union_refs', text, plan.stored.parameters));
  return (rows[0]?.refs ?? []).map(Number);
}

/** The rows of these numbers in this order, joined by commas; those that are gone meanwhile are left out. */
export async function rowsByRefs(
  connection: Connection,
  reader: unknown[],
  { holidays, once }: Overlay,
  refs: readonly number[],
): Promise<string> {
  const overlays = refs.filter((ref) => ref < 0).map(rowOfRef);
  const numbers = (wanted: string) => overlays.filter(({ kind }) => kind === wanted).map(({ number }) => number);
  const starts = numbers('holiday').map((number) => holidays.findLastIndex(({ first }) => first <= number));
  const times = [...new Set(starts)].map((index) => holidays[index]);
  const source = [
    ticketRows('project', 't.id = any ($8::bigint[])'),
    ticketRows('change', 't.id = any ($9::bigint[])'),
    holidayRows('$10::json', once),
  ];
  const text = `with overlay as materialized (${source.join('\n union all ')}),
    wanted as (select * from unnest($7::bigint[]) with ordinality as w (ref, place))
    select ${rowsOf({ overlay: true }, 'wanted', seesWhole)} as rows where ${typedReader}`;
  const values = [...reader, refs, numbers('project'), numbers('change'), JSON.stringify(times)];
  const name = once ? 'union_rows_once' : 'union_rows';
  const { rows } = await connection.query<{ rows: string }>({ name, text, values });
  return rows[0]?.rows ?? '';
}

function unionHits({ stored, overlay }: UnionPlan): string {
  const own = hits(stored, ['a.id as ref', `''::text as overlay_key`]);
  if (!overlay) return `hits as materialized (${own})`;
  const { source, plan } = overlay;
  const keys = plan.order.map(({ sql }, index) => `${sql} as key${index}`);
  return `overlay as materialized (${source}),
    hits as materialized (${own}
      union all select ${['a.id', 'whole', ...keys, 'a.ref', 'a.overlay_key'].join(', ')}
        from overlay a ${plan.readsNames ? nameJoins : ''} cross join (select true as whole) seen
        where ${plan.conditions.join('\n and ')})`;
}

/** The text of the rows that a table `ref, place` names.
 * @param whole SQL of whether the reader sees a stored row whole */
function rowsOf({ overlay }: { overlay?: unknown }, table: string, whole: string): string {
  const own = `select ${table}.place, ${listRowJson(whole)} as json
    from ${table} join appointment a on a.tenant_id = $1 and a.id = ${table}.ref ${nameJoins}`;
  const others = `select ${table}.place, ${overlayRowJson} from ${table} join overlay a on a.ref = ${table}.ref ${nameJoins}`;
  return `coalesce((select string_agg(json, ',' order by place)
    from (${overlay ? `${own} union all ${others}` : own}) found), '')`;
}

/** Ties go by id; overlay rows, which have none, by their key. */
const tieBreak = ['id', 'overlay_key collate "C"'];

function orderBy({ stored }: UnionPlan): string {
  const keys = stored.order.map(({ descending }, index) => `key${index}${descending ? ' desc' : ''}`);
  return [...keys, ...tieBreak].join(', ');
}

function cursorColumns({ stored }: UnionPlan): string {
  const keys = stored.order.map((_key, index) => `key${index}::text`);
  return [...keys, 'id::text', 'overlay_key'].join(', ');
}

/** The condition that a row comes after a cursor in the order. Nothing sorts as the greatest. */
function comesAfter(
  cursor: Cursor,
  { stored }: UnionPlan,
  parameter: (value: unknown, type: string) => string,
): string {
  const { order } = stored;
  const [id, key] = cursor.slice(order.length);
  const lastId = parameter(id, 'bigint');
  const ties = `(id > ${lastId} or id = ${lastId} and overlay_key collate "C" > ${parameter(key, 'text')})`;
  return order.reduceRight((later, { type, descending }, index) => {
    const last = parameter(cursor[index], type);
    const own = `key${index}`;
    const isLater = descending
      ? `${own} < ${last} or ${own} is not null and ${last} is null`
      : `${own} > ${last} or ${own} is null and ${last} is not null`;
    return `(${isLater} or ${own} is not distinct from ${last} and ${later})`;
  }, ties);
}
