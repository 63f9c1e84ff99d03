import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { listAllowances, saveAllowances } from './allowance.ts';
import { AllowanceFields, AllowancePost, AllowanceQuery } from './allowance-schema.ts';
import { allowanceHistory } from './history-sql.ts';

const tag = 'Holiday';

/** How many hours of leave agents have in a year, and what of them is left. */
export function addAllowanceRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/HolidayAllowance',
    tag,
    summary: 'List allowances of leave with what is left of them',
    description: "One's own; a manager sees those of their reports, an admin all. No allowance = unlimited.",
    access: { area: 'calendar', edit: false },
    query: AllowanceQuery,
    answers: { 200: Type.Array(AllowanceFields) },
    answer: async ({ scope, query }) => ({ value: await listAllowances(context.database.pool, scope, query) }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/HolidayAllowance',
    tag,
    summary: 'Set allowances of leave',
    description: 'By agent, type and year, in hours. Idempotency-Key goes with any request.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: AllowancePost,
    answers: { 201: AllowanceFields },
    answer: (call) => saveAllowances(context, call),
  });
  historyReaders.set('holiday_allowance', allowanceHistory);
}
