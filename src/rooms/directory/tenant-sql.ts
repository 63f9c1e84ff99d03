import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { firstLookups, firstWorkday } from './new-tenant.ts';

export interface Tenant {
  id: number;
  name: string;
  timezone: string;
  disabled: boolean;
}

export async function tenants(connection: Connection): Promise<Tenant[]> {
  return (await connection.query<Tenant>('select id, name, timezone, disabled from tenant order by id')).rows;
}

/** Makes a tenant with its default workday and lookups.
 * @returns undefined when the name is taken. */
export async function createTenant(
  connection: Connection,
  { name, timezone, now }: { name: string; timezone: string; now: number },
): Promise<Tenant | undefined> {
  const { rows } = await connection.query<Tenant>(
    `insert into tenant (name, timezone, created_at) values ($1, $2, $3)
     on conflict ((lower(name))) do nothing returning id, name, timezone, disabled`,
    [name, timezone, instantParameter(now)],
  );
  const tenant = rows[0];
  if (!tenant) return undefined;
  await connection.query(
    `with made as (insert into workday (tenant_id, name, is_default, last_modified) values ($1, $2, true, $3) returning id)
     insert into workday_pattern (tenant_id, workday_id, start_second, end_second, days)
     select $1, made.id, $4, $5, $6 from made`,
    [
      tenant.id,
      firstWorkday.name,
      instantParameter(now),
      firstWorkday.start,
      firstWorkday.end,
      JSON.stringify(firstWorkday.days),
    ],
  );
  await connection.query(
    `insert into lookup (tenant_id, lookupid, id, name, last_modified)
     select $1, l.lookupid, l.id, l.name, $2 from jsonb_to_recordset($3::jsonb) as l (lookupid int, id int, name text)`,
    [tenant.id, instantParameter(now), JSON.stringify(firstLookups)],
  );
  return tenant;
}
