import type { Connection } from '../../kernel/db/transaction.ts';
import { instantParameter } from '../../kernel/db/transaction.ts';

export interface SignInTenant {
  id: number;
  name: string;
}

/** Tenants that one can sign in to: the one of that name, or without a name the first two. */
export async function signInTenants(connection: Connection, name: string | undefined): Promise<SignInTenant[]> {
  const { rows } = await connection.query<SignInTenant>({
    name: 'sign_in_tenants',
    text: `select id, name from tenant where not disabled and ($1::text is null or lower(name) = lower($1))
      order by id limit 2`,
    values: [name ?? null],
  });
  return rows;
}

export async function tenantName(connection: Connection, tenantId: number): Promise<string | undefined> {
  const { rows } = await connection.query<{ name: string }>('select name from tenant where id = $1', [tenantId]);
  return rows[0]?.name;
}

export interface ApiClient {
  client_id: string;
  name: string;
  secret_hash: string | null;
  agent_id: number | null;
  redirect_uris: string[];
}

/** The enabled client of that id. */
export async function findClient(
  connection: Connection,
  tenantId: number,
  clientId: string,
): Promise<ApiClient | undefined> {
  const { rows } = await connection.query<ApiClient>({
    name: 'sign_in_client',
    text: `select client_id, name, secret_hash, agent_id, redirect_uris from api_client
      where tenant_id = $1 and client_id = $2 and not disabled`,
    values: [tenantId, clientId],
  });
  return rows[0];
}

export interface SignInAgent {
  id: number;
  name: string;
  email: string;
  password_hash: string | null;
}

/** The enabled agent with that user name. */
export async function findAgentByEmail(
  connection: Connection,
  tenantId: number,
  email: string,
): Promise<SignInAgent | undefined> {
  const { rows } = await connection.query<SignInAgent>({
    name: 'sign_in_agent_by_email',
    text: `select id, name, email, password_hash from agent
      where tenant_id = $1 and lower(email) = lower($2) and not isdisabled`,
    values: [tenantId, email],
  });
  return rows[0];
}

/** The enabled agent of that id. */
export async function findAgent(
  connection: Connection,
  tenantId: number,
  agentId: number,
): Promise<SignInAgent | undefined> {
  const { rows } = await connection.query<SignInAgent>({
    name: 'sign_in_agent',
    text: 'select id, name, email, password_hash from agent where tenant_id = $1 and id = $2 and not isdisabled',
    values: [tenantId, agentId],
  });
  return rows[0];
}

/** Codes, tokens and failures that nobody can use any more. */
export async function sweepSignIns(connection: Connection, tenantId: number, now: number): Promise<void> {
  const values = [tenantId, instantParameter(now)];
  for (const statement of [
    `delete from sign_in_failure where tenant_id = $1 and last_at < $2::timestamptz - interval '1 day'`,
    `delete from authorization_code where tenant_id = $1 and expires_at < $2::timestamptz - interval '1 day'`,
    `delete from refresh_token where tenant_id = $1 and expires_at < $2::timestamptz - interval '1 day'`,
    'delete from app_session where tenant_id = $1 and expires_at < $2',
    `delete from revoked_family where tenant_id = $1 and revoked_at < $2::timestamptz - interval '1 day'`,
  ]) {
    await connection.query(statement, values);
  }
}
