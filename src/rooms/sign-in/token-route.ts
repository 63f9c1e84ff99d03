import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessTokenSeconds, type TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { chosenTenant } from './credentials.ts';
import { issuerUrl } from './discovery.ts';
import { grants, type SignedIn, type TokenCall } from './grants.ts';
import { Refusal } from './refusal.ts';
import { presentOf, TenantQuery, TokenAnswer, type TokenForm, TokenRefusal, TokenRequest } from './schema.ts';
import { sweepSignIns } from './sql.ts';

export function addTokenRoute(app: FastifyInstance, context: Context, signer: TokenSigner): void {
  const sweep = hourly((tenantId, now) => sweepSignIns(context.database.pool, tenantId, now));
  app.route({
    method: 'POST',
    url: '/auth/token',
    schema: {
      tags: ['Signing in'],
      summary: 'Get an access token',
      operationId: 'postAuthToken',
      description: `Grants: client_credentials, password, authorization_code (PKCE, S256) and refresh_token (each refresh
token is good once; a second use ends the sign-in). After three failures in a row further tries for that user name or
client are refused for a time that grows; after ten, for 15 minutes.`,
      consumes: ['application/x-www-form-urlencoded', 'application/json'],
      querystring: TenantQuery,
      body: TokenRequest,
      response: { 200: TokenAnswer, 400: TokenRefusal, 429: TokenRefusal },
    },
    handler: async (request, reply) => {
      const call = await readCall(request, context, signer);
      const grant = Object.hasOwn(grants, call.sent.grant_type ?? '') ? grants[call.sent.grant_type ?? ''] : undefined;
      if (!grant) throw unsupported(call.sent.grant_type);
      const signedIn = await grant(call);
      await sweep(call.tenant.id, call.now);
      reply.header('Pragma', 'no-cache');
      return tokenAnswer(call, signedIn, issuerUrl(context.config, request));
    },
  });
}

async function readCall(request: FastifyRequest, context: Context, signer: TokenSigner): Promise<TokenCall> {
  const { tenant: inForm, ...form } = presentOf(request.body as TokenForm);
  const { tenant: inQuery } = presentOf(request.query as { tenant?: string | null });
  const sent = { ...form, ...basicCredentials(request.headers.authorization) };
  const tenant = await chosenTenant(context.database, inQuery, inForm);
  return { context, signer, tenant, sent, now: context.now() };
}

/** RFC 6749 section 2.3.1: both parts are form-urlencoded before they are joined. */
function basicCredentials(header: string | undefined): { client_id?: string; client_secret?: string } {
  const encoded = /^basic\s+([\w+/=-]+)$/i.exec(header ?? '')?.[1];
  if (!encoded) return {};
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  try {
    const [client_id, client_secret] = [id, rest.join(':')].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    );
    if (`${client_id}${client_secret}`.includes('\0')) throw new Error('NUL');
    return { ...(client_id && { client_id }), ...(client_secret && { client_secret }) };
  } catch {
    throw new Refusal('invalid_request', 'The Authorization header is not valid.');
  }
}

function unsupported(grantType: string | undefined): Refusal {
  if (grantType === undefined) return new Refusal('invalid_request', 'grant_type is missing.');
  return new Refusal('unsupported_grant_type', `grant_type must be one of ${Object.keys(grants).join(', ')}.`);
}

async function tokenAnswer({ signer, tenant, now }: TokenCall, signedIn: SignedIn, issuer: string) {
  const { agent, clientId, scopes, family, refreshToken, idToken, nonce } = signedIn;
  const claims = { tenantId: tenant.id, agentId: agent.id, clientId, scopes, family };
  const person = { iss: issuer, name: agent.name, email: agent.email, nonce };
  return {
    scope: refreshToken ? `${scopes} offline_access`.trim() : scopes,
    token_type: 'Bearer',
    access_token: await signer.sign(claims, now),
    expires_in: accessTokenSeconds,
    ...(refreshToken && { refresh_token: refreshToken }),
    ...(idToken && { id_token: await signer.signIdToken(claims, person, now) }),
  };
}

function hourly(work: (tenantId: number, now: number) => Promise<void>) {
  const last = new Map<number, number>();
  return async (tenantId: number, now: number) => {
    if (now - (last.get(tenantId) ?? Number.NEGATIVE_INFINITY) < 3_600_000) return;
    last.set(tenantId, now);
    await work(tenantId, now);
  };
}
