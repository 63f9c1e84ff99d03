import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problems.ts';
import type { Context } from '../http/context.ts';
import { countRequest, countsByKey, type MinuteCount } from '../http/request-limit.ts';
import type { TokenClaims, TokenSigner } from './access-token.ts';
import { findSession, refuseForgery, sessionCookieOf } from './app-session.ts';
import { type CallerRow, callerColumns, scopeOf } from './caller.ts';
import type { Scope } from './scope.ts';

/** How long what is known about a caller may be used before the database is asked again: a disabled agent, a new
 * role or a revoked client takes effect within this time on every server. */
const freshForMilliseconds = 5_000;
const rememberedCallers = 10_000;

export interface Authenticator {
  /** @param options `quietly`: asking neither counts as a request nor keeps a session of the staff application alive
   * @throws Problem not-signed-in, csrf */
  (request: FastifyRequest, options?: { quietly?: boolean }): Promise<Scope>;
  /** Forgets what is known about callers, after a write that may change it. */
  forget(): void;
}

interface Remembered {
  scope: Scope;
  until: number;
  /** Shared by all tokens of a client. */
  count: MinuteCount;
}

/** Makes the function that turns a request's bearer token, or without one the cookie of the staff application, into its
 * scope. */
export function authenticator(context: Context, signer: TokenSigner): Authenticator {
  const remembered = new Map<string, Remembered>();
  const countOf = countsByKey();
  const remember = (key: string, found: Found, counted: string, now: number) => {
    if (remembered.size >= rememberedCallers) remembered.clear();
    const until = Math.min(found.expiresAt, now + freshForMilliseconds);
    const caller = { scope: found.scope, until, count: countOf(`${found.scope.tenantId}:${counted}`, now) };
    remembered.set(key, caller);
    return caller;
  };
  const authenticate: Authenticator = Object.assign(
    async (request: FastifyRequest, { quietly = false } = {}): Promise<Scope> => {
      const now = context.now();
      const session = request.headers.authorization === undefined ? sessionCookieOf(request) : undefined;
      if (session !== undefined) refuseForgery(request, session, signer);
      const key = session === undefined ? bearerToken(request) : `session ${session}`;
      const known = remembered.get(key);
      const answer = (caller: Remembered) => (quietly ? caller.scope : counted(caller, now));
      if (known && known.until > now) return answer(known);
      const found =
        session === undefined
          ? await byToken(context, signer, key, now)
          : await findSession(context.database.pool, session, now, quietly);
      if (!found) throw notSignedIn(session === undefined ? endedToken : 'You have been signed out; sign in again.');
      const { clientId, agentId } = found.scope;
      return answer(remember(key, found, session === undefined ? clientId : `${clientId}:${agentId}`, now));
    },
    { forget: () => remembered.clear() },
  );
  return authenticate;
}

const endedToken = 'The access token is not valid or has expired; get a new one.';

interface Found {
  scope: Scope;
  expiresAt: number;
}

async function byToken(context: Context, signer: TokenSigner, token: string, now: number): Promise<Found | undefined> {
  const claims = await signer.verify(token, now);
  const scope = claims && (await loadScope(context, claims));
  return claims && scope && { scope, expiresAt: claims.expiresAt };
}

/** @throws Problem too-many-requests when the client has had its requests of this minute */
function counted({ scope, count }: Remembered, now: number): Scope {
  const seconds = countRequest(count, scope.requestsPerMinute, now);
  if (seconds === 0) return scope;
  throw new Problem(
    'too-many-requests',
    `More than ${scope.requestsPerMinute} requests in a minute; wait ${seconds} s.`,
    {
      headers: { 'Retry-After': String(seconds) },
    },
  );
}

function bearerToken(request: FastifyRequest): string {
  const match = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  if (!match) throw notSignedIn('Send an access token: Authorization: Bearer ... (POST /auth/token gives one).');
  return match[1] as string;
}

function notSignedIn(message: string): Problem {
  return new Problem('not-signed-in', message, { headers: { 'WWW-Authenticate': 'Bearer realm="almanac"' } });
}

/** @returns undefined when the tenant, the agent or the client has been disabled, or the sign-in revoked, since the
 * token was given. */
export async function loadScope(
  { database }: Pick<Context, 'database'>,
  claims: TokenClaims,
): Promise<Scope | undefined> {
  const { rows } = await database.pool.query<CallerRow>({
    name: 'load_scope',
    text: `select ${callerColumns}
      from agent a
      join tenant t on t.id = a.tenant_id and not t.disabled
      join api_client c on c.tenant_id = a.tenant_id and c.client_id = $3 and not c.disabled
      where a.tenant_id = $1 and a.id = $2 and not a.isdisabled
        and not exists (select from revoked_family f where f.tenant_id = a.tenant_id and f.family = $4)`,
    values: [claims.tenantId, claims.agentId, claims.clientId, claims.family ?? null],
  });
  const caller = rows[0];
  return caller && scopeOf(claims, caller);
}
