import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Reference } from './draft-rules.ts';
import type { Field, Link, Resource } from './schema/resource.ts';

/** Keeps everyone else from changing these rows until the transaction ends; in one order, so that nobody waits in a
 * circle. What they hold is read by a later statement: this one still sees what was there before it waited. */
export async function lockRows(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `select id from ${resource.table} where tenant_id = $1 and id = any($2::bigint[]) order by id for no key update`,
    [tenantId, ids],
  );
}

/** @param values columns of the resource, read by its schema
 * @returns the new id. */
export async function insertRow(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  values: Record<string, unknown>,
  now: number,
): Promise<number> {
  const names = Object.keys(values);
  const columns = ['tenant_id', 'last_modified', ...names].join(', ');
  const places = ['$1', '$2', ...names.map((name, index) => `$${index + 3}::${typeOf(resource, name)}`)].join(', ');
  const { rows } = await connection.query<{ id: number }>(
    `insert into ${resource.table} (${columns}) values (${places}) returning id`,
    [tenantId, instantParameter(now), ...names.map((name) => stored(resource, name, values[name]))],
  );
  return (rows[0] as { id: number }).id;
}

/** Makes the row's next version; `values` may be empty, when only its links changed. */
export async function updateRow(
  connection: Connection,
  tenantId: number,
  resource: Resource,
  id: number,
  values: Record<string, unknown>,
  now: number,
): Promise<void> {
  const names = Object.keys(values);
  const sets = names.map((name, index) => `, ${name} = $${index + 4}::${typeOf(resource, name)}`).join('');
  await connection.query(
    `update ${resource.table} set version = version + 1, last_modified = $3${sets} where tenant_id = $1 and id = $2`,
    [tenantId, id, instantParameter(now), ...names.map((name) => stored(resource, name, values[name]))],
  );
}

export async function setLinks(
  connection: Connection,
  tenantId: number,
  link: Link,
  id: number,
  others: number[],
): Promise<void> {
  const { table, own, other } = link;
  await connection.query(
    `delete from ${table} where tenant_id = $1 and ${own} = $2 and ${other} <> all($3::bigint[])`,
    [tenantId, id, others],
  );
  await connection.query(
    `insert into ${table} (tenant_id, ${own}, ${other}) select $1, $2, o.id from unnest($3::bigint[]) as o (id)
     on conflict do nothing`,
    [tenantId, id, others],
  );
}

/** Those of the references that point at nothing. What is there stays there until the transaction ends. */
export async function missingReferences(
  connection: Connection,
  tenantId: number,
  references: Reference[],
): Promise<Reference[]> {
  const missing: Reference[] = [];
  for (const [{ table, lookupid }, asked] of byTarget(references)) {
    const { rows } = await connection.query<{ id: number }>(
      `select id from ${table} where tenant_id = $1 and id = any($2::bigint[])
       ${lookupid > 0 ? 'and lookupid = $3' : ''} order by id for key share`,
      [tenantId, [...new Set(asked.map(({ id }) => id))], ...(lookupid > 0 ? [lookupid] : [])],
    );
    const found = new Set(rows.map(({ id }) => id));
    missing.push(...asked.filter(({ id }) => !found.has(id)));
  }
  return missing;
}

function byTarget(references: Reference[]): [Reference, Reference[]][] {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) {
    const target = `${reference.table} ${reference.lookupid}`;
    const group = groups.get(target);
    if (group) group.push(reference);
    else groups.set(target, [reference]);
  }
  return [...groups.values()].map((group) => [group[0] as Reference, group]);
}

function typeOf(resource: Resource, name: string): string {
  return (resource.fields[name] as Field | undefined)?.type ?? 'text';
}

function stored(resource: Resource, name: string, value: unknown): unknown {
  return typeOf(resource, name) === 'timestamptz' ? instantParameter(value as number | null) : value;
}

/** Those of the services that depend on themselves, over any number of others. */
export async function circularServices(connection: Connection, tenantId: number, ids: number[]): Promise<Set<number>> {
  const { rows } = await connection.query<{ id: number }>(
    `with recursive reach (start, id) as (
       select service_id, depends_on_id from service_dependency where tenant_id = $1 and service_id = any ($2::bigint[])
       union
       select reach.start, d.depends_on_id from reach join service_dependency d on d.tenant_id = $1 and d.service_id = reach.id)
     select start as id from reach where start = id`,
    [tenantId, ids],
  );
  return new Set(rows.map((row) => row.id));
}
