import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Context } from '../../kernel/http/context.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { notFound } from '../../problems.ts';
import { envelopeHead, type PageQuery, pageOf } from '../../wire/envelope.ts';
import { Int } from '../../wire/fields.ts';
import { findOccurrences, type OccurrenceFilter, occurrenceTexts } from './occurrence-list-sql.ts';
import { OccurrenceFields, OccurrenceList, OccurrenceQuery, RunPost, RunQuery } from './occurrence-schema.ts';
import { runNow } from './run-now.ts';

const tag = 'ScheduleOccurrence';
const read = { area: 'calendar', edit: false } as const;
const byManagers = { area: 'calendar', edit: true, role: 'manager' } as const;

/** The run queue of scheduled tickets. */
export function addOccurrenceRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;

  addRoute(app, context, {
    method: 'GET',
    path: '/ScheduleOccurrence',
    tag,
    summary: 'List the run queue: what was made, what is due, what comes next',
    access: read,
    query: OccurrenceQuery,
    answers: { 200: OccurrenceList },
    answer: async ({ query, scope }): Promise<Answer> => {
      const page = pageOf(query as PageQuery);
      const { ids, total } = await findOccurrences(pool, scope.tenantId, query as OccurrenceFilter, page);
      const rows = async (some: readonly number[]) => {
        const texts = await occurrenceTexts(pool, scope.tenantId, some);
        return some.flatMap((id) => texts.get(id) ?? []).join(',');
      };
      return { json: await streamRows(`${envelopeHead(page, total, 'occurrences')}[`, ids, rows, ']}') };
    },
  });

  addRoute(app, context, {
    method: 'GET',
    path: '/ScheduleOccurrence/:id',
    tag,
    summary: 'One occurrence',
    access: read,
    params: Type.Object({ id: Int('Its id') }),
    answers: { 200: OccurrenceFields },
    answer: async ({ params, scope }): Promise<Answer> => {
      const json = (await occurrenceTexts(pool, scope.tenantId, [params.id])).get(params.id);
      if (json === undefined) throw notFound();
      return { json };
    },
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/ScheduleOccurrence',
    tag,
    summary: 'Make the next occurrence of schedules now',
    description:
      'The body is an array of ids of schedules. Each has its own result: the occurrence with what it made, or with why ' +
      'that failed; or `schedule_id` and `error` where there is none.',
    access: byManagers,
    query: RunQuery,
    body: RunPost,
    answers: { 201: OccurrenceFields, 200: OccurrenceFields },
    answer: ({ query, ...call }) => runNow(context, call, query.includefailed === true),
  });
}
