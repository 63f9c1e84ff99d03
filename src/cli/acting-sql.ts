import type { Scope } from '../kernel/auth/scope.ts';
import type { Context } from '../kernel/http/context.ts';
import type { Tenant } from '../rooms/directory/tenant-sql.ts';

/** Whom a command that writes in many rooms acts for: the first enabled admin of the tenant.
 * @throws Error when the tenant has none */
export async function scopeOfFirstAdmin({ database }: Context, tenant: Tenant): Promise<Scope> {
  const { rows } = await database.pool.query<{ id: number; name: string; timezone: string }>(
    `select id, name, coalesce(nullif(timezone, ''), $2) as timezone from agent
     where tenant_id = $1 and role = 'admin' and not isdisabled order by id limit 1`,
    [tenant.id, tenant.timezone],
  );
  const admin = rows[0];
  if (!admin)
    throw new Error(`Tenant '${tenant.name}' has no admin. Add one: npm run almanac -- agent add --role admin`);
  return {
    tenantId: tenant.id,
    agentId: admin.id,
    agentName: admin.name,
    timezone: admin.timezone,
    role: 'admin',
    reports: [],
    grants: new Set(['all']),
    clientId: 'almanac command line',
    requestsPerMinute: 0,
  };
}
