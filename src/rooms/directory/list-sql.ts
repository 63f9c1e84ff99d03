import type { Connection } from '../../kernel/db/transaction.ts';
import type { Page } from '../../wire/envelope.ts';
import { type OrderQuery, orderTerms, searchPatterns } from '../../wire/list-query.ts';
import { fromOf, orderExpressions } from './row-sql.ts';
import type { Resource } from './schema/resource.ts';

/** A list's parameters as its schema reads them. */
export interface ListQuery extends OrderQuery {
  [parameter: string]: unknown;
}

/** Ids of a list in its order, and how many there are in all its pages. */
export async function findIds(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  query: ListQuery,
  page: Page,
): Promise<{ ids: number[]; total: number }> {
  const values: unknown[] = [tenantId];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(resource, query, parameter).join(' and ');
  const from = fromOf(resource);
  const order = [...orderTerms(query, orderExpressions(resource)), defaultOrder(resource), 'r.id'].join(', ');
  const whole = page.limit === undefined && page.offset === 0;
  const counted = whole ? 'null::bigint' : `(select count(*) ${from} where ${where})`;
  const limits = whole ? '' : `limit ${parameter(page.limit ?? null)}::bigint offset ${parameter(page.offset)}::bigint`;
  const { rows } = await connection.query<{ total: number | null; ids: string[] }>(
    `select ${counted} as total, array(select r.id ${from} where ${where} order by ${order} ${limits}) as ids`,
    values,
  );
  const ids = (rows[0]?.ids ?? []).map(Number);
  return { ids, total: rows[0]?.total ?? ids.length };
}

function defaultOrder({ fields, order }: Resource): string {
  return fields[order]?.type === 'text' ? `lower(r.${order})` : `r.${order}`;
}

function conditions(resource: Resource, query: ListQuery, parameter: (value: unknown) => string): string[] {
  const found = ['r.tenant_id = $1'];
  const patterns = searchPatterns((query.search as string | null) ?? '');
  if (patterns.length > 0) {
    const text = resource.search.map((column) => `coalesce(r.${column}::text, '')`).join(` || ' ' || `);
    found.push(`(${text}) ilike all (${parameter(patterns)}::text[])`);
  }
  for (const [name, where] of Object.entries(filterConditions(resource))) {
    const ids = ((query[name] as number[] | null) ?? []).filter((id) => id > 0);
    if (ids.length > 0) found.push(where.replace('$', () => `${parameter(ids)}::bigint[]`));
  }
  for (const [name, { whereTrue, whereFalse }] of Object.entries(resource.switches ?? {})) {
    const where = query[name] ? whereTrue : whereFalse;
    if (where) found.push(where);
  }
  return found;
}

function filterConditions(resource: Resource): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.of || field.list !== undefined) found[name] = `r.${name} = any($)`;
  }
  for (const { table, own, other, filter } of Object.values(resource.links)) {
    found[filter] =
      `exists (select from ${table} l where l.tenant_id = r.tenant_id and l.${own} = r.id and l.${other} = any($))`;
  }
  for (const [name, { where }] of Object.entries(resource.filters ?? {})) found[name] = where;
  return found;
}
