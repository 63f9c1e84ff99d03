import { createTenant } from '../../src/rooms/directory/tenant-sql.ts';
import { type TestServer, testClient } from './server.ts';

/** A second tenant with an admin and an API client of the same id, and a token of that admin. */
export async function otherTenant(server: TestServer, name = 'other') {
  const { pool } = server.database;
  const tenant = await createTenant(pool, { name, timezone: 'UTC', now: 0 });
  if (!tenant) throw new Error(`There is a tenant ${name} already`);
  const { rows } = await pool.query<{ id: number }>(
    `insert into agent (tenant_id, name, email, role, last_modified)
     values ($1, 'Other admin', 'other@example.org', 'admin', now()) returning id`,
    [tenant.id],
  );
  const adminId = (rows[0] as { id: number }).id;
  await pool.query(
    `insert into api_client (tenant_id, client_id, name, agent_id, created_at) values ($1, $2, 'Other', $3, now())`,
    [tenant.id, testClient.id, adminId],
  );
  return { tenantId: tenant.id, adminId, token: await server.tokenFor(adminId, { tenantId: tenant.id }) };
}
