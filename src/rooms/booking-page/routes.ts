import { readFileSync } from 'node:fs';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addBookingRoutes } from './booking-routes.ts';
import { addDetailsRoutes } from './details-routes.ts';
import { limitAddresses } from './limit.ts';
import { addOfferRoutes } from './offer-routes.ts';
import { answerNotice, NoSuchPage, protect } from './reply.ts';

const folder = new URL('../../../web/pages/', import.meta.url);

const files = [
  { name: 'page.css', file: 'book.css', type: 'text/css; charset=utf-8' },
  { name: 'page.js', file: 'book.js', type: 'text/javascript; charset=utf-8' },
];

/** The public booking page: everything under /book, open to everyone, without a script that is needed. */
export async function mountBookingPage(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  serveFiles(app);
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

/** Style and script: of this server, the same for everybody. */
function serveFiles(app: FastifyInstance): void {
  for (const { name, file, type } of files) {
    const text = readFileSync(new URL(file, folder));
    app.route({
      method: 'GET',
      url: `/book/${name}`,
      schema: { hide: true },
      handler: async (_request, reply) => reply.header('cache-control', 'public, max-age=3600').type(type).send(text),
    });
  }
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
