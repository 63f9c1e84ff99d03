import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { StatusPageRow } from './schema.ts';

/** The statements about public status pages. */

const columns =
  'p.tenant_id, p.key, p.enabled, p.title, p.service_ids::integer[] as service_ids, p.version, p.last_modified';

export async function statusPageOf(connection: Connection, tenantId: number): Promise<StatusPageRow | undefined> {
  const text = `select ${columns} from status_page p where p.tenant_id = $1`;
  return (await connection.query<StatusPageRow>({ name: 'status_page', text, values: [tenantId] })).rows[0];
}

export async function writeStatusPage(connection: Connection, row: Omit<StatusPageRow, 'version'>): Promise<void> {
  await connection.query(
    `insert into status_page as p (tenant_id, key, enabled, title, service_ids, last_modified) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id) do update set (key, enabled, title, service_ids, last_modified, version)
       = row(excluded.key, excluded.enabled, excluded.title, excluded.service_ids, excluded.last_modified, p.version + 1)`,
    [row.tenant_id, row.key, row.enabled, row.title, row.service_ids, instantParameter(row.last_modified)],
  );
}

/** A page that is switched on, as the public may know it. */
export interface PublicPage extends StatusPageRow {
  /** Name for customers; empty when there is none but that of the first start. */
  readonly organisation: string;
  readonly timezone: string;
}

/** Whose page this is: the key says it, as a secret does, so the statement is of no tenant yet. */
export async function publicPage(connection: Connection, key: string): Promise<PublicPage | undefined> {
  const { rows } = await connection.query<PublicPage>({
    name: 'status_page_by_key',
    text: `select ${columns}, t.timezone,
        coalesce(nullif(p.title, ''), nullif(t.settings ->> 'organisation', ''), nullif(t.name, 'default'), '') as organisation
      from status_page p join tenant t on t.id = p.tenant_id
      where p.key = $1 and p.enabled and not t.disabled`,
    values: [key],
  });
  return rows[0];
}
