import type { FastifyInstance } from 'fastify';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { exportEvents } from './export.ts';
import { forecast } from './forecast.ts';
import { ExportQuery, ForecastQuery, ForecastRows } from './forecast-schema.ts';

const tag = 'Timesheet';
const access = { area: 'timesheets', edit: false } as const;

/** What is to come, and what was, for a program that pays people. */
export function mountReckoning(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet/forecasting',
    tag,
    summary: 'What agents will work, are booked for and have free',
    description:
      'A row an agent and day, of those whose timesheets the caller may see; with `per=team` a row a main team and week ' +
      '(from Monday, the days of the window), by week, then team; with `per=week` a row a week of all of them together; with ' +
      '`per=period` a row an agent over the whole window. Without dates: the current week.',
    access,
    query: ForecastQuery,
    answers: { 200: ForecastRows },
    answer: async ({ scope, query, now }) => ({ value: await forecast(pool, scope, query, now) }),
  });
  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet/Export',
    tag,
    summary: 'The events of a period as a CSV file or a workbook',
    description:
      'A row an event that begins in the period, with the approval of its day; times are by the clock of the agent. ' +
      'Texts that a spreadsheet would run as formulas begin with an apostrophe in CSV.',
    access,
    query: ExportQuery,
    answer: ({ scope, query, now }) => exportEvents(pool, scope, query, now),
  });
}
