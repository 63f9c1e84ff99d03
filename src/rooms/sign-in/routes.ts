import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import { addressKey, countRequest, countsByKey } from '../../kernel/http/request-limit.ts';
import { addAppSessionRoutes } from './app-session-route.ts';
import { addAuthorizeRoutes } from './authorize-route.ts';
import { addDiscoveryRoutes } from './discovery.ts';
import { Refusal, refusalOf, slowDown } from './refusal.ts';
import { addTokenRoute } from './token-route.ts';

/** Signing in: everything under /auth, and what tells a client where that is. */
export async function addSignInRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  const limit = addressLimit(context);
  await app.register(async (part) => addAppSessionRoutes(part, context, signer, limit));
  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: 64 * 1024 });
    part.setErrorHandler(answerRefusal);
    part.addHook('onRequest', async (request, reply) => {
      reply.header('Cache-Control', 'no-store');
      await limit(request);
    });
    addTokenRoute(part, context, signer);
    addDiscoveryRoutes(part, context, signer);
    await part.register(async (pages) => addAuthorizeRoutes(pages, context, signer));
  });
}

/** Counts the requests of an address, over all routes that are limited by it. */
function addressLimit({ config, now }: Context) {
  const countOf = countsByKey();
  return async (request: FastifyRequest): Promise<void> => {
    const present = now();
    const seconds = countRequest(countOf(addressKey(request.ip), present), config.signInsPerMinute, present);
    if (seconds > 0) throw slowDown(seconds, 'Too many requests from this address.');
  };
}

function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = error instanceof Refusal ? error : refusalOf(problemOf(error));
  if (refusal.statusCode >= 500) request.log.error({ err: error }, 'sign-in failed');
  if (refusal.retryAfterSeconds) reply.header('Retry-After', String(refusal.retryAfterSeconds));
  return reply.code(refusal.statusCode).send(refusal.document);
}
