import { type ChangedBy, recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';

/** API clients as admins see and change them; what is written of them otherwise is in account-sql.ts. */

export interface ApiClient {
  id: string;
  name: string;
  agent_id?: number;
  agent_name?: string;
  agent_role?: string;
  redirect_uris: string[];
  public: boolean;
  disabled: boolean;
  created_at: string;
}

/** @param id of one alone */
export async function readClients(connection: Connection, tenantId: number, id?: string): Promise<ApiClient[]> {
  const { rows } = await connection.query<{ row: ApiClient }>({
    name: 'api_clients',
    text: `select json_strip_nulls(json_build_object('id', c.client_id, 'name', c.name, 'agent_id', c.agent_id,
        'agent_name', a.name, 'agent_role', a.role, 'redirect_uris', c.redirect_uris, 'public', c.secret_hash is null,
        'disabled', c.disabled, 'created_at', date_trunc('second', c.created_at) at time zone 'UTC')) as row
      from api_client c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
      where c.tenant_id = $1 and ($2::text is null or c.client_id = $2) order by c.created_at, c.client_id`,
    values: [tenantId, id ?? null],
  });
  return rows.map(({ row }) => row);
}

/** The client, locked until the transaction ends; undefined when the tenant has none of that id. */
export async function lockClient(connection: Connection, tenantId: number, id: string): Promise<ApiClient | undefined> {
  await connection.query('select 1 from api_client where tenant_id = $1 and client_id = $2 for update', [tenantId, id]);
  return (await readClients(connection, tenantId, id))[0];
}

export type ClientFacts = Pick<ApiClient, 'name' | 'redirect_uris'> & { agent_id: number | null };

export async function updateClient(
  connection: Connection,
  by: ChangedBy,
  now: number,
  id: string,
  { before, after }: { before: ClientFacts; after: ClientFacts },
): Promise<void> {
  await connection.query(
    'update api_client set name = $3, agent_id = $4, redirect_uris = $5 where tenant_id = $1 and client_id = $2',
    [by.tenantId, id, after.name, after.agent_id, after.redirect_uris],
  );
  await recordChanges(connection, by, now, [{ entity: 'api_client', entityId: id, action: 'update', before, after }]);
}
