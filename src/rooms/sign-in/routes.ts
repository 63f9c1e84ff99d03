import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { addTokenRoute } from './token-route.ts';

/** Signing in: everything under /auth, and what tells a client where that is. */
export async function addSignInRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: 64 * 1024 });
    part.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'no-store');
    });
    part.setErrorHandler(answerRefusal);
    addTokenRoute(part, context, signer);
  });
}

function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = error instanceof Refusal ? error : refusalOf(problemOf(error));
  if (refusal.statusCode >= 500) request.log.error({ err: error }, 'sign-in failed');
  if (refusal.retryAfterSeconds) reply.header('Retry-After', String(refusal.retryAfterSeconds));
  return reply.code(refusal.statusCode).send(refusal.document);
}
