import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound } from '../../problems.ts';
import { Text } from '../../wire/fields.ts';
import { setClientDisabled } from './account-sql.ts';
import { readySecrets, saveClient } from './client-save.ts';
import { ApiClientElement, ApiClientFields } from './client-schema.ts';
import { type ApiClient, lockClient, readClients } from './client-sql.ts';

const tag = 'API clients';
const admins = (edit: boolean): Access => ({ area: 'settings', edit, role: 'admin' });

/** The programs that may sign in: what `almanac client` does on the command line, for admins. */
export function mountApiClients(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/ApiClient',
    tag,
    summary: 'List the API clients, without their secrets',
    access: admins(false),
    answers: { 200: Type.Array(ApiClientFields) },
    answer: async ({ scope }) => ({ value: await readClients(context.database.pool, scope.tenantId) }),
  });
  addSaveRoute(app, context);
  addDisableRoute(app, context);
  historyReaders.set('api_client', async (_connection, { role }) => (role === 'admin' ? 'whole' : 'none'));
}

function addSaveRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/ApiClient',
    tag,
    summary: 'Make and change API clients',
    description: `Of a new client the secret is made here and answered once, as client_secret: only its hash is kept. What an
Idempotency-Key replays has no secret; ask for a new one with _new_secret. All elements or none.`,
    access: admins(true),
    body: Type.Array(ApiClientElement, { minItems: 1, maxItems: 100 }),
    answers: { 201: ApiClientFields },
    answer: async (call) => {
      const { scope, body } = call;
      const now = wholeSecond(call.now);
      const ready = await readySecrets(body);
      let saved: ApiClient[] | undefined;
      const answer = await answerOnce(context, call, async (connection) => {
        const rows: ApiClient[] = [];
        for (const [index, element] of body.entries())
          rows.push(await saveClient(connection, scope, now, element, ready[index]));
        saved = rows;
        return shown(rows);
      });
      app.forgetCallers();
      // Added to what is sent, never to what is kept for the key.
      return saved ? shown(saved.map((row, index) => ({ ...row, client_secret: ready[index]?.secret }))) : answer;
    },
  });
}

const shown = (rows: readonly object[]): Answer => ({ status: 201, value: rows.length === 1 ? rows[0] : rows });

function addDisableRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'DELETE',
    path: '/ApiClient/:id',
    tag,
    summary: 'Stop an API client',
    description: 'No sign-ins, and its tokens end. It stays in the list; a POST with `disabled` false takes that back.',
    access: admins(true),
    params: Type.Object({ id: Text('Client id', 200) }),
    answers: { 200: ApiClientFields },
    answer: async (call) => {
      const { scope, params } = call;
      const answer = await answerOnce(context, call, async (connection) => {
        const stored = await lockClient(connection, scope.tenantId, params.id);
        if (!stored) throw notFound();
        if (!stored.disabled)
          await setClientDisabled(connection, scope.tenantId, stored.id, true, wholeSecond(call.now), scope);
        return { value: { ...stored, disabled: true } };
      });
      app.forgetCallers();
      return answer;
    },
  });
}
