import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { type FieldErrors, notFound, Problem } from '../../problems.ts';
import { envelope, pageOf } from '../../wire/envelope.ts';
import { windowOf } from '../../wire/window.ts';
import { readLog } from './log.ts';
import { ChangeList, ChangeQuery } from './schema.ts';
import { historyOf } from './sql.ts';

/** The history of one thing, and for admins of everything. Which things there are, and who may see theirs, say the rooms in `historyReaders`. */
export function mountChanges(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Change',
    tag: 'Changes',
    summary: 'The history of one thing, newest first; for admins the log of everything',
    description:
      'With `id` the history of that thing. Without it, for admins: all changes, or those of an `entity`, of an agent, of a time. ' +
      'A page has at most page_size rows and goes on at `next_before`; a page may have fewer where private things are left out.',
    access: { area: 'directory', edit: false },
    query: ChangeQuery,
    answers: { 200: ChangeList },
    answer: async ({ scope, query }) => {
      if (scope.role === 'admin' && !query.id?.trim()) return { json: await logPage(pool, scope, query) };
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

async function logPage(pool: Connection, scope: Scope, query: Static<typeof ChangeQuery>): Promise<string> {
  const { from, to } = windowOf({ ...query, timezone: query.timezone || scope.timezone });
  const filter = {
    ...(query.entity?.trim() && { entity: query.entity.trim().toLowerCase() }),
    ...(query.agent_id && { agentId: query.agent_id }),
    ...{ from, to, before: query.before ?? undefined },
  };
  const size = pageOf({ pageinate: true, page_no: 1, page_size: query.page_size ?? null }).limit as number;
  const { rows, next } = await readLog(pool, scope, filter, size, query.showall === true);
  return `{"page_size":${size},${next === undefined ? '' : `"next_before":${next},`}"changes":${rows}}`;
}

function required(query: { entity?: string | null; id?: string | null }): { entity: string; id: string } {
  const errors: FieldErrors = {};
  for (const name of ['entity', 'id'] as const) if (!query[name]?.trim()) errors[name] = ['Is required.'];
  const [name] = Object.keys(errors);
  if (name) throw new Problem('invalid-fields', `${name}: Is required.`, { errors });
  return { entity: (query.entity as string).trim().toLowerCase(), id: (query.id as string).trim() };
}
