import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { Int } from '../../wire/fields.ts';
import { addApprovalRoutes } from './approval-routes.ts';
import { daysTogether } from './day-sql.ts';
import { addEventRoutes } from './event-routes.ts';
import { eventHistory } from './history-sql.ts';
import { listDays } from './list.ts';
import { MyTimesheetListQuery, TimesheetFields, TimesheetListQuery, TimesheetQuery } from './schema.ts';
import { addSettingRoutes } from './setting-routes.ts';
import { viewDay } from './view.ts';
import { wholeDaysTogether } from './whole-day-sql.ts';

const tag = 'Timesheet';
const read = { area: 'timesheets', edit: false } as const;
const IdParams = Type.Object({ id: Int('Its id; 0 = the day of agent_id and date') });

/** Timesheets: the days of agents, and what happened in them. */
export function mountTimesheets(app: FastifyInstance, context: Context): void {
  addListRoutes(app, context);
  addDayRoute(app, context);
  addEventRoutes(app, context);
  addSettingRoutes(app, context);
  addApprovalRoutes(app, context);
  historyReaders.set('timesheet_event', eventHistory);
}

function addListRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  const readDays = daysTogether(pool);
  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet',
    tag,
    summary: 'List the days of agents, with their figures',
    description: 'Days that have a row or an event: with showalldates all, with showholidays those off, too.',
    access: read,
    query: TimesheetListQuery,
    answers: { 200: Type.Array(TimesheetFields) },
    answer: async ({ scope, query, now }) => ({ value: await listDays(pool, readDays, scope, query, now) }),
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet/mine',
    tag,
    summary: "List the caller's own days",
    access: read,
    query: MyTimesheetListQuery,
    answers: { 200: Type.Array(TimesheetFields) },
    answer: async ({ scope, query, now }) => ({ value: await listDays(pool, readDays, scope, query, now, true) }),
  });
}

function addDayRoute(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  const readWholeDay = wholeDaysTogether(pool);
  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet/:id',
    tag,
    summary: 'One day with its events, appointments and holidays',
    description: 'With id 0 the day of agent_id (the caller) and date (today), whether a row is stored or not.',
    access: read,
    params: IdParams,
    query: TimesheetQuery,
    answers: { 200: TimesheetFields },
    answer: async ({ scope, params, query, now }) => {
      const { json, id, version } = await viewDay(pool, scope, params.id, query, now, readWholeDay);
      return { json, ...(id > 0 && { headers: { ETag: etagOf(id, version) } }) };
    },
  });
}
