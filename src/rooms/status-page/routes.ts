import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CalendarEntry, calendarFile } from '../../kernel/http/calendar-file.ts';
import type { Context } from '../../kernel/http/context.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import { servePageFile } from '../../kernel/http/page-file.ts';
import { addressKey, countRequest, countsByKey } from '../../kernel/http/request-limit.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { notFound, Problem } from '../../problems.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { zoneNamed } from '../workdays/pattern-rules.ts';
import { KeyParams, VisitQuery } from './schema.ts';
import { addSettingRoutes } from './setting-routes.ts';
import { type PublicPage, publicPage } from './sql.ts';
import { type Planned, readFeed, readPlanned, readStatus, type Shown } from './status-sql.ts';
import { wordsOf } from './texts.ts';
import { noticePage, statusPage, type Visit } from './view.ts';

/** The public status page: everything under /status, open to everyone, without a script. */
export async function mountStatusPage(app: FastifyInstance, context: Context): Promise<void> {
  addSettingRoutes(app, context);
  servePageFile(app, '/status/page.css', 'base.css', 'status.css');
  await app.register(async (part) => {
    part.addHook('onRequest', async (_request, reply) => protect(reply));
    part.setErrorHandler((error, request, reply) => answerNotice(error, request, reply, context));
    limitAddresses(part, context);
    addPage(part, context);
    addFeed(part, context);
    part.route({
      method: 'GET',
      url: '/status/*',
      schema: { hide: true },
      handler: async () => {
        throw notFound();
      },
    });
  });
}

const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Nobody keeps it, lists it or frames it. */
function protect(reply: FastifyReply): void {
  reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
}

/** The strict limit of pages that are open to everyone (behaviour 1), by address. */
function limitAddresses(part: FastifyInstance, { config, now }: Context): void {
  const counts = countsByKey();
  part.addHook('onRequest', async ({ ip }) => {
    const present = now();
    const wait = countRequest(counts(addressKey(ip), present), config.bookRequestsPerMinute, present);
    if (wait > 0) throw new Problem('too-many-requests', undefined, { headers: { 'Retry-After': String(wait) } });
  });
}

const document = (summary: string, operationId: string, type: string) => ({
  tags: ['Status page'],
  summary,
  operationId,
  params: KeyParams,
  querystring: VisitQuery,
  produces: [type],
  response: {
    200: { type: 'string', description: summary },
    404: { type: 'string', description: 'A page that says that there is nothing' },
    429: { type: 'string', description: 'A page that says to wait' },
  },
});

function addPage(part: FastifyInstance, context: Context): void {
  part.route({
    method: 'GET',
    url: '/status/:key',
    schema: document('Services, what is down now, planned maintenance, 90 days', 'getStatus', 'text/html'),
    handler: async (request, reply) => {
      const page = await opened(request, context);
      const { pool } = context.database;
      const now = context.now();
      const services = await readStatus(pool, shownOf(page), now);
      const planned = await readPlanned(pool, shownOf(page), now);
      const { organisation } = page;
      const shown = statusPage(visitOf(request, context, page), { organisation, services, planned });
      return reply.type('text/html; charset=utf-8').send(shown.text);
    },
  });
}

function addFeed(part: FastifyInstance, context: Context): void {
  part.route({
    method: 'GET',
    url: '/status/:key/maintenance.ics',
    schema: document('Planned maintenance as an iCalendar feed', 'getStatusMaintenance', 'text/calendar'),
    handler: async (request, reply) => {
      const page = await opened(request, context);
      const planned = await readFeed(context.database.pool, shownOf(page), context.now());
      const say = wordsOf(visitOf(request, context, page).language.code);
      const name = [say('planned'), page.organisation].filter(Boolean).join(' - ');
      const entries = planned.map((one) => maintenanceEntry(one, `${say('planned')}: ${one.service}`));
      const text = calendarFile({ product: 'Status', feed: name, entries });
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  });
}

/** Each time of what recurs is an event of its own. */
function maintenanceEntry({ id, start, end, changedAt }: Planned, summary: string): CalendarEntry {
  const uid = `${id}-${Math.floor(start / SECOND)}@maintenance.almanac`;
  return { uid, start, end, changedAt, summary, status: 'CONFIRMED', busy: false };
}

/** @throws Problem not-found for a key that never was, and for a page that is switched off */
async function opened(request: FastifyRequest, { database }: Context): Promise<PublicPage> {
  const { key } = request.params as { key: string };
  // No key has a NUL, and the database takes none.
  const page = key.includes('\0') ? undefined : await publicPage(database.pool, key);
  if (!page) throw notFound();
  return page;
}

function shownOf({ tenant_id, service_ids, timezone }: PublicPage): Shown {
  return { tenantId: tenant_id, serviceIds: service_ids, zone: zoneNamed(timezone) };
}

function visitOf(request: FastifyRequest, { config, now }: Context, page?: PublicPage): Visit {
  // Of a request that is refused the query has not been read: it may be anything.
  const { lang } = request.query as { lang?: unknown };
  return {
    language: chosenLanguage(typeof lang === 'string' ? lang : undefined, request.headers['accept-language']),
    timezone: zoneNamed(page?.timezone ?? 'UTC').name,
    now: now(),
    root: config.publicUrl ? new URL(config.publicUrl).pathname.replace(/\/$/, '') : '',
    key: page?.key,
  };
}

function answerNotice(error: unknown, request: FastifyRequest, reply: FastifyReply, context: Context) {
  const problem = problemOf(error);
  const status = problem.statusCode === 400 ? 404 : problem.statusCode;
  if (status >= 500) request.log.error({ err: error }, 'status page failed');
  const wait = problem.extras.headers?.['Retry-After'];
  if (wait) reply.header('Retry-After', wait);
  const notice = status === 429 ? 'slow' : status >= 500 ? 'broken' : 'missing';
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(noticePage(visitOf(request, context), notice).text);
}
