import { randomUUID } from 'node:crypto';
import { hashSecret, newSecret } from './kernel/auth/secret.ts';
import { type Connection, instantParameter, transaction } from './kernel/db/transaction.ts';
import type { Context } from './kernel/http/context.ts';
import { createTenant, tenants } from './rooms/directory/tenant-sql.ts';

/** What was made up at the first start, because the environment did not say; printed once, kept nowhere. */
export interface MadeUp {
  adminEmail?: string;
  adminPassword?: string;
  clientId?: string;
  clientSecret?: string;
}

/** Makes the tenant, an admin and an API client that acts as that admin, when the database has no tenant yet.
 * Of several servers that start at once, one does it.
 * @returns what a person must be told, or undefined when nothing was made. */
export async function firstStart(context: Context): Promise<MadeUp | undefined> {
  const { config, database } = context;
  if ((await tenants(database.pool)).length > 0) return undefined;
  const email = config.adminEmail ?? 'admin@almanac.local';
  const password = config.adminPassword ?? newSecret(12);
  const clientId = config.clientId ?? randomUUID();
  const clientSecret = config.clientSecret ?? newSecret();
  const [passwordHash, secretHash] = await Promise.all([hashSecret(password), hashSecret(clientSecret)]);
  const made = await transaction(database, async (connection) => {
    const now = context.now();
    const tenant = await createTenant(connection, { name: 'default', timezone: config.timezone, now });
    if (!tenant) return false;
    const agentId = await createAdmin(connection, tenant.id, email, passwordHash, now);
    await connection.query(
      `insert into api_client (tenant_id, client_id, name, secret_hash, agent_id, created_at)
       values ($1, $2, 'First client', $3, $4, $5)`,
      [tenant.id, clientId, secretHash, agentId, instantParameter(now)],
    );
    return true;
  });
  if (!made) return undefined;
  return {
    ...(!config.adminEmail && { adminEmail: email }),
    ...(!config.adminPassword && { adminPassword: password }),
    ...(!config.clientId && { clientId }),
    ...(!config.clientSecret && { clientSecret }),
  };
}

async function createAdmin(connection: Connection, tenantId: number, email: string, passwordHash: string, now: number) {
  const { rows } = await connection.query<{ id: number }>(
    `insert into agent (tenant_id, name, email, role, password_hash, last_modified)
     values ($1, 'Administrator', $2, 'admin', $3, $4) returning id`,
    [tenantId, email, passwordHash, instantParameter(now)],
  );
  return rows[0]?.id;
}
