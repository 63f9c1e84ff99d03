import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { newSecret, tokenHash } from '../../kernel/auth/secret.ts';
import { type ChangeAction, recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { publicUrl } from '../../kernel/http/public-url.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { writeInstant } from '../../wire/dates.ts';
import { CalendarKey, CalendarKeyPost } from './schema.ts';
import { type KeyRow, keyOf, removeKey, writeKey } from './sql.ts';

const tag = 'My calendar';
const path = '/CalendarKey';

/** Having an address, another one, or none. Everyone has their own only. */
export function addKeyRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): void {
  addRoute(app, context, {
    method: 'GET',
    path,
    tag,
    summary: 'Whether there is a secret address of one’s own calendar',
    access: { area: 'calendar', edit: false },
    answers: { 200: CalendarKey },
    answer: async ({ scope }) => ({ value: shown(await keyOf(context.database.pool, scope)) }),
  });
  addRoute(app, context, {
    method: 'POST',
    path,
    tag,
    summary: 'Make a secret address of one’s own calendar; the one before opens nothing any more',
    description: 'The answer has the address, this once: only a hash of its key is kept.',
    access: { area: 'calendar', edit: true },
    body: CalendarKeyPost,
    answers: { 201: CalendarKey },
    answer: async (call) => {
      // What is kept for a repetition is what the key is made of, and of no use without the server's own secret.
      const { json, ...answer } = await answerOnce(context, call, async (connection) => {
        const seed = newSecret();
        const now = call.now - (call.now % 1_000);
        const before = await keyOf(connection, call.scope);
        await writeKey(connection, call.scope, tokenHash(keyFrom(signer, seed)), now);
        await told(connection, call.scope, now, before ? 'update' : 'create', before, { created_at: now });
        return { status: 201, json: JSON.stringify({ seed, ...shown({ created_at: now }) }) };
      });
      const { seed, ...value } = JSON.parse(json as string);
      return { ...answer, value: { ...value, url: urlOf(context, call.request, keyFrom(signer, seed)) } };
    },
  });
  addRoute(app, context, {
    method: 'DELETE',
    path,
    tag,
    summary: 'Have no secret address any more',
    access: { area: 'calendar', edit: true },
    answers: { 200: CalendarKey },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const before = await keyOf(connection, call.scope);
        if (before) {
          await removeKey(connection, call.scope);
          await told(connection, call.scope, call.now, 'delete', before);
        }
        return { value: shown(undefined) };
      }),
  });
}

const keyFrom = (signer: TokenSigner, seed: string): string => signer.mac('calendar key', seed);

const urlOf = ({ config }: Context, request: FastifyRequest, key: string): string =>
  `${publicUrl(config, request)}/calendar/${key}.ics`;

function shown(row: KeyRow | undefined): CalendarKey {
  return row ? { active: true, created_at: writeInstant(row.created_at) as never } : { active: false };
}

/** The log has no secrets. */
async function told(
  connection: Connection,
  scope: Scope,
  now: number,
  action: ChangeAction,
  before?: KeyRow,
  after?: KeyRow,
): Promise<void> {
  const change = { entity: 'calendar_key', entityId: scope.agentId, action };
  await recordChanges(connection, scope, now, [
    { ...change, ...(before && { before: shown(before) }), ...(after && { after: shown(after) }) },
  ]);
}
