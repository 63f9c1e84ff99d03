import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { notFound } from '../../problems.ts';
import { Bool, Fields, Instant, Int, LenientCount } from '../../wire/fields.ts';
import { scheduleHistory } from './history-sql.ts';
import { scheduleIds } from './list-sql.ts';
import { addOccurrenceRoutes } from './occurrence-routes.ts';
import { visible } from './owner-sql.ts';
import { saveSchedules } from './save.ts';
import { type ScheduleElement, ScheduleFields, SchedulePost, type ScheduleRow } from './schema.ts';
import { scheduleDetails, wireSchedule } from './shown-rules.ts';
import { schedulesById } from './sql.ts';

const tag = 'Schedule';
const read = { area: 'calendar', edit: false } as const;
const edit = { area: 'calendar', edit: true } as const;

const includedetails = Bool('Add `events` (the next 50) and `contract_schedule_plan`');
const OneQuery = Fields({ includedetails });
const ListQuery = Fields({
  type: Int('Of this type: 0 scheduled ticket, 1 appointment master, 2 holiday, 3 shift, 4 contract plan'),
  primaryid: Int('Of the owner with this id; 0 or less = no filter'),
  includedetails,
});
const SaveQuery = Fields({
  count: LenientCount('With _validateonly: how many `events`, 50 by default, at most 1000'),
  after: Instant('With _validateonly: only `events` after this'),
});

export function mountSchedules(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;

  addRoute(app, context, {
    method: 'GET',
    path: '/Schedule',
    tag,
    summary: 'List schedules',
    access: read,
    query: ListQuery,
    answers: { 200: Type.Array(ScheduleFields) },
    answer: async ({ query, scope, now }): Promise<Answer> => {
      const ids = await scheduleIds(pool, scope.tenantId, query);
      const rows = async (some: readonly number[]) => {
        const found = [...(await schedulesById(pool, scope.tenantId, some)).values()];
        const seen = await visible(pool, scope, found);
        return seen.map((row) => JSON.stringify(shown(row, now, query.includedetails))).join(',');
      };
      return { json: await streamRows('[', ids, rows, ']') };
    },
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/Schedule/:id',
    tag,
    summary: 'One schedule',
    access: read,
    params: Type.Object({ id: Int('Its id') }),
    query: OneQuery,
    answers: { 200: ScheduleFields },
    answer: async ({ params, query, scope, now }): Promise<Answer> => {
      const found = [...(await schedulesById(pool, scope.tenantId, [params.id])).values()];
      const [row] = await visible(pool, scope, found);
      if (!row) throw notFound();
      const headers = { ETag: etagOf(params.id, row.version) };
      return { value: shown(row, now, query.includedetails), headers };
    },
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/Schedule',
    tag,
    summary: 'Create and change schedules',
    description:
      'All elements or none. The rule is said by the dialog fields or by rrule; of the two the one that differs from ' +
      'what is stored counts. With _validateonly nothing is saved, and `events` are its first occurrences.',
    access: edit,
    query: SaveQuery,
    body: SchedulePost,
    answers: { 201: ScheduleFields, 200: ScheduleFields },
    answer: (call) => saveSchedules(context, { ...call, body: call.body as ScheduleElement[] }),
  });

  addOccurrenceRoutes(app, context);
  historyReaders.set('schedule', scheduleHistory);
}

function shown(row: ScheduleRow, now: number, details: boolean | null | undefined): Record<string, unknown> {
  return { ...wireSchedule(row, now), ...(details && scheduleDetails(row, now)) };
}
