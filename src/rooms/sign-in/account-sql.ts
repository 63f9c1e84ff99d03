import { type ChangedBy, recordChanges } from '../../kernel/changes/change.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { clearFailures, failureSubject } from './failure-sql.ts';
import { endSignInsOf } from './session-sql.ts';

/** Clients, agents and tenants as the command line and the first start write them; every write leaves a change row
 * that names nobody, because nobody signed in for it. */

export interface NewClient {
  clientId: string;
  name: string;
  /** Undefined: a public client, which can keep no secret. */
  secretHash: string | undefined;
  agentId: number | undefined;
  redirectUris: string[];
}

/** @returns false when the id is taken. */
export async function createClient(
  connection: Connection,
  tenantId: number,
  client: NewClient,
  now: number,
  by: ChangedBy = nobody(tenantId),
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `insert into api_client (tenant_id, client_id, name, secret_hash, agent_id, redirect_uris, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      tenantId,
      client.clientId,
      client.name,
      client.secretHash ?? null,
      client.agentId ?? null,
      client.redirectUris,
      instantParameter(now),
    ],
  );
  if (rowCount === 0) return false;
  const { secretHash, ...after } = client;
  const change = { entity: 'api_client', entityId: client.clientId, action: 'create' as const, after };
  await recordChanges(connection, by, now, [change]);
  return true;
}

export interface ClientRow {
  client_id: string;
  name: string;
  kind: string;
  agent: string | null;
  redirect_uris: string[];
  disabled: boolean;
}

export async function listClients(connection: Connection, tenantId: number): Promise<ClientRow[]> {
  const { rows } = await connection.query<ClientRow>(
    `select c.client_id, c.name, case when c.secret_hash is null then 'public' else 'secret' end as kind,
       a.email as agent, c.redirect_uris, c.disabled
     from api_client c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
     where c.tenant_id = $1 order by c.created_at, c.client_id`,
    [tenantId],
  );
  return rows;
}

/** @returns false when there is no such client. */
export async function setClientDisabled(
  connection: Connection,
  tenantId: number,
  clientId: string,
  disabled: boolean,
  now: number,
  by: ChangedBy = nobody(tenantId),
): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update api_client set disabled = $3 where tenant_id = $1 and client_id = $2',
    [tenantId, clientId, disabled],
  );
  if (rowCount === 0) return false;
  const change = { entity: 'api_client', entityId: clientId, action: 'update' as const };
  await recordChanges(connection, by, now, [{ ...change, before: { disabled: !disabled }, after: { disabled } }]);
  return true;
}

/** @returns false when there is no such client. */
export async function setClientSecret(
  connection: Connection,
  tenantId: number,
  clientId: string,
  secretHash: string,
  now: number,
  by: ChangedBy = nobody(tenantId),
): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update api_client set secret_hash = $3 where tenant_id = $1 and client_id = $2',
    [tenantId, clientId, secretHash],
  );
  if (rowCount === 0) return false;
  await clearFailures(connection, tenantId, failureSubject('client', clientId));
  const after = { client_secret: 'set' };
  const change = { entity: 'api_client', entityId: clientId, action: 'update' as const, after };
  await recordChanges(connection, by, now, [change]);
  return true;
}

export interface NewAgent {
  name: string;
  email: string;
  role: string;
  passwordHash: string;
}

/** @returns the new agent's id, or undefined when the e-mail address is taken. */
export async function createAgent(
  connection: Connection,
  tenantId: number,
  agent: NewAgent,
  now: number,
): Promise<number | undefined> {
  const { rows } = await connection.query<{ id: number }>(
    `insert into agent (tenant_id, name, email, role, password_hash, last_modified)
     values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, (lower(email))) do nothing returning id`,
    [tenantId, agent.name, agent.email, agent.role, agent.passwordHash, instantParameter(now)],
  );
  const id = rows[0]?.id;
  if (id === undefined) return undefined;
  const { passwordHash, ...after } = agent;
  await note(connection, tenantId, now, { entity: 'agent', entityId: id, action: 'create', after: { id, ...after } });
  return id;
}

export interface AgentRow {
  id: number;
  name: string;
  email: string;
  role: string;
  isdisabled: boolean;
}

const agentColumns = 'id, name, email, role, isdisabled';

export async function listAgents(connection: Connection, tenantId: number): Promise<AgentRow[]> {
  const { rows } = await connection.query<AgentRow>(
    `select ${agentColumns} from agent where tenant_id = $1 order by lower(name), id`,
    [tenantId],
  );
  return rows;
}

/** The agent of that e-mail address or id, disabled ones too. */
export async function findAgentRow(
  connection: Connection,
  tenantId: number,
  emailOrId: string,
): Promise<AgentRow | undefined> {
  const id = /^\d{1,15}$/.test(emailOrId) ? Number(emailOrId) : null;
  const { rows } = await connection.query<AgentRow>(
    `select ${agentColumns} from agent where tenant_id = $1 and (lower(email) = lower($2) or id = $3)`,
    [tenantId, emailOrId, id],
  );
  return rows[0];
}

export async function setAgentDisabled(
  connection: Connection,
  tenantId: number,
  agent: AgentRow,
  isdisabled: boolean,
  now: number,
): Promise<void> {
  await connection.query(
    `update agent set isdisabled = $3, version = version + 1, last_modified = $4 where tenant_id = $1 and id = $2`,
    [tenantId, agent.id, isdisabled, instantParameter(now)],
  );
  const change = { entity: 'agent', entityId: agent.id, action: 'update' as const };
  await note(connection, tenantId, now, { ...change, before: agent, after: { ...agent, isdisabled } });
}

/** Sets a password, ends what was signed in with the old one, and lets a locked agent try again. */
export async function setPassword(
  connection: Connection,
  tenantId: number,
  agent: AgentRow,
  passwordHash: string,
  now: number,
): Promise<void> {
  await connection.query(
    'update agent set password_hash = $3, version = version + 1, last_modified = $4 where tenant_id = $1 and id = $2',
    [tenantId, agent.id, passwordHash, instantParameter(now)],
  );
  await endSignInsOf(connection, tenantId, agent.id, now);
  await clearFailures(connection, tenantId, failureSubject('user', agent.email));
  await note(connection, tenantId, now, {
    entity: 'agent',
    entityId: agent.id,
    action: 'update',
    after: { password: 'set' },
  });
}

export async function setTenantDisabled(
  connection: Connection,
  tenantId: number,
  disabled: boolean,
  now: number,
): Promise<void> {
  await connection.query('update tenant set disabled = $2 where id = $1', [tenantId, disabled]);
  const change = { entity: 'tenant', entityId: tenantId, action: 'update' as const };
  await note(connection, tenantId, now, { ...change, before: { disabled: !disabled }, after: { disabled } });
}

function note(connection: Connection, tenantId: number, now: number, change: Parameters<typeof recordChanges>[3][0]) {
  return recordChanges(connection, nobody(tenantId), now, [change]);
}

const nobody = (tenantId: number): ChangedBy => ({ tenantId, agentId: null, clientId: null });
