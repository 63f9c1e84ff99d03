import { randomUUID } from 'node:crypto';
import { endSessionsOf } from '../../kernel/auth/app-session.ts';
import { newSecret, tokenHash } from '../../kernel/auth/secret.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { codeSeconds, refreshTokenSeconds } from './rules.ts';

/** Authorization codes, refresh tokens and the families that they form: one family a sign-in. */

/** What a code or a refresh token stands for. */
export interface SignInGrant {
  clientId: string;
  agentId: number;
  /** Of the API, space separated; and whether a refresh token was asked for. */
  scopes: string;
  offline: boolean;
  family: string;
  nonce?: string | undefined;
}

export interface NewCode extends Omit<SignInGrant, 'family'> {
  redirectUri: string;
  codeChallenge: string;
}

/** @returns the code, which is kept as a hash only. */
export async function createCode(
  connection: Connection,
  tenantId: number,
  code: NewCode,
  now: number,
): Promise<string> {
  const text = newSecret();
  await connection.query(
    `insert into authorization_code (tenant_id, code_hash, client_id, agent_id, scopes, redirect_uri, code_challenge,
       expires_at, family, nonce) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tenantId,
      tokenHash(text),
      code.clientId,
      code.agentId,
      keptScopes(code),
      code.redirectUri,
      code.codeChallenge,
      instantParameter(now + codeSeconds * 1000),
      randomUUID(),
      code.nonce ?? null,
    ],
  );
  return text;
}

interface GrantRow {
  client_id: string;
  agent_id: number;
  scopes: string;
  expires_at: number;
  used_at: number | null;
  family: string;
}

export interface CodeRow extends GrantRow {
  redirect_uri: string;
  code_challenge: string;
  nonce: string | null;
}

/** The row of a code, locked until the transaction ends, so that of two who send it one comes second. */
export async function lockCode(connection: Connection, tenantId: number, code: string): Promise<CodeRow | undefined> {
  const { rows } = await connection.query<CodeRow>(
    `select client_id, agent_id, scopes, expires_at, used_at, family, redirect_uri, code_challenge, nonce
     from authorization_code where tenant_id = $1 and code_hash = $2 for update`,
    [tenantId, tokenHash(code)],
  );
  return rows[0];
}

export async function useCode(connection: Connection, tenantId: number, code: string, now: number): Promise<void> {
  await connection.query('update authorization_code set used_at = $3 where tenant_id = $1 and code_hash = $2', [
    tenantId,
    tokenHash(code),
    instantParameter(now),
  ]);
}

/** @returns the token, which is kept as a hash only. */
export async function createRefreshToken(
  connection: Connection,
  tenantId: number,
  grant: SignInGrant,
  now: number,
): Promise<string> {
  const text = newSecret();
  await connection.query(
    `insert into refresh_token (tenant_id, token_hash, family, client_id, agent_id, scopes, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tenantId,
      tokenHash(text),
      grant.family,
      grant.clientId,
      grant.agentId,
      keptScopes(grant),
      instantParameter(now + refreshTokenSeconds * 1000),
    ],
  );
  return text;
}

export interface RefreshRow extends GrantRow {
  revoked_at: number | null;
}

/** The row of a refresh token, locked like a code's. */
export async function lockRefreshToken(
  connection: Connection,
  tenantId: number,
  token: string,
): Promise<RefreshRow | undefined> {
  const { rows } = await connection.query<RefreshRow>(
    `select client_id, agent_id, scopes, expires_at, used_at, family, revoked_at
     from refresh_token where tenant_id = $1 and token_hash = $2 for update`,
    [tenantId, tokenHash(token)],
  );
  return rows[0];
}

export async function useRefreshToken(
  connection: Connection,
  tenantId: number,
  token: string,
  now: number,
): Promise<void> {
  await connection.query('update refresh_token set used_at = $3 where tenant_id = $1 and token_hash = $2', [
    tenantId,
    tokenHash(token),
    instantParameter(now),
  ]);
}

/** Ends a sign-in: its refresh tokens at once, its access tokens within seconds. */
export async function revokeFamily(
  connection: Connection,
  tenantId: number,
  family: string,
  now: number,
): Promise<void> {
  const at = instantParameter(now);
  await connection.query(
    'insert into revoked_family (tenant_id, family, revoked_at) values ($1, $2, $3) on conflict do nothing',
    [tenantId, family, at],
  );
  await connection.query(
    'update refresh_token set revoked_at = $3 where tenant_id = $1 and family = $2 and revoked_at is null',
    [tenantId, family, at],
  );
}

/** Ends every sign-in of an agent that has a refresh token, and every session of the staff application: after a new
 * password, for one. */
export async function endSignInsOf(
  connection: Connection,
  tenantId: number,
  agentId: number,
  now: number,
): Promise<void> {
  const at = instantParameter(now);
  await connection.query(
    `insert into revoked_family (tenant_id, family, revoked_at)
     select distinct tenant_id, family, $3::timestamptz from refresh_token where tenant_id = $1 and agent_id = $2
     on conflict do nothing`,
    [tenantId, agentId, at],
  );
  await endSessionsOf(connection, tenantId, agentId);
  await connection.query(
    'update refresh_token set revoked_at = $3 where tenant_id = $1 and agent_id = $2 and revoked_at is null',
    [tenantId, agentId, at],
  );
}

const offlineWord = 'offline_access';

function keptScopes({ scopes, offline }: { scopes: string; offline: boolean }): string {
  return offline ? `${scopes} ${offlineWord}`.trim() : scopes;
}

export function grantOfRow(row: GrantRow): SignInGrant {
  const words = row.scopes.split(' ');
  return {
    clientId: row.client_id,
    agentId: row.agent_id,
    scopes: words.filter((word) => word !== offlineWord).join(' '),
    offline: words.includes(offlineWord),
    family: row.family,
  };
}
