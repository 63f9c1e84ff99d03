import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import {
  createSession,
  endSession,
  refuseForgery,
  sessionCookieOf,
  setSessionCookie,
} from '../../kernel/auth/app-session.ts';
import type { Context } from '../../kernel/http/context.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import { Problem } from '../../problems.ts';
import { noSession, signedInSession } from './app-session.ts';
import { checkedAgent, chosenTenant } from './credentials.ts';
import { Refusal } from './refusal.ts';
import { AppSession, AppSignIn, type AppSignInFields, presentOf } from './schema.ts';
import { sweepSignIns } from './sql.ts';

const tags = ['Staff application'];
const url = '/app/session';

/** Signing in to the staff application: a cookie instead of a token.
 * @param limit counts the requests of an address, as on the other routes of signing in */
export function addAppSessionRoutes(
  app: FastifyInstance,
  context: Context,
  signer: TokenSigner,
  limit: (request: FastifyRequest) => Promise<void>,
): void {
  app.setErrorHandler((error, _request, _reply) => {
    throw error instanceof Refusal ? problemOfRefusal(error) : problemOf(error);
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
  });
  app.route({
    method: 'POST',
    url,
    onRequest: limit,
    schema: {
      tags,
      summary: 'Sign in to the staff application',
      operationId: 'postAppSession',
      description: `Answers with a cookie that no script reads. It stands for a token in every request that has no Authorization
header; requests that may write must carry \`csrf\` of the answer in the header X-CSRF-Token. The session ends two hours after
its last request, a day after the sign-in, and when the agent gets a new password or is disabled.`,
      body: AppSignIn,
      response: { 201: AppSession },
    },
    handler: (request, reply) => signIn(request, reply, context, signer),
  });
  app.route({
    method: 'GET',
    url,
    schema: {
      tags,
      summary: 'Who is signed in to the staff application',
      operationId: 'getAppSession',
      response: { 200: AppSession },
    },
    handler: async (request) => {
      const session = sessionCookieOf(request);
      return (session && (await signedInSession(request, context, signer, session))) || noSession(request, context);
    },
  });
  app.route({
    method: 'DELETE',
    url,
    schema: {
      tags,
      summary: 'Sign out of the staff application',
      operationId: 'deleteAppSession',
      description: 'With the header X-CSRF-Token. Signed out already is fine.',
      response: { 200: AppSession },
    },
    handler: async (request, reply) => {
      const session = sessionCookieOf(request);
      if (session) {
        refuseForgery(request, session, signer);
        await endSession(context.database.pool, session);
        request.server.forgetCallers();
        setSessionCookie(request, reply, undefined);
      }
      return noSession(request, context);
    },
  });
}

async function signIn(request: FastifyRequest, reply: FastifyReply, context: Context, signer: TokenSigner) {
  const { username, password, tenant: name } = presentOf((request.body ?? {}) as AppSignInFields);
  const now = context.now();
  const tenant = await chosenTenant(context.database, undefined, name);
  if (!username || !password) throw new Problem('bad-request', 'Enter your e-mail address and password.');
  const agent = await checkedAgent(context.database, tenant, username, password, now);
  const session = await createSession(context.database.pool, tenant.id, agent.id, now);
  await sweepSignIns(context.database.pool, tenant.id, now);
  const before = sessionCookieOf(request);
  // Whoever was signed in here before is not any more.
  if (before) await endSession(context.database.pool, before);
  request.server.forgetCallers();
  setSessionCookie(request, reply, session);
  reply.code(201);
  return signedInSession(request, context, signer, session);
}

/** A wrong password is 401 here: pages read the status. */
function problemOfRefusal({ error, message, statusCode, retryAfterSeconds }: Refusal): Problem {
  if (error === 'slow_down') {
    return new Problem('too-many-requests', message, { headers: { 'Retry-After': String(retryAfterSeconds ?? 60) } });
  }
  if (error === 'invalid_grant') return new Problem('not-signed-in', message);
  return new Problem(statusCode >= 500 ? 'internal-error' : 'bad-request', message);
}
