import type { Connection } from '../../kernel/db/transaction.ts';

/** What the public may know of a tenant. */
export interface TenantShown {
  /** Its name for customers; empty when it has none but that of the first start. */
  readonly organisation: string;
  readonly timezone: string;
}

export async function tenantShown(connection: Connection, tenantId: number): Promise<TenantShown> {
  const { rows } = await connection.query<TenantShown>({
    name: 'tenant_shown',
    text: `select coalesce(nullif(settings ->> 'organisation', ''), nullif(name, 'default'), '') as organisation, timezone
      from tenant where id = $1`,
    values: [tenantId],
  });
  return rows[0] ?? { organisation: '', timezone: 'UTC' };
}
