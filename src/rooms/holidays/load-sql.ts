import type { Connection } from '../../kernel/db/transaction.ts';

/** What loading public holidays asks of a workday. */

export async function defaultWorkday(connection: Connection, tenantId: number): Promise<number> {
  const text = 'select id from workday where tenant_id = $1 and is_default';
  return (await connection.query<{ id: number }>(text, [tenantId])).rows[0]?.id ?? 0;
}

/** One load of a workday at a time.
 * @returns whether the tenant has it */
export async function lockWorkday(connection: Connection, tenantId: number, id: number): Promise<boolean> {
  const text = 'select id from workday where tenant_id = $1 and id = $2 for no key update';
  return (await connection.query(text, [tenantId, id])).rows.length > 0;
}

/** What its public holidays were loaded from, and their dates with their names in small letters. */
export async function knownOfWorkday(connection: Connection, tenantId: number, id: number): Promise<Set<string>> {
  const { rows } = await connection.query<{ key: string }>(
    `select loaded_from as key from holiday where tenant_id = $1 and workday_id = $2 and loaded_from is not null
     union select start_date::text || ' ' || lower(name) from holiday
       where tenant_id = $1 and workday_id = $2 and start_date is not null`,
    [tenantId, id],
  );
  return new Set(rows.map(({ key }) => key));
}
