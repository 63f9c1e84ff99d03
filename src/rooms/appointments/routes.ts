import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound } from '../../problems.ts';
import { Int } from '../../wire/fields.ts';
import { eventsOfAppointment } from '../timesheets/details-sql.ts';
import { generateSeries } from './generate.ts';
import { appointmentHistory } from './history-sql.ts';
import { listAppointments } from './list.ts';
import { AppointmentQuery, DeleteQuery, GenerateAnswer, GenerateIds, IdParams, OneQuery } from './list-query.ts';
import { rowDetails } from './one-sql.ts';
import { addPublishRoute } from './publish-route.ts';
import { removeAppointment } from './remove.ts';
import { insertTogether, saveAppointments } from './save.ts';
import { AppointmentFields, AppointmentPost, type Element } from './schema.ts';
import { followSchedules } from './series-owner.ts';
import { scheduleOfRow } from './series-save.ts';
import { Walks } from './walk.ts';
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
  const walks = new Walks();
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
    answer: (call) => listAppointments(pool, walks, call),
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

async function detailsOf({ database }: Context, scope: Scope, id: number, now: number): Promise<string> {
  const { tenantId } = scope;
  const schedule = await scheduleOfRow(database.pool, tenantId, id, now);
  const events = `{"timesheet_events":${await eventsOfAppointment(database.pool, scope, id, now)}}`;
  const details = joined(await rowDetails(database.pool, tenantId, id), events);
  return joined(details, schedule ? JSON.stringify({ schedule }) : '{}');
}

/** One object with the members of both. */
function joined(one: string, other: string): string {
  if (one === '{}' || other === '{}') return one === '{}' ? other : one;
  return `${one.slice(0, -1)},${other.slice(1)}`;
}
