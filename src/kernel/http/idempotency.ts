import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problems.ts';
import type { Scope } from '../auth/scope.ts';
import { type Connection, instantParameter, transaction } from '../db/transaction.ts';
import type { Context } from './context.ts';
import type { Answer } from './route.ts';

const keptMilliseconds = 24 * 60 * 60 * 1_000;

/** A request as far as answering it once is concerned. */
export interface Once {
  scope: Scope;
  now: number;
  request: FastifyRequest;
}

/** Runs a write in one transaction and answers it. With an `Idempotency-Key` the answer is kept in that transaction
 * for 24 hours, and the same request of the same API client gets it again instead of a second write. Of two at the
 * same moment the second waits for the first. A request that fails leaves nothing behind, so that it can be repeated.
 * @throws Problem bad-request for a malformed key, idempotency-key-reused for a key that came with another request. */
export async function answerOnce(
  context: Pick<Context, 'database'>,
  call: Once,
  work: (connection: Connection) => Promise<Answer>,
): Promise<Answer> {
  const key = idempotencyKey(call.request);
  if (key === undefined) return transaction(context.database, work);
  return transaction(context.database, async (connection) => {
    const kept = await claimKey(connection, call, key);
    if (kept) return replay(kept, hashOf(call));
    const answer = asText(await work(connection));
    await keepAnswer(connection, call, key, answer);
    return answer;
  });
}

/** The request's key; undefined when it has none. */
export function idempotencyKey(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('bad-request', 'An Idempotency-Key is 1 to 255 visible ASCII characters, without spaces.');
}

interface KeptAnswer {
  request_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Makes the key this request's own, waiting for whoever is just using it.
 * @returns the answer that is kept for it, when there is one. */
async function claimKey(connection: Connection, call: Once, key: string): Promise<KeptAnswer | undefined> {
  const owner = [call.scope.tenantId, call.scope.clientId];
  const expired = instantParameter(call.now - keptMilliseconds);
  await forgetExpired(connection, call.scope.tenantId, expired);
  const claimed = await connection.query(
    `insert into idempotency_key (tenant_id, client_id, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, client_id, key) do update
       set request_hash = excluded.request_hash, created_at = excluded.created_at
       where idempotency_key.created_at <= $6
     returning key`,
    [...owner, key, hashOf(call), instantParameter(call.now), expired],
  );
  if (claimed.rows.length > 0) return undefined;
  const { rows } = await connection.query<KeptAnswer>(
    `select request_hash, status, headers, body from idempotency_key
     where tenant_id = $1 and client_id = $2 and key = $3`,
    [...owner, key],
  );
  return rows[0];
}

/** A few at a time, and none that another request is just deleting, so that no request pays for many. */
async function forgetExpired(connection: Connection, tenantId: number, expired: string | null): Promise<void> {
  await connection.query(
    `delete from idempotency_key where tenant_id = $1 and (client_id, key) in (
       select client_id, key from idempotency_key where tenant_id = $1 and created_at <= $2
       order by created_at limit 100 for update skip locked)`,
    [tenantId, expired],
  );
}

function replay(kept: KeptAnswer, hash: Buffer): Answer {
  if (!hash.equals(kept.request_hash)) throw new Problem('idempotency-key-reused');
  return { status: kept.status, json: kept.body, headers: { ...kept.headers, 'Idempotency-Replayed': 'true' } };
}

function asText(answer: Answer): Answer & { json: string } {
  if (typeof answer.json === 'object') throw new Error('a streamed answer cannot be kept');
  return { ...answer, json: answer.json ?? JSON.stringify(answer.value ?? null) };
}

async function keepAnswer(connection: Connection, call: Once, key: string, answer: Answer): Promise<void> {
  await connection.query(
    `update idempotency_key set status = $4, headers = $5, body = $6
     where tenant_id = $1 and client_id = $2 and key = $3`,
    [
      call.scope.tenantId,
      call.scope.clientId,
      key,
      answer.status ?? 200,
      JSON.stringify(answer.headers ?? {}),
      answer.json,
    ],
  );
}

/** What makes two requests the same: who acts, the route with its ids and parameters, the body as sent. */
function hashOf({ scope, request }: Once): Buffer {
  const target = [scope.agentId, request.method, request.routeOptions.url, request.params, request.query];
  return createHash('sha256')
    .update(JSON.stringify(target))
    .update(request.bodyHash ?? '')
    .digest();
}
