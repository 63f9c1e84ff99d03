import { createTenant } from '../../src/rooms/directory/tenant-sql.ts';
import { type TestServer, testClient } from './server.ts';

/** A second organisation on the same server, with an admin and an API client of its own. */
export async function addTenant(server: TestServer, name: string): Promise<{ tenantId: number; token: string }> {
  const { pool } = server.database;
  const tenant = await createTenant(pool, { name, timezone: 'UTC', now: Date.UTC(2026, 0, 1) });
  if (!tenant) throw new Error(`there is a tenant ${name} already`);
  const { rows } = await pool.query(
    `insert into agent (tenant_id, name, email, role, last_modified)
     values ($1, 'Their admin', 'admin@example.org', 'admin', now()) returning id`,
    [tenant.id],
  );
  await pool.query(
    `insert into api_client (tenant_id, client_id, name, agent_id, created_at) values ($1, $2, 'Theirs', $3, now())`,
    [tenant.id, testClient.id, rows[0].id],
  );
  return { tenantId: tenant.id, token: await server.tokenFor(rows[0].id, { tenantId: tenant.id }) };
}
