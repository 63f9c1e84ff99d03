import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../problems.ts';
import { type Connection, instantParameter } from '../db/transaction.ts';
import type { TokenSigner } from './access-token.ts';
import { type CallerRow, callerColumns, scopeOf } from './caller.ts';
import type { Scope } from './scope.ts';
import { newSecret, sameText, tokenHash } from './secret.ts';

/** Sessions of the staff application: a cookie that no script reads and no other site sends. What its requests write must
 * also carry a token that only this server's own page can know. */

const cookieName = 'almanac-session';
/** A session ends when nothing was asked for so long, and at the latest so long after the sign-in. */
const idleSeconds = 2 * 3_600;
export const longestSeconds = 24 * 3_600;
/** A request moves the end on when this much of the time has gone. */
const renewedAfterSeconds = 60;
/** How the staff application is called where others have an API client. */
const clientId = 'app';

/** The cookie of a request as it was given out: the tenant, a dot and the secret. */
export function sessionCookieOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=(\\d{1,9}\\.[\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string | undefined): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  const age = value === undefined ? 0 : longestSeconds;
  reply.header(
    'Set-Cookie',
    `${cookieName}=${value ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`,
  );
}

/** What the requests of a session must carry in X-CSRF-Token. */
export function csrfTokenOf(session: string, signer: TokenSigner): string {
  return signer.mac('csrf session', session);
}

/** @throws Problem csrf for a request that may write and does not carry the session's token */
export function refuseForgery(request: FastifyRequest, session: string, signer: TokenSigner): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const sent = request.headers['x-csrf-token'];
  if (typeof sent === 'string' && sameText(sent, csrfTokenOf(session, signer))) return;
  throw new Problem('csrf', 'Send the header X-CSRF-Token with the token that GET /app/session answers.');
}

/** @returns the value of the cookie; its secret is kept as a hash only. */
export async function createSession(
  connection: Connection,
  tenantId: number,
  agentId: number,
  now: number,
): Promise<string> {
  const secret = newSecret();
  await connection.query(
    `insert into app_session (tenant_id, token_hash, agent_id, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [tenantId, tokenHash(secret), agentId, instantParameter(now), instantParameter(now + idleSeconds * 1_000)],
  );
  return `${tenantId}.${secret}`;
}

export async function endSession(connection: Connection, session: string): Promise<void> {
  const [tenantId, hash] = keyOf(session);
  await connection.query('delete from app_session where tenant_id = $1 and token_hash = $2', [tenantId, hash]);
}

/** After a new password, for one. */
export async function endSessionsOf(connection: Connection, tenantId: number, agentId: number): Promise<void> {
  await connection.query('delete from app_session where tenant_id = $1 and agent_id = $2', [tenantId, agentId]);
}

/** Whom a session acts for; moves its end on, unless it is asked quietly.
 * @returns undefined when it has ended, or the agent or the tenant has been disabled */
export async function findSession(
  connection: Connection,
  session: string,
  now: number,
  quietly: boolean,
): Promise<{ scope: Scope; expiresAt: number } | undefined> {
  const [tenantId, hash] = keyOf(session);
  const { rows } = await connection.query<CallerRow & { agent_id: number; created_at: number; expires_at: number }>({
    name: 'load_session',
    text: `select s.agent_id, s.created_at, s.expires_at, ${callerColumns}
      from app_session s
      join agent a on a.tenant_id = s.tenant_id and a.id = s.agent_id and not a.isdisabled
      join tenant t on t.id = s.tenant_id and not t.disabled
      where s.tenant_id = $1 and s.token_hash = $2 and s.expires_at > $3`,
    values: [tenantId, hash, instantParameter(now)],
  });
  const row = rows[0];
  if (!row) return undefined;
  const scope = scopeOf({ tenantId, agentId: row.agent_id, clientId, scopes: 'all' }, row);
  const end = Math.min(now + idleSeconds * 1_000, row.created_at + longestSeconds * 1_000);
  if (quietly || end - row.expires_at < renewedAfterSeconds * 1_000) return { scope, expiresAt: row.expires_at };
  await connection.query(
    'update app_session set expires_at = $3 where tenant_id = $1 and token_hash = $2 and expires_at < $3',
    [tenantId, hash, instantParameter(end)],
  );
  return { scope, expiresAt: end };
}

function keyOf(session: string): [tenantId: number, hash: Buffer] {
  const dot = session.indexOf('.');
  return [Number(session.slice(0, dot)), tokenHash(session.slice(dot + 1))];
}
