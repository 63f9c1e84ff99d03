import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { envelope, pageOf } from '../../wire/envelope.ts';
import { Int } from '../../wire/fields.ts';
import { windowOf } from '../../wire/window.ts';
import { downtimeCalendar } from './calendar.ts';
import { downtimeHistory } from './history-sql.ts';
import { removeDowntime, saveDowntimes } from './save.ts';
import {
  DowntimeCalendarAnswer,
  DowntimeCalendarQuery,
  DowntimeFields,
  DowntimeList,
  DowntimeListQuery,
  DowntimePost,
} from './schema.ts';
import { shownDowntimes, tagOf } from './shown.ts';
import { downtimesById, findDowntimes } from './sql.ts';

const tag = 'Downtime';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;
const IdParams = Type.Object({ id: Int('Its id') });

/** When services were down, typed or said by tickets, and how available that leaves them. */
export function mountDowntime(app: FastifyInstance, context: Context): void {
  addReadRoutes(app, context);
  addWriteRoutes(app, context);
  historyReaders.set('downtime', downtimeHistory);
}

function addReadRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Downtime',
    tag,
    summary: 'List downtimes, by start',
    description: 'Those that were typed, and those of tickets with isdowntime: one for each service of the ticket.',
    access: read,
    query: DowntimeListQuery,
    answers: { 200: DowntimeList },
    answer: async ({ scope, query, now }) => {
      const page = pageOf(query);
      const { rows, total } = await findDowntimes(pool, scope.tenantId, query, windowOf(query), page);
      const shown = await shownDowntimes(pool, scope, rows, now);
      return { json: envelope(page, total, 'downtime', JSON.stringify(shown)) };
    },
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Downtime/DowntimeCalendar',
    tag,
    summary: 'When services were down, planned maintenance, and availability',
    description: 'Without dates this month. `availability` has every service: percent = 100 x (total - down) / total.',
    access: read,
    query: DowntimeCalendarQuery,
    answers: { 200: DowntimeCalendarAnswer },
    answer: async ({ scope, query, now }) => ({ json: await downtimeCalendar(pool, scope, query, now) }),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Downtime/:id',
    tag,
    summary: 'One downtime',
    access: read,
    params: IdParams,
    answers: { 200: DowntimeFields },
    answer: async ({ scope, params, now }) => {
      const row = (await downtimesById(pool, scope.tenantId, [params.id])).get(params.id);
      if (!row) throw notFound();
      const [value] = await shownDowntimes(pool, scope, [row], now);
      return { value, headers: { ETag: tagOf(row) } };
    },
  });
}

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Downtime',
    tag,
    summary: 'Create, change and end downtimes',
    description:
      'All elements or none. Ending what has ended is 200 and changes nothing. Changing what a ticket says makes a ' +
      'downtime of its own of it. If-Match goes with one element, Idempotency-Key with any request.',
    access: edit,
    body: DowntimePost,
    answers: { 200: DowntimeFields, 201: DowntimeFields },
    answer: (call) => saveDowntimes(context, call),
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/Downtime/:id',
    tag,
    summary: 'Delete a downtime',
    description: 'For who typed it, managers and admins. Answers with what was deleted.',
    access: edit,
    params: IdParams,
    answers: { 200: DowntimeFields },
    answer: (call) => removeDowntime(context, call, call.params.id),
  });
}
