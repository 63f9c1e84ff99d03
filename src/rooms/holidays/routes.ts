import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Uuid } from '../../wire/fields.ts';
import { scheduleOwners } from '../schedules/owner-sql.ts';
import { scheduleType } from '../schedules/schema.ts';
import { addAllowanceRoutes } from './allowance-routes.ts';
import { holidayHistory } from './history-sql.ts';
import { listHolidays } from './list.ts';
import { addLoadRoute } from './load-route.ts';
import { shownHolidays } from './read-sql.ts';
import { removeHolidayById, saveHolidays } from './save.ts';
import { scheduleOfHolidayTold } from './schedule-sql.ts';
import { HolidayFields, HolidayListQuery, HolidayPost, HolidayQuery } from './schema.ts';
import { addSettingRoutes } from './setting-routes.ts';
import { holidaysById } from './sql.ts';
import { addYearRoutes } from './year-routes.ts';

const tag = 'Holiday';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;
const IdParams = Type.Object({ id: Uuid('Its id') });

/** Public holidays, leave, change freezes and planned maintenance. */
export function mountHolidays(app: FastifyInstance, context: Context): void {
  addReadRoutes(app, context);
  addWriteRoutes(app, context);
  addAllowanceRoutes(app, context);
  addSettingRoutes(app, context);
  addLoadRoute(app, context);
  addYearRoutes(app, context);
  historyReaders.set('holiday', holidayHistory);
  scheduleOwners.set(scheduleType.holiday, scheduleOfHolidayTold);
}

function addReadRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Holiday',
    tag,
    summary: 'List public holidays, leave, change freezes and planned maintenance',
    description:
      'Rows whose `date` is after start_date and whose `end_date` is before end_date; inclusive_start and ' +
      'inclusive_end take those at them, too. What recurs is in when one of its times is.',
    access: read,
    query: HolidayListQuery,
    answers: { 200: Type.Array(HolidayFields) },
    answer: async ({ scope, query, now }) => ({ value: await listHolidays(pool, scope, query, now) }),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Holiday/:id',
    tag,
    summary: 'One public holiday, leave, freeze or maintenance',
    access: read,
    params: IdParams,
    query: HolidayQuery,
    answers: { 200: HolidayFields },
    answer: async ({ scope, params, query, now }) => {
      const row = (await holidaysById(pool, scope.tenantId, [params.id])).get(params.id);
      if (!row) throw notFound();
      const [value] = await shownHolidays(pool, scope, [row], now, query);
      return { value, headers: { ETag: etagOf(row.id, row.version) } };
    },
  });
}

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Holiday',
    tag,
    summary: 'Create and change public holidays, leave, freezes and maintenance',
    description:
      'All elements or none. Leave is for its agent, their managers and admins, and waits for the decision of one of ' +
      'these (`_approve`, `_reject`); everything else is for admins. If-Match goes with one element, Idempotency-Key ' +
      'with any request.',
    access: edit,
    body: HolidayPost,
    answers: { 200: HolidayFields, 201: HolidayFields },
    answer: (call) => saveHolidays(context, call),
  });

  addRoute(app, context, {
    method: 'DELETE',
    path: '/Holiday/:id',
    tag,
    summary: 'Delete a public holiday, leave, freeze or maintenance',
    description: 'For good. Leave that is approved only by who may decide about it. Answers with what was deleted.',
    access: edit,
    params: IdParams,
    answers: { 200: HolidayFields },
    answer: (call) => removeHolidayById(context, call, call.params.id),
  });
}
