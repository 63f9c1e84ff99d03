import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Int } from '../../wire/fields.ts';
import { book } from './book.ts';
import { bookTogether } from './book-together-sql.ts';
import { freeAgents } from './free.ts';
import { bookingTypeHistory } from './history-sql.ts';
import { type OffersById, offersTogether } from './offer-sql.ts';
import { previewOf } from './preview.ts';
import { TypePreview, TypePreviewQuery } from './preview-schema.ts';
import {
  BookedFields,
  BookingPost,
  BookingQuery,
  type BookingTypeElement,
  BookingTypeFields,
  BookingTypePost,
  BookingTypeQuery,
  FreeAnswer,
  FreeQuery,
  SlotFields,
} from './schema.ts';
import { slotsJson, wireType } from './shown.ts';
import { removeOneType, saveTypes } from './type-save.ts';
import { bookingTypeById, bookingTypes } from './type-sql.ts';
import { freeWindow } from './window-rules.ts';

const tag = 'Booking';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;
const settle = { area: 'settings', edit: true, role: 'admin' } as const;
const IdParams = Type.Object({ id: Int('Its id') });
const defaultDays = 30;

/** What customers can book, when it is free, and booking it. */
export function mountBooking(app: FastifyInstance, context: Context): void {
  addTypeReadRoutes(app, context);
  addTypeWriteRoutes(app, context);
  addBookingRoutes(app, context);
  addRoute(app, context, {
    method: 'GET',
    path: '/Agent/Free',
    tag,
    summary: 'Who could take a job, and when',
    description:
      'Agents with so many hours free on end inside working time, in the window. Those with more of the skills first, ' +
      'then who can begin first, then who has less to do that day; `reasons` says so in words.',
    access: read,
    query: FreeQuery,
    answers: { 200: FreeAnswer },
    answer: async ({ scope, query, now }) => ({
      value: await freeAgents(context.database.pool, scope, query as FreeQuery, now),
    }),
  });
  historyReaders.set('booking_type', bookingTypeHistory);
}

function addTypeReadRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/BookingType',
    tag,
    summary: 'List booking types',
    access: read,
    query: BookingTypeQuery,
    answers: { 200: Type.Array(BookingTypeFields) },
    answer: async ({ scope, query }) => ({
      value: (await bookingTypes(pool, scope.tenantId, query.type)).map(wireType),
    }),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/BookingType/:id',
    tag,
    summary: 'One booking type',
    access: read,
    params: IdParams,
    answers: { 200: BookingTypeFields },
    answer: async ({ scope, params }) => {
      const type = await bookingTypeById(pool, scope.tenantId, params.id);
      if (!type) throw notFound();
      return { value: wireType(type), headers: { ETag: etagOf(type.id, type.version) } };
    },
  });
}

function addTypeWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/BookingType',
    tag,
    summary: 'Create and change booking types',
    description:
      'All elements or none. `agents`, `teams`, `customslots` and `questions`, where given, replace what was there. ' +
      'If-Match goes with one element, Idempotency-Key with any request.',
    access: settle,
    body: BookingTypePost,
    answers: { 201: BookingTypeFields },
    answer: (call) => saveTypes(context, { ...call, body: call.body as BookingTypeElement[] }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/BookingType/Preview',
    tag,
    summary: 'What customers would be offered, and why',
    description:
      'An element as in POST /BookingType, and nothing is saved: the next free time, why each who could be booked can or ' +
      'cannot be booked then, and seven days as customers see them.',
    access: { area: 'settings', edit: false, role: 'admin' },
    query: TypePreviewQuery,
    body: BookingTypeFields,
    answers: { 200: TypePreview },
    answer: async ({ scope, body, query, now, request }) => {
      const locale = query.locale || request.headers['accept-language'];
      const asked = { connection: context.database.pool, scope, now, locale, date: query.date || undefined };
      return { value: await previewOf({ ...asked, element: body as BookingTypeElement }) };
    },
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/BookingType/:id',
    tag,
    summary: 'Delete a booking type',
    description: 'Not while bookings of it are to come: 409. Appointments stay. Answers with what was deleted.',
    access: settle,
    params: IdParams,
    answers: { 200: BookingTypeFields },
    answer: (call) => removeOneType(context, call, call.params.id),
  });
}

function addBookingRoutes(app: FastifyInstance, context: Context): void {
  const bookOne = bookTogether(context);
  const offers = offersTogether(context);
  addRoute(app, context, {
    method: 'GET',
    path: '/Appointment/Booking',
    tag,
    summary: 'The free times of a booking type',
    description: 'Every slot of the window that can be booked now, by start, with who is free in it.',
    access: read,
    query: BookingQuery,
    answers: { 200: Type.Array(SlotFields) },
    answer: ({ scope, query, now }) => free(offers, scope, query as BookingQuery, now),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/Appointment/Booking',
    tag,
    summary: 'Book a free time',
    description:
      'One Appointment object with the booking type and the start of the slot. 201 with the appointment, ' +
      '`bookedResourceId` and the secret that moves or cancels it; or 409 with up to five `alternatives`.',
    access: edit,
    body: BookingPost,
    answers: { 201: BookedFields },
    answer: (call) => book(context, { ...call, body: call.body as BookingPost }, bookOne),
  });
}

async function free(offers: OffersById, { tenantId }: Scope, query: BookingQuery, now: number): Promise<Answer> {
  const { bookingtype_id, agents, team_id, assets } = query;
  if (!bookingtype_id) throw notFound();
  const slots = await offers(tenantId, bookingtype_id, {
    window: freeWindow(query, now, defaultDays),
    now,
    resources: { agents, team_id, assets },
  });
  if (!slots) throw notFound();
  return { json: slotsJson(slots) };
}
