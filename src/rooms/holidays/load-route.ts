import type { FastifyInstance } from 'fastify';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { loadHolidays } from './load.ts';
import { LoadAnswer, LoadFields } from './load-schema.ts';
import { shownHolidays } from './read-sql.ts';

/** Public holidays of a country and year; the command line has the same as `almanac holidays load`. */
export function addLoadRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Holiday/Load',
    tag: 'Holiday',
    summary: 'Load the public holidays of a country and year into a workday',
    description: 'Half days have times. What is there already is left alone, so it may be sent again.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: LoadFields,
    answers: { 201: LoadAnswer },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const now = wholeSecond(call.now);
        const { country, year, workdayId, made, existing } = await loadHolidays(connection, call.scope, now, call.body);
        const holidays = await shownHolidays(connection, call.scope, made, now);
        const value = { country, year, workday_id: workdayId, loaded: made.length, existing, holidays };
        return { status: 201, value };
      }),
  });
}
