import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../../kernel/auth/authenticate.ts';
import type { Context } from '../../kernel/http/context.ts';
import { Problem } from '../../problems.ts';
import { newFeed } from './feed.ts';
import { readCursor } from './feed-cursor-rules.ts';
import { presentSnapshot } from './feed-sql.ts';
import { openStream } from './feed-stream.ts';
import { FeedQuery } from './schema.ts';

const access = { area: 'calendar', edit: false } as const;
const mostListeners = 5_000;

/** What is written, to whoever listens, as it happens. */
export function addFeedRoute(app: FastifyInstance, context: Context, authenticate: Authenticator): void {
  const { pool } = context.database;
  const feed = newFeed(context);
  app.addHook('onResponse', async ({ method }) => {
    if (method !== 'GET') feed.poke();
  });
  app.addHook('preClose', () => feed.stop());
  app.route({
    method: 'GET',
    url: '/Feed',
    config: { access },
    schema: {
      tags: ['Board'],
      summary: 'What changes, as it happens',
      security: [{ token: [] }],
      operationId: 'getFeed',
      description: `Server-sent events. \`change\`: a write of the tenant that the reader may know of, masked like the calendar; its
data is a FeedChange. \`reset\`: too much has changed to tell, read everything again. \`bye\`: the server stops, or the sign-in has
ended. Begin with the \`feed\` of GET /Board, or with the id of the last event seen (Last-Event-ID, which browsers send by
themselves): nothing between is missed, whatever the order in which transactions are committed. An event may come twice after a
break in the middle of several.`,
      querystring: FeedQuery,
      produces: ['text/event-stream'],
      response: { 200: { type: 'string', description: 'Events, for as long as the connection is open' } },
    },
    handler: async (request, reply) => {
      const { since } = request.query as { since?: string | null };
      const lastEventId = request.headers['last-event-id'];
      const asked = readCursor(since, typeof lastEventId === 'string' ? lastEventId : undefined);
      if (feed.count() >= mostListeners) throw new Problem('try-again');
      const cursor = asked ?? { snapshot: await presentSnapshot(pool) };
      feed.listen(request.scope.tenantId, openStream(request, reply, authenticate, access), cursor);
    },
  });
}
