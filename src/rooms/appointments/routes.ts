import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { notFound } from '../../problems.ts';
import { envelope, envelopeHead, pageOf } from '../../wire/envelope.ts';
import { Int } from '../../wire/fields.ts';
import { listPlan } from './filter-sql.ts';
import { generateSeries } from './generate.ts';
import { appointmentHistory } from './history-sql.ts';
import {
  AppointmentQuery,
  DeleteQuery,
  GenerateAnswer,
  GenerateIds,
  IdParams,
  type ListQuery,
  OneQuery,
} from './list-query.ts';
import { findIds, findRows, rowsByIds } from './list-sql.ts';
import { rowDetails } from './one-sql.ts';
import { addPublishRoute } from './publish-route.ts';
import { removeAppointment } from './remove.ts';
import { readerParameters } from './row-sql.ts';
import { insertTogether, saveAppointments, wholeSecond } from './save.ts';
import { AppointmentFields, AppointmentPost, type Element } from './schema.ts';
import { followSchedules } from './series-owner.ts';
import { scheduleOfRow } from './series-save.ts';
import { readDetailedRows } from './work-hours-sql.ts';

const tag = 'Appointment';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;

const AppointmentList = Type.Object({
  page_no: Type.Optional(Int('As asked for')),
  page_size: Type.Optional(Int('As asked for')),
  record_count: Int('How many rows there are in all'),
  appointments: Type.Array(AppointmentFields, { description: 'The rows; private ones of others are masked' }),
});

export function addAppointmentRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  historyReaders.set('appointment', appointmentHistory);
  followSchedules(context);
  const insert = insertTogether(context);
  addPublishRoute(app, context, insert);

  addRoute(app, context, {
    method: 'GET',
    path: '/Appointment',
    tag,
    summary: 'List appointments, tasks, shifts and leave',
    description: 'Without paging or count all rows are answered, streamed.',
    access: read,
    query: AppointmentQuery,
    answers: { 200: AppointmentList },
    answer: ({ query, scope }) => list(context, query, scope),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Appointment/:id',
    tag,
    summary: 'Get one appointment',
    access: read,
    params: IdParams,
    query: OneQuery,
    answers: { 200: AppointmentFields },
    answer: async ({ params, query, scope, now }) => {
      const row = (await readDetailedRows(pool, scope, [params.id], query.showall)).get(params.id);
      if (!row || row.deleted) throw notFound();
      const details = query.includedetails && row.whole ? await detailsOf(context, scope, row.id, now) : '{}';
      return { json: joined(row.json, details), headers: row.whole ? { ETag: etagOf(row.id, row.version) } : {} };
    },
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/Appointment',
    tag,
    summary: 'Create and change appointments',
    description:
      'An element without an id (or with one of 0 or below) creates. Several agents make one row each, sharing a collection_id. ' +
      'A clash with a busy row answers 409 with CODE:EVE01, unless _force is true.',
    access: edit,
    body: AppointmentPost,
    answers: { 201: AppointmentFields, 200: AppointmentFields },
    answer: (call) =>
      saveAppointments(context, {
        ...call,
        body: call.body as Element[],
        horizonDays: context.config.horizonDays,
        insert,
      }),
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/Appointment/:id',
    tag,
    summary: 'Delete an appointment',
    description: 'The row stays, marked as deleted; an update with deleted:false brings it back.',
    access: edit,
    params: IdParams,
    query: DeleteQuery,
    answers: { 200: AppointmentFields },
    answer: (call) => removeAppointment(context, { ...call, id: call.params.id }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/Appointment/Generate',
    tag,
    summary: 'Make the occurrences of recurring appointments up to the horizon',
    description:
      'For each id of a master how many were made, were there already, and are deleted. Running it again makes none twice.',
    access: edit,
    body: GenerateIds,
    answers: { 200: GenerateAnswer },
    answer: ({ body, scope, now, request }) =>
      answerOnce(context, { scope, now, request }, (connection) =>
        generateSeries(connection, scope, wholeSecond(now), body, context.config.horizonDays),
      ),
  });
}

async function detailsOf({ database }: Context, { tenantId }: Scope, id: number, now: number): Promise<string> {
  const schedule = await scheduleOfRow(database.pool, tenantId, id, now);
  return joined(await rowDetails(database.pool, tenantId, id), schedule ? JSON.stringify({ schedule }) : '{}');
}

/** One object with the members of both. */
function joined(one: string, other: string): string {
  if (one === '{}' || other === '{}') return one === '{}' ? other : one;
  return `${one.slice(0, -1)},${other.slice(1)}`;
}

/** Rows that one statement answers; longer lists are streamed. */
const rowsAtOnce = 1_000;

async function list(context: Context, query: ListQuery, scope: Scope): Promise<Answer> {
  const { pool } = context.database;
  const page = pageOf(query);
  const plan = listPlan(query, scope);
  const { total, rows } = await findRows(pool, plan, page.offset, Math.min(page.limit ?? rowsAtOnce, rowsAtOnce));
  if (Math.min(page.limit ?? total, total) <= rowsAtOnce)
    return { json: envelope(page, total, 'appointments', `[${rows}]`) };
  const all = await findIds(pool, plan);
  const reader = readerParameters(scope, query.showall);
  const head = `${envelopeHead(page, all.length, 'appointments')}[`;
  return { json: await streamRows(head, all.slice(0, page.limit), (chunk) => rowsByIds(pool, reader, chunk), ']}') };
}
