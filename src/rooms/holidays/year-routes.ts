import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { yearOf } from '../../kernel/time/civil.ts';
import { DAY } from '../../kernel/time/units.ts';
import { type HolidayElement, HolidayFields } from './schema.ts';
import { holidayPreview, holidaysOfYear } from './year.ts';
import { EffectQuery, HolidayEffect, YearQuery } from './year-schema.ts';

const access = { area: 'calendar', edit: false, role: 'manager' } as const;

/** The public holidays of a year as they fall, and what is planned on them: saved ones, and one that is not yet. */
export function addYearRoutes(app: FastifyInstance, context: Context): void {
  const connection = context.database.pool;
  addRoute(app, context, {
    method: 'GET',
    path: '/Holiday/Year',
    tag: 'Holiday',
    summary: 'The public holidays of a year, and what falls on them',
    description: 'What recurs is there with the time that it has in that year.',
    access,
    query: YearQuery,
    answers: { 200: Type.Array(HolidayEffect) },
    answer: async ({ scope, query, now, request }) => {
      const locale = query.locale || request.headers['accept-language'];
      const year = query.year ?? yearOf(Math.floor(now / DAY));
      return { value: await holidaysOfYear({ connection, scope, locale }, year, query.workday_id ?? 0) };
    },
  });
  addRoute(app, context, {
    method: 'POST',
    path: '/Holiday/Preview',
    tag: 'Holiday',
    summary: 'What would fall on a public holiday',
    description: 'An element as in POST /Holiday with its workday and dates; nothing is saved.',
    access,
    query: EffectQuery,
    body: HolidayFields,
    answers: { 200: HolidayEffect },
    answer: async ({ scope, query, body, request }) => {
      const locale = query.locale || request.headers['accept-language'];
      return { value: await holidayPreview({ connection, scope, locale }, body as HolidayElement) };
    },
  });
}
