import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Int } from '../../wire/fields.ts';
import { listEvents } from './event-list.ts';
import { shownEvents } from './event-shown.ts';
import { eventsById } from './event-sql.ts';
import { removeEvent, saveEvents } from './save-events.ts';
import { type EventElement, EventFields, EventListQuery, EventPost, EventQuery, MyEventListQuery } from './schema.ts';
import { refuseUnseen } from './seen-sql.ts';

const tag = 'TimesheetEvent';
const read = { area: 'timesheets', edit: false } as const;
const edit = { area: 'timesheets', edit: true } as const;
const IdParams = Type.Object({ id: Int('Its id') });

/** Work, breaks and running entries of a day. */
export function addEventRoutes(app: FastifyInstance, context: Context): void {
  addReadRoutes(app, context);
  addOneRoute(app, context);
  addWriteRoutes(app, context);
}

function addReadRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/TimesheetEvent',
    tag,
    summary: 'List time entries',
    description: 'Stored events that overlap the window, by start; without dates those of the current week.',
    access: read,
    query: EventListQuery,
    answers: { 200: Type.Array(EventFields) },
    answer: ({ scope, query, now }) => listEvents(context, scope, query, now),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/TimesheetEvent/mine',
    tag,
    summary: "List the caller's own time entries",
    access: read,
    query: MyEventListQuery,
    answers: { 200: Type.Array(EventFields) },
    answer: ({ scope, query, now }) => listEvents(context, scope, query, now, true),
  });
}

function addOneRoute(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/TimesheetEvent/:id',
    tag,
    summary: 'One time entry',
    access: read,
    params: IdParams,
    query: EventQuery,
    answers: { 200: EventFields },
    answer: async ({ scope, params, query, now }) => {
      const [stored] = await eventsById(pool, scope.tenantId, [params.id], false);
      if (!stored) throw notFound();
      await refuseUnseen(pool, scope, stored.agent_id, now);
      const [json] = await shownEvents(pool, scope, [params.id], now, undefined, query.includedetails === true);
      if (json === undefined) throw notFound();
      return { json, headers: { ETag: etagOf(stored.id, stored.version) } };
    },
  });
}

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/TimesheetEvent',
    tag,
    summary: 'Create and change time entries',
    description:
      'All elements or none. Work without a ticket is quick time: a ticket is made, and closed behind it unless ' +
      'lognewticket is true. A pending or approved day is locked: 409. If-Match goes with one element, Idempotency-Key ' +
      'with any request.',
    access: edit,
    body: EventPost,
    answers: { 201: EventFields },
    answer: (call) => saveEvents(context, { ...call, body: call.body as EventElement[] }),
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/TimesheetEvent/:id',
    tag,
    summary: 'Delete a time entry',
    description: 'For good; a ticket that was made with it stays. Answers with what was deleted.',
    access: edit,
    params: IdParams,
    answers: { 200: EventFields },
    answer: (call) => removeEvent(context, call, call.params.id),
  });
}
