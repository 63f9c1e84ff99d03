import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import { tokenHash } from '../../kernel/auth/secret.ts';
import { type CalendarEntry, calendarFile } from '../../kernel/http/calendar-file.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addressKey, countRequest, countsByKey } from '../../kernel/http/request-limit.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound, Problem } from '../../problems.ts';
import { boardDays } from '../board/window-rules.ts';
import { statusOf, textsOf, windowAt } from './entry-rules.ts';
import { addKeyRoutes } from './key-routes.ts';
import { FeedParams, FileQuery } from './schema.ts';
import { type CalendarRow, ownerOf, readCalendar } from './sql.ts';

/** An agent's own calendar, for the calendar program that they use: its address is a secret, and needs no session. */
export async function mountMyCalendar(app: FastifyInstance, context: Context, signer: TokenSigner): Promise<void> {
  addKeyRoutes(app, context, signer);
  addFile(app, context);
  await app.register(async (part) => {
    limitAddresses(part, context);
    addFeed(part, context);
  });
}

function addFile(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/CalendarFile',
    tag: 'My calendar',
    summary: 'One’s own calendar of some days as an iCalendar file',
    access: { area: 'calendar', edit: false },
    query: FileQuery,
    answers: { 200: Type.String({ description: 'iCalendar (RFC 5545)' }) },
    answer: async ({ scope, query, now }) => {
      const { window } = boardDays(query as FileQuery, scope.timezone, now, undefined);
      const entries = (await readCalendar(context.database.pool, scope, window)).map(entryOf);
      const content = Buffer.from(calendarFile({ product: 'Calendar', entries }));
      return { file: { name: 'calendar.ics', type: 'text/calendar; charset=utf-8', content } };
    },
  });
}

function addFeed(part: FastifyInstance, { database, now }: Context): void {
  part.route({
    method: 'GET',
    url: '/calendar/:key',
    schema: {
      tags: ['My calendar'],
      summary: 'The calendar of the agent whose secret address this is, as an iCalendar feed',
      description: 'Ends in `.ics`. 31 days back, 180 ahead. Answers 304 to If-None-Match while nothing has changed.',
      operationId: 'getCalendar',
      params: FeedParams,
      produces: ['text/calendar'],
      response: {
        200: { type: 'string', description: 'iCalendar (RFC 5545)' },
        304: { type: 'null', description: 'Nothing has changed' },
        404: { $ref: 'Problem#' },
        429: { $ref: 'Problem#' },
      },
    },
    handler: async (request, reply) => {
      const [, key] = /^([\w-]{43})\.ics$/.exec((request.params as { key: string }).key) ?? [];
      const owner = key && (await ownerOf(database.pool, tokenHash(key)));
      if (!owner) throw notFound();
      const rows = await readCalendar(database.pool, owner, windowAt(now()));
      const text = calendarFile({
        product: 'Calendar',
        feed: `Almanac: ${owner.agentName}`,
        entries: rows.map(entryOf),
      });
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      reply.headers({ etag, 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' });
      const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
      if (known?.includes(etag)) return reply.code(304).send();
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  });
}

function entryOf(row: CalendarRow): CalendarEntry {
  const { id, version, starts_at, ends_at, first, until, busy, is_private, last_modified } = row;
  return {
    ...textsOf(row),
    uid: `appointment-${id}@almanac`,
    sequence: version,
    status: statusOf(row),
    busy,
    isPrivate: is_private,
    start: starts_at,
    end: ends_at,
    days: first && until ? { first, until } : undefined,
    changedAt: last_modified,
  };
}

/** The strict limit of what is open to everyone (behaviour 1), by address: nobody guesses keys. */
function limitAddresses(part: FastifyInstance, { config, now }: Context): void {
  const counts = countsByKey();
  part.addHook('onRequest', async ({ ip }) => {
    const wait = countRequest(counts(addressKey(ip), now()), config.bookRequestsPerMinute, now());
    if (wait > 0) throw new Problem('too-many-requests', undefined, { headers: { 'Retry-After': String(wait) } });
  });
}
