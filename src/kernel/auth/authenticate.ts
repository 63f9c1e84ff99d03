import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problems.ts';
import type { Context } from '../http/context.ts';
import { countRequest, countsByKey, type MinuteCount } from '../http/request-limit.ts';
import type { TokenClaims, TokenSigner } from './access-token.ts';
import { knownScopes, type Role, type Scope } from './scope.ts';

/** How long what is known about a caller may be used before the database is asked again: a disabled agent, a new
 * role or a revoked client takes effect within this time on every server. */
const freshForMilliseconds = 5_000;
const rememberedCallers = 10_000;

export interface Authenticator {
  /** @throws Problem not-signed-in */
  (request: FastifyRequest): Promise<Scope>;
  /** Forgets what is known about callers, after a write that may change it. */
  forget(): void;
}

interface Remembered {
  scope: Scope;
  until: number;
  /** Shared by all tokens of a client. */
  count: MinuteCount;
}

/** Makes the function that turns a request's bearer token into its scope. */
export function authenticator(context: Context, signer: TokenSigner): Authenticator {
  const remembered = new Map<string, Remembered>();
  const countOf = countsByKey();
  const authenticate = async (request: FastifyRequest): Promise<Scope> => {
    const token = bearerToken(request);
    const now = context.now();
    const known = remembered.get(token);
    if (known && known.until > now) return counted(known, now);
    const claims = await signer.verify(token, now);
    const scope = claims && (await loadScope(context, claims));
    if (!claims || !scope) throw notSignedIn('The access token is not valid or has expired; get a new one.');
    if (remembered.size >= rememberedCallers) remembered.clear();
    const caller = {
      scope,
      until: Math.min(claims.expiresAt, now + freshForMilliseconds),
      count: countOf(`${scope.tenantId}:${scope.clientId}`, now),
    };
    remembered.set(token, caller);
    return counted(caller, now);
  };
  return Object.assign(authenticate, { forget: () => remembered.clear() });
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

interface CallerRow {
  name: string;
  role: Role;
  timezone: string;
  settings: { requestsPerMinute?: number };
  reports: number[] | null;
}

/** @returns undefined when the tenant, the agent or the client has been disabled, or the sign-in revoked, since the
 * token was given. */
export async function loadScope(
  { database }: Pick<Context, 'database'>,
  claims: TokenClaims,
): Promise<Scope | undefined> {
  const { rows } = await database.pool.query<CallerRow>({
    name: 'load_scope',
    text: `select a.name, a.role, coalesce(nullif(a.timezone, ''), t.timezone) as timezone, t.settings,
        case when a.role = 'manager' then (${reportsOf}) end as reports
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

/** Agents whose line or timesheet manager this is, and those of teams that this agent manages (behaviour 1). */
const reportsOf = `select array_agg(r.id order by r.id) from agent r
  where r.tenant_id = a.tenant_id and r.id <> a.id and (
    r.linemanager = a.id or r.timesheet_manager = a.id
    or r.team_id in (select id from team where tenant_id = a.tenant_id and manager_id = a.id)
    or r.id in (select m.agent_id from team_member m join team g on g.tenant_id = m.tenant_id and g.id = m.team_id
      where m.tenant_id = a.tenant_id and g.manager_id = a.id))`;

function scopeOf(claims: TokenClaims, caller: CallerRow): Scope {
  const granted = claims.scopes.split(' ').filter((scope) => (knownScopes as readonly string[]).includes(scope));
  return {
    tenantId: claims.tenantId,
    agentId: claims.agentId,
    agentName: caller.name,
    timezone: caller.timezone,
    role: caller.role,
    reports: (caller.reports ?? []).map(Number),
    grants: new Set(granted),
    clientId: claims.clientId,
    requestsPerMinute: caller.settings.requestsPerMinute ?? 100_000,
  };
}
