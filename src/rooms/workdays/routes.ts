import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Int } from '../../wire/fields.ts';
import { isListed, levelOf } from './access-rules.ts';
import { withHolidays } from './embedded.ts';
import { workdayHistory } from './history-sql.ts';
import { previewOf } from './preview.ts';
import { removeOne, saveWorkdays } from './save.ts';
import {
  LocaleQuery,
  PreviewAnswer,
  TimeslotAnswer,
  TimeslotQuery,
  type WorkdayElement,
  WorkdayFields,
  WorkdayListQuery,
  WorkdayPost,
  WorkdayQuery,
} from './schema.ts';
import { wireDetailed, wireWorkday } from './shown.ts';
import { workdayById, workdaysOf } from './sql.ts';
import { timeslots } from './timeslots.ts';

const tag = 'Workday';
const read = { area: 'directory', edit: false } as const;
const edit = { area: 'settings', edit: true } as const;
const byAdmins = { area: 'settings', edit: true, role: 'admin' } as const;
const IdParams = Type.Object({ id: Int('Its id') });

/** Workdays and their timeslots. */
export function mountWorkdays(app: FastifyInstance, context: Context): void {
  addReadRoutes(app, context);
  addWriteRoutes(app, context);
  addRoute(app, context, {
    method: 'GET',
    path: '/Timeslot',
    tag,
    summary: 'List timeslots of workdays',
    description: 'With both dates: each of them on each day of work, with how many agents are free in it.',
    access: read,
    query: TimeslotQuery,
    answers: { 200: Type.Array(TimeslotAnswer) },
    answer: async ({ scope, query, now }) => ({ value: await timeslots(context.database.pool, scope, query, now) }),
  });
  historyReaders.set('workday', workdayHistory);
}

function addReadRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Workday',
    tag,
    summary: 'List workdays',
    description: 'Those that the caller may use; for admins, with `isconfig`, all.',
    access: read,
    query: WorkdayListQuery,
    answers: { 200: Type.Array(WorkdayFields) },
    answer: async ({ scope, query, now }) => {
      const rows = await workdaysOf(pool, scope);
      const value = rows.filter(({ listed }) => isListed(scope, listed, query)).map((row) => wireWorkday(row, now));
      return { value: query.showholidays ? await withHolidays({ connection: pool, scope, now }, value) : value };
    },
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Workday/:id',
    tag,
    summary: 'One workday',
    access: read,
    params: IdParams,
    query: WorkdayQuery,
    answers: { 200: WorkdayFields },
    answer: async ({ scope, params, query, now }) => {
      const row = await workdayById(pool, scope, params.id);
      if (!row) throw notFound();
      const headers = { ETag: etagOf(row.id, row.version) };
      const level = { access_control_level: levelOf(scope, row.listed) };
      if (!query.includedetails) return { value: { ...wireWorkday(row, now), ...level }, headers };
      const [value] = await withHolidays({ connection: pool, scope, now }, [wireDetailed(row, scope, now)]);
      return { value, headers };
    },
  });
}

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Workday',
    tag,
    summary: 'Create and change workdays',
    description:
      'All elements or none; for admins, and for those whom `access_control` lets edit. `valid_from` begins new hours on ' +
      'that day and leaves those before it. `breaks`, `timeslots`, `holidays` and `access_control`, where given, replace ' +
      'what was there. If-Match goes with one element, Idempotency-Key with any request.',
    access: edit,
    body: WorkdayPost,
    answers: { 201: WorkdayFields },
    answer: (call) => saveWorkdays(context, { ...call, body: call.body as WorkdayElement[] }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/Workday/Preview',
    tag,
    summary: 'What the hours of a workday would be',
    description:
      'An element as in POST /Workday, and nothing is saved: four weeks with public holidays and changes of the clocks, ' +
      'and what is planned in the 92 days from then on that would fall out of working time.',
    access: { area: 'settings', edit: false },
    query: LocaleQuery,
    body: WorkdayFields,
    answers: { 200: PreviewAnswer },
    answer: async ({ scope, body, query, now, request }) => {
      const locale = query.locale || request.headers['accept-language'];
      const element = body as WorkdayElement;
      return { value: await previewOf({ connection: context.database.pool, scope, now, element, locale }) };
    },
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/Workday/:id',
    tag,
    summary: 'Delete a workday',
    description: 'In use is 409 with who uses it; so is the default. Answers with what was deleted.',
    access: byAdmins,
    params: IdParams,
    answers: { 200: WorkdayFields },
    answer: (call) => removeOne(context, call, call.params.id),
  });
}
