import type { FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import { csrfTokenOf, findSession } from '../../kernel/auth/app-session.ts';
import type { Context } from '../../kernel/http/context.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { writeInstant } from '../../wire/dates.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { zoneText } from '../booking-page/when-rules.ts';
import { agentsSeen } from '../timesheets/seen-sql.ts';
import { findAgent, signInTenants, tenantName } from './sql.ts';

/** What the staff application asks first.
 * @returns undefined when the session has ended */
export async function signedInSession(
  request: FastifyRequest,
  { database, now }: Context,
  signer: TokenSigner,
  session: string,
): Promise<Record<string, unknown> | undefined> {
  const present = now();
  const found = await findSession(database.pool, session, present, false);
  if (!found) return undefined;
  const { tenantId, agentId, agentName, role, reports, timezone } = found.scope;
  const [agent, tenant, seen] = await Promise.all([
    findAgent(database.pool, tenantId, agentId),
    tenantName(database.pool, tenantId),
    role === 'agent' ? agentsSeen(database.pool, found.scope, present) : [],
  ]);
  return {
    signed_in: true,
    agent_id: agentId,
    name: agentName,
    email: agent?.email,
    role,
    reports,
    approves: role !== 'agent' || seen.length > 1,
    tenant,
    zone: timezone,
    zone_label: zoneText(findZone(timezone) ?? UTC, present),
    ...languageOf(request),
    csrf: csrfTokenOf(session, signer),
    expires: writeInstant(found.expiresAt),
  };
}

export async function noSession(request: FastifyRequest, { database }: Context): Promise<Record<string, unknown>> {
  const tenants = await signInTenants(database.pool, undefined);
  return { signed_in: false, ...languageOf(request), ...(tenants.length > 1 && { needs_tenant: true }) };
}

function languageOf({ headers }: FastifyRequest) {
  const { code, locale } = chosenLanguage(undefined, headers['accept-language']);
  return { locale, language: code };
}
