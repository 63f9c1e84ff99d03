import type { Connection } from '../../kernel/db/transaction.ts';
import { type Field, nameColumnOf, namePropertyOf, type Resource } from './schema/resource.ts';

/** A row as it is given out, with the version that its tag names. */
export interface StoredRow {
  id: number;
  version: number;
  /** JSON */
  text: string;
}

/** The rows of some ids, in their order, joined by commas; ids that are gone are left out. */
export async function rowsText(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  ids: readonly number[],
): Promise<string> {
  const { rows } = await connection.query<{ text: string | null }>(
    `select string_agg(json_strip_nulls(to_json(x))::text, ',' order by k.n) as text
     from unnest($2::bigint[]) with ordinality as k (id, n)
     cross join lateral (select ${columnsOf(resource)} ${fromOf(resource)} where r.tenant_id = $1 and r.id = k.id) x`,
    [tenantId, ids],
  );
  return rows[0]?.text ?? '';
}

/** @returns undefined when the tenant has no such row. */
export async function readRow(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  id: number,
): Promise<StoredRow | undefined> {
  const { rows } = await connection.query<StoredRow>(
    `select x.id, v.version, json_strip_nulls(to_json(x))::text as text
     from ${resource.table} v
     cross join lateral (select ${columnsOf(resource)} ${fromOf(resource)} where r.tenant_id = $1 and r.id = $2) x
     where v.tenant_id = $1 and v.id = $2`,
    [tenantId, id],
  );
  return rows[0];
}

/** FROM with everything that columns and orders of a list name; joins that a statement does not use cost nothing. */
export function fromOf(resource: Resource): string {
  const joins = Object.entries(resource.fields).map(([name, field]) => joinOf(name, field));
  return `from ${resource.table} r ${joins.join(' ')}`;
}

/** What a list can be ordered by: the SQL of each plain property. */
export function orderExpressions(resource: Resource): Map<string, string> {
  const expressions = new Map([
    ['id', 'r.id'],
    ['last_modified', 'r.last_modified'],
  ]);
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.type === 'text[]') continue;
    expressions.set(name, field.type === 'text' ? `lower(r.${name})` : `r.${name}`);
    const related = relatedName(name, field);
    if (related) expressions.set(namePropertyOf(name), `lower(${related})`);
  }
  for (const [alias, name] of Object.entries(resource.aliases ?? {})) {
    expressions.set(alias, expressions.get(name) as string);
  }
  return expressions;
}

function columnsOf(resource: Resource): string {
  const columns = Object.entries(resource.fields).flatMap(([name, field]) => {
    const related = relatedName(name, field);
    return [`${written(name, field)} as ${name}`, ...(related ? [`${related} as ${namePropertyOf(name)}`] : [])];
  });
  const aliases = Object.entries(resource.aliases ?? {}).map(([alias, name]) => `r.${name} as ${alias}`);
  return [
    'r.id',
    ...aliases,
    ...columns,
    ...linkColumns(resource),
    `date_trunc('second', r.last_modified) at time zone 'UTC' as last_modified`,
    `'"' || r.id || '.' || r.version || '"' as _etag`,
  ].join(', ');
}

/** Dates of the wire have no zone and no fraction. */
function written(name: string, { type }: Field): string {
  return type === 'timestamptz' ? `date_trunc('second', r.${name}) at time zone 'UTC'` : `r.${name}`;
}

function relatedName(name: string, { of, list }: Field): string | undefined {
  if (of) return `j_${name}.${nameColumnOf(of)}`;
  return list === undefined ? undefined : `j_${name}.name`;
}

function joinOf(name: string, { of, list }: Field): string {
  const join = `j_${name}.tenant_id = r.tenant_id and j_${name}.id = r.${name}`;
  if (of) return `left join ${of} j_${name} on ${join}`;
  return list === undefined ? '' : `left join lookup j_${name} on ${join} and j_${name}.lookupid = ${list}`;
}

function linkColumns({ links }: Resource): string[] {
  return Object.entries(links).map(
    ([name, { table, own, other, of }]) =>
      `coalesce((select json_agg(json_build_object('id', o.id, 'name', o.${nameColumnOf(of)}) order by o.${nameColumnOf(of)}, o.id)
        from ${table} l join ${of} o on o.tenant_id = l.tenant_id and o.id = l.${other}
        where l.tenant_id = r.tenant_id and l.${own} = r.id), '[]') as ${name}`,
  );
}
