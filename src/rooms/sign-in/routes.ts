import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import { addressKey, countRequest, countsByKey } from '../../kernel/http/request-limit.ts';
import { addAuthorizeRoutes } from './authorize-route.ts';
import { addDiscoveryRoutes } from './discovery.ts';
import { Refusal, refusalOf, slowDown } from './refusal.ts';
import { addTokenRoute } from './token-route.ts';

/** Signing in: everything under /auth, and what tells a client where that is. */
export async function addSignInRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: 64 * 1024 });
    part.setErrorHandler(answerRefusal);
    limitAddresses(part, context);
    addTokenRoute(part, context, signer);
    addDiscoveryRoutes(part, context, signer);
    await part.register(async (pages) => addAuthorizeRoutes(pages, context, signer));
  });
}

function limitAddresses(part: FastifyInstance, { config, now }: Context): void {
  const countOf = countsByKey();
  part.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    const present = now();
    const seconds = countRequest(countOf(addressKey(request.ip), present), config.signInsPerMinute, present);
    if (seconds > 0) throw slowDown(seconds, 'Too many requests from this address.');
  });
}

function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = error instanceof Refusal ? error : refusalOf(problemOf(error));
  if (refusal.statusCode >= 500) request.log.error({ err: error }, 'sign-in failed');
  if (refusal.retryAfterSeconds) reply.header('Retry-After', String(refusal.retryAfterSeconds));
  return reply.code(refusal.statusCode).send(refusal.document);
}
