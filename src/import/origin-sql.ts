import type { Connection } from '../kernel/db/transaction.ts';

/** What is already imported: ids by key. The rows are written in the transaction of what they tell of, so that an
 * import that is interrupted anywhere finds exactly what it did. */
export interface Origins {
  get(key: string): number | undefined;
  /** Reads what the database has under these keys now, whatever was remembered of them. */
  refresh(connection: Connection, keys: readonly string[]): Promise<void>;
  add(connection: Connection, key: string, entity: string, id: number): Promise<void>;
}

/** The origins of one source in a tenant. */
export async function readOrigins(connection: Connection, tenantId: number, source: string): Promise<Origins> {
  const known = new Map<string, number>();
  const remember = async (from: Connection, condition: string, values: unknown[]) => {
    const { rows } = await from.query<{ key: string; entity_id: number }>(
      `select key, entity_id from import_origin where tenant_id = $1 and source = $2 ${condition}`,
      [tenantId, source, ...values],
    );
    for (const { key, entity_id } of rows) known.set(key, entity_id);
  };
  await remember(connection, '', []);
  return {
    get: (key) => known.get(key),
    refresh: async (from, keys) => {
      for (const key of keys) known.delete(key);
      await remember(from, 'and key = any ($3::text[])', [keys]);
    },
    add: async (to, key, entity, id) => {
      await to.query({
        name: 'insert_import_origin',
        text: 'insert into import_origin (tenant_id, source, key, entity, entity_id) values ($1, $2, $3, $4, $5)',
        values: [tenantId, source, key, entity, id],
      });
      known.set(key, id);
    },
  };
}

/** Any fixed number: imports into one tenant take turns, transaction by transaction. */
const importLock = 4_180_419;

export async function takeTurn(connection: Connection, tenantId: number): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1::integer, $2::integer)', [importLock, tenantId]);
}

/** The team or the agent that is there already under this name or address: two of a tenant cannot share it. */
export async function sameNamed(
  connection: Connection,
  tenantId: number,
  entity: string,
  element: Record<string, unknown>,
): Promise<number | undefined> {
  const texts: Record<string, { text: string; value: unknown }> = {
    team: { text: 'select id from team where tenant_id = $1 and lower(name) = lower($2)', value: element.name },
    agent: { text: 'select id from agent where tenant_id = $1 and lower(email) = lower($2)', value: element.email },
  };
  const asked = texts[entity];
  if (!asked) return undefined;
  return (await connection.query<{ id: number }>(asked.text, [tenantId, asked.value])).rows[0]?.id;
}
