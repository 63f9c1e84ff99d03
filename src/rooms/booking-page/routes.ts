import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { servePageFile } from '../../kernel/http/page-file.ts';
import { addBookingRoutes } from './booking-routes.ts';
import { addDetailsRoutes } from './details-routes.ts';
import { limitAddresses } from './limit.ts';
import { addOfferRoutes } from './offer-routes.ts';
import { answerNotice, NoSuchPage, protect } from './reply.ts';

/** The public booking page: everything under /book, open to everyone, without a script that is needed. */
export async function mountBookingPage(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  servePageFile(app, '/book/page.css', 'base.css', 'book.css');
  servePageFile(app, '/book/page.js', 'book.js');
  await app.register(async (part) => {
    // Forms and nothing else: what a browser sends to another site without asking is one of these, or is refused.
    part.removeAllContentTypeParsers();
    await part.register(formbody, { bodyLimit: 64 * 1024 });
    part.addHook('onRequest', async (_request, reply) => protect(reply));
    part.setErrorHandler((error, request, reply) => answerNotice(error, request, reply, context));
    limitAddresses(part, context);
    const pages = { context, signer };
    addOfferRoutes(part, pages);
    addDetailsRoutes(part, pages);
    addBookingRoutes(part, pages);
    addNothing(part);
  });
}

/** Everything else below /book: a person may have mistyped, and a problem document would say nothing to them. */
function addNothing(part: FastifyInstance): void {
  part.route({
    method: ['GET', 'POST'],
    url: '/book/*',
    schema: { hide: true },
    handler: async () => {
      throw new NoSuchPage();
    },
  });
}
