import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { notFound } from '../../problems.ts';
import { Bool, Fields, Text } from '../../wire/fields.ts';
import { readRow } from './row-sql.ts';
import { agents } from './schema/people.ts';
import { rowSchema } from './schema/shapes.ts';

const claimSchema = Fields({ type: Text('What it says something about'), value: Text('What it says') });

/** Who the caller is: the first request of most clients, and their test of a token. */
export function addMeRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/Agent/me',
    tag: 'Directory',
    summary: 'The agent that the token acts as',
    access: { area: 'self', edit: false },
    answers: {
      200: Fields(
        {
          ...rowSchema(agents).properties,
          is_admin: Bool('The role is admin'),
          claims: Type.Array(claimSchema, { description: 'What the token may do, as pairs' }),
        },
        { title: 'Agent (me)' },
      ),
    },
    answer: async ({ scope }) => {
      const row = await readRow(context.database.pool, scope.tenantId, agents, scope.agentId);
      if (!row) throw notFound();
      const value = { ...JSON.parse(row.text), is_admin: scope.role === 'admin', claims: claimsOf(scope) };
      return { value, headers: { ETag: etagOf(row.id, row.version) } };
    },
  });
}

function claimsOf({ tenantId, agentId, agentName, role, timezone, clientId, grants }: Scope) {
  const claims: [type: string, value: string | number][] = [
    ['sub', agentId],
    ['name', agentName],
    ['role', role],
    ['tenant', tenantId],
    ['client_id', clientId],
    ['zoneinfo', timezone],
    ...[...grants].map((grant): [string, string] => ['scope', grant]),
  ];
  return claims.map(([type, value]) => ({ type, value: String(value) }));
}
