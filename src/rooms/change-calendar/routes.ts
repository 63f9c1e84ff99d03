import type { FastifyInstance } from 'fastify';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { changeCalendar } from './calendar.ts';
import { nextWindows } from './clear.ts';
import { ChangeCalendarAnswer, ChangeCalendarQuery } from './schema.ts';

/** Changes, freezes and planned maintenance, and when there is room for another change. */
export function mountChangeCalendar(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/ChangeCalendar',
    tag: 'ChangeCalendar',
    summary: 'Planned changes, change freezes and planned maintenance, with their conflicts',
    description:
      'Rows of an appointment list with kind, risk, services and conflicts (freeze, same_service, outside_window, ' +
      'same_agent). With next_window and duration_hours: the next times in which a change would have no conflict.',
    access: { area: 'calendar', edit: false },
    query: ChangeCalendarQuery,
    answers: { 200: ChangeCalendarAnswer },
    answer: async ({ scope, query, now }) => ({
      json: await (query.next_window ? nextWindows : changeCalendar)(pool, scope, query, now),
    }),
  });
}
