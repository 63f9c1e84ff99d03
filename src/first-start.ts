import { randomUUID } from 'node:crypto';
import { hashSecret, newSecret, secretMatches } from './kernel/auth/secret.ts';
import { transaction } from './kernel/db/transaction.ts';
import type { Context } from './kernel/http/context.ts';
import { createTenant, tenants } from './rooms/directory/tenant-sql.ts';
import { createAgent, createClient } from './rooms/sign-in/account-sql.ts';
import { findAgentByEmail, findClient } from './rooms/sign-in/sql.ts';

/** What was made up at the first start, because the environment did not say; printed once, kept nowhere. */
export interface MadeUp {
  adminEmail?: string;
  adminPassword?: string;
  clientId?: string;
  clientSecret?: string;
}

/** Makes the tenant, an admin and an API client that acts as that admin, when the database has no tenant yet.
 * Of several servers that start at once, one does it. Later starts make and change nothing: what an admin changed
 * since then must not come back because an old variable is still set. They warn when the environment does not fit.
 * @returns what a person must be told, or undefined when nothing was made. */
export async function firstStart(context: Context): Promise<MadeUp | undefined> {
  const { config, database } = context;
  const [first] = await tenants(database.pool);
  if (first) {
    await warnWhenDifferent(context, first.id);
    return undefined;
  }
  const email = config.adminEmail ?? 'admin@almanac.local';
  const password = config.adminPassword ?? newSecret(12);
  const clientId = config.clientId ?? randomUUID();
  const clientSecret = config.clientSecret ?? newSecret();
  const [passwordHash, secretHash] = await Promise.all([hashSecret(password), hashSecret(clientSecret)]);
  const made = await transaction(database, async (connection) => {
    const now = context.now();
    const tenant = await createTenant(connection, { name: 'default', timezone: config.timezone, now });
    if (!tenant) return false;
    const admin = { name: 'Administrator', email, role: 'admin', passwordHash };
    const agentId = await createAgent(connection, tenant.id, admin, now);
    const client = { clientId, name: 'First client', secretHash, agentId, redirectUris: [] };
    await createClient(connection, tenant.id, client, now);
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

/** What a person must be told of the first start; '' when nothing. */
export function madeUpText(madeUp: MadeUp | undefined): string {
  const lines = Object.entries({
    'admin user name': madeUp?.adminEmail,
    'admin password': madeUp?.adminPassword,
    'API client id': madeUp?.clientId,
    'API client secret': madeUp?.clientSecret,
  }).filter(([, value]) => value !== undefined);
  if (lines.length === 0) return '';
  return `First start. Made up for you, and shown only this once:\n${lines
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('')}`;
}

/** An operator who sets a variable later expects it to count; it does not, so they are told what to do instead. */
async function warnWhenDifferent({ config, database, log }: Context, tenantId: number): Promise<void> {
  const { clientId, clientSecret, adminEmail, adminPassword } = config;
  const client = clientId ? await findClient(database.pool, tenantId, clientId) : undefined;
  const admin = adminEmail ? await findAgentByEmail(database.pool, tenantId, adminEmail) : undefined;
  const warn = (variable: string, instead: string) =>
    log.warn(
      `${variable} differs from what the database has. Only the first start reads it; use: npm run almanac -- ${instead}`,
    );
  if (clientId && !client) warn('ALMANAC_CLIENT_ID', 'client add');
  if (adminEmail && !admin) warn('ALMANAC_ADMIN_EMAIL', 'agent add --role admin');
  if (client && clientSecret && !(await secretMatches(clientSecret, client.secret_hash))) {
    warn('ALMANAC_CLIENT_SECRET', `client secret --id ${client.client_id}`);
  }
  if (admin && adminPassword && !(await secretMatches(adminPassword, admin.password_hash))) {
    warn('ALMANAC_ADMIN_PASSWORD', `agent password --email ${admin.email}`);
  }
}
