import type { Connection } from '../../kernel/db/transaction.ts';

/** Every workday's name, by its id. */
export async function workdayNames(connection: Connection, tenantId: number): Promise<Map<number, string>> {
  const { rows } = await connection.query<{ id: number; name: string }>({
    name: 'workday_names',
    text: 'select id, name from workday where tenant_id = $1',
    values: [tenantId],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
