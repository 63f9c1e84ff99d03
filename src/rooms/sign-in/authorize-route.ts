import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { type CsrfCookie, csrfField, csrfFits } from '../../kernel/http/csrf.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import type { Html } from '../../kernel/http/html.ts';
import { servePageFile } from '../../kernel/http/page-file.ts';
import { type Authorization, RedirectedRefusal, readAuthorization } from './authorize.ts';
import { checkedAgent } from './credentials.ts';
import { issuerUrl } from './discovery.ts';
import { refusalPage, signInPage } from './page.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { formTarget, withParameters } from './rules.ts';
import { type AuthorizeParameters, AuthorizeQuery, presentOf, type SignInFields, SignInForm } from './schema.ts';
import { createCode } from './session-sql.ts';

const cookie: CsrfCookie = { name: 'almanac-sign-in', sameSite: 'Strict' };

/** The sign-in page and what it sends. Errors are pages here: a person reads them. */
export function addAuthorizeRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): void {
  app.setErrorHandler(answerPage);
  app.route({
    method: 'GET',
    url: '/auth/authorize',
    schema: { ...schema, summary: 'The sign-in page, for a code with PKCE', operationId: 'getAuthAuthorize' },
    handler: async (request, reply) => {
      const authorization = await authorizationOf(request, context);
      return showForm(request, reply, authorization, signer, { username: authorization.loginHint });
    },
  });
  app.route({
    method: 'POST',
    url: '/auth/authorize',
    schema: {
      ...schema,
      summary: 'What the sign-in page sends',
      operationId: 'postAuthAuthorize',
      consumes: ['application/x-www-form-urlencoded'],
      body: SignInForm,
    },
    handler: (request, reply) => answerForm(request, reply, context, signer),
  });
  servePageFile(app, '/auth/page.css', 'base.css', 'page.css');
}

const schema = {
  tags: ['Signing in'],
  querystring: AuthorizeQuery,
  produces: ['text/html'],
  response: {
    200: { type: 'string', description: 'The page' },
    302: { type: 'null', description: 'Back to redirect_uri, with code and state, or with error' },
    400: { type: 'string', description: 'A page that says what is wrong' },
  },
};

function authorizationOf(request: FastifyRequest, context: Context): Promise<Authorization> {
  return readAuthorization(
    context,
    presentOf(request.query as AuthorizeParameters),
    issuerUrl(context.config, request),
  );
}

async function answerForm(request: FastifyRequest, reply: FastifyReply, context: Context, signer: TokenSigner) {
  const authorization = await authorizationOf(request, context);
  const form = request.body as SignInFields;
  const username = form.username || undefined;
  if (!csrfFits(request, form.csrf, signer, cookie)) {
    const problem = 'This page was too old, or your browser keeps no cookies. Please sign in again.';
    return showForm(request, reply.code(403), authorization, signer, { username, problem });
  }
  try {
    return reply.redirect(await signIn(context, authorization, form), 302);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.retryAfterSeconds) reply.header('Retry-After', String(error.retryAfterSeconds));
    reply.code(error.statusCode);
    return showForm(request, reply, authorization, signer, { username, problem: error.message });
  }
}

async function signIn(context: Context, authorization: Authorization, form: SignInFields): Promise<string> {
  const { tenant, client, redirectUri, state, issuer, scopes, offline, codeChallenge, nonce } = authorization;
  const now = context.now();
  if (!form.username || !form.password) throw new Refusal('invalid_request', 'Enter your e-mail address and password.');
  const agent = await checkedAgent(context.database, tenant, form.username, form.password, now);
  const grant = { clientId: client.client_id, agentId: agent.id, scopes, offline, redirectUri, codeChallenge, nonce };
  const code = await createCode(context.database.pool, tenant.id, grant, now);
  return withParameters(redirectUri, { code, state, iss: issuer });
}

function showForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { client, tenant, redirectUri }: Authorization,
  signer: TokenSigner,
  { username, problem }: { username: string | undefined; problem?: string },
) {
  const csrf = csrfField(request, reply, signer, cookie);
  const returnsTo = new URL(redirectUri).host || new URL(redirectUri).protocol;
  const page = signInPage({ tenant: tenant.name, client: client.name, returnsTo, csrf, username, problem });
  return sendPage(reply, page, formTarget(redirectUri));
}

function answerPage(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof RedirectedRefusal) return reply.redirect(error.location, 302);
  const refusal = error instanceof Refusal ? error : refusalOf(problemOf(error));
  if (refusal.statusCode >= 500) request.log.error({ err: error }, 'sign-in failed');
  if (refusal.retryAfterSeconds) reply.header('Retry-After', String(refusal.retryAfterSeconds));
  return sendPage(reply.code(refusal.statusCode), refusalPage(refusal.message));
}

/** Browsers check the redirect that follows a form against form-action, too. */
function sendPage(reply: FastifyReply, page: Html, redirectTarget = '') {
  const policy = `default-src 'none'; style-src 'self'; form-action 'self' ${redirectTarget}; base-uri 'none'; frame-ancestors 'none'`;
  return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page.text);
}
