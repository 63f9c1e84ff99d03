import type { FastifyInstance } from 'fastify';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { type FieldErrors, notFound, Problem } from '../../problems.ts';
import { envelope, pageOf } from '../../wire/envelope.ts';
import { ChangeList, ChangeQuery } from './schema.ts';
import { historyOf } from './sql.ts';

/** The history of one thing. Which things there are, and who may see theirs, say the rooms in `historyReaders`. */
export function mountChanges(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Change',
    tag: 'Changes',
    summary: 'The history of one thing, newest first',
    access: { area: 'directory', edit: false },
    query: ChangeQuery,
    answers: { 200: ChangeList },
    answer: async ({ scope, query }) => {
      const { entity, id } = required(query);
      const access = (await historyReaders.get(entity)?.(pool, scope, id)) ?? 'none';
      if (access === 'none') throw notFound();
      const page = pageOf(query);
      // A masked row may tell that it is there, not when and by whom it was changed (behaviour 1).
      if (access === 'masked') return { json: envelope(page, 0, 'changes', '[]') };
      const { rows, total } = await historyOf(pool, scope.tenantId, entity, id, page);
      return { json: envelope(page, total, 'changes', rows) };
    },
  });
}

function required(query: { entity?: string | null; id?: string | null }): { entity: string; id: string } {
  const errors: FieldErrors = {};
  for (const name of ['entity', 'id'] as const) if (!query[name]?.trim()) errors[name] = ['Is required.'];
  const [name] = Object.keys(errors);
  if (name) throw new Problem('invalid-fields', `${name}: Is required.`, { errors });
  return { entity: (query.entity as string).trim().toLowerCase(), id: (query.id as string).trim() };
}
