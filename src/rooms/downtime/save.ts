import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { tryOut } from '../../kernel/db/try-out.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound, Problem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { atElement } from '../appointments/plan-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { downtimeFrom, endsAgain } from './rules.ts';
import type { DowntimeElement, DowntimeRow, StoredDowntime } from './schema.ts';
import { mayDelete, shownDowntimes, tagOf } from './shown.ts';
import { downtimesById, lockDowntimes, ticketFacts, writeDowntime } from './sql.ts';

interface Saving {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly now: number;
  /** Tags of If-Match, where the request has that. */
  readonly expected: string[] | undefined;
}

interface SaveCall {
  readonly scope: Scope;
  readonly now: number;
  readonly request: FastifyRequest;
  readonly body: readonly DowntimeElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveDowntimes(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, request, body } = call;
  const expected = expectedTags(request, body.length);
  const saving = { scope, now: wholeSecond(call.now), expected };
  if (!body.some(({ _validateonly }) => _validateonly)) {
    return answerOnce(context, call, (connection) => saveAll({ ...saving, connection }, body));
  }
  const { headers, ...answer } = await tryOut(context.database, (connection) =>
    saveAll({ ...saving, connection }, body),
  );
  return { ...answer, status: 200 };
}

async function saveAll(saving: Saving, body: readonly DowntimeElement[]): Promise<Answer> {
  const { connection, scope, now } = saving;
  await lockDowntimes(connection, scope.tenantId, body.flatMap(numberOf));
  const saved: Saved[] = [];
  for (const [index, element] of body.entries()) saved.push(await saveOne(saving, element, index));
  const rows = await shownDowntimes(
    connection,
    scope,
    saved.map(({ row }) => row),
    now,
  );
  // What was only tried out has no number and no version yet.
  const shown = rows.map(({ id, _etag, ...rest }, index) =>
    body[index]?._validateonly && !saved[index]?.known ? rest : { id, ...rest, _etag },
  );
  const [only] = saved;
  const headers = only && saved.length === 1 ? { ETag: tagOf(only.row) } : undefined;
  // Ending what has ended is no creation, and no change (behaviour 9).
  const status = saved.every(({ again }) => again) ? 200 : 201;
  return { status, json: oneOrMany(shown.map((one) => JSON.stringify(one))), ...(headers && { headers }) };
}

/** Soft: it is gone from everywhere; the row stays. What a ticket said stays away as long as the ticket has that service.
 * @returns the row as it was */
export async function removeDowntime(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, request } = call;
  const expected = expectedTags(request, 1);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const saving = { connection, scope, now, expected };
    await lockDowntimes(connection, scope.tenantId, [id]);
    const stored = (await downtimesById(connection, scope.tenantId, [id])).get(id);
    if (!stored) throw notFound();
    if (!mayDelete(scope, stored))
      throw new Problem('forbidden', 'Only who typed it, a manager or an admin may delete it.');
    await refuseStale(saving, stored);
    const [before] = await shownDowntimes(connection, scope, [stored], now);
    await writeDowntime(connection, scope.tenantId, stored, stored, { now, by: scope.agentId, deleted: true });
    await recordChanges(connection, scope, now, [{ entity: 'downtime', entityId: id, action: 'delete', before }]);
    return { value: before };
  });
}

interface Saved {
  readonly row: StoredDowntime;
  /** It was there before. */
  readonly known: boolean;
  /** It had ended, and was ended again. */
  readonly again: boolean;
}

const numberOf = ({ id }: DowntimeElement) => (id && id > 0 ? [id] : []);

async function saveOne(saving: Saving, element: DowntimeElement, index: number): Promise<Saved> {
  const { connection, scope, now } = saving;
  const { tenantId, timezone } = scope;
  const [id] = numberOf(element);
  const stored = id === undefined ? undefined : (await downtimesById(connection, tenantId, [id])).get(id);
  if (id !== undefined && !stored) throw notFound();
  await refuseStale(saving, stored);
  const tickets = await ticketFacts(connection, tenantId, !stored && element.faultid ? [element.faultid] : []);
  const row = atElement(index, () =>
    downtimeFrom(element, stored, tickets.get(element.faultid ?? 0), { timezone, now }),
  );
  if (stored && !differs(row, stored)) return { row: stored, known: true, again: endsAgain(element, stored) };
  await refuseMissing(saving, row, index);
  const before = stored && (await shownDowntimes(connection, scope, [stored], now))[0];
  const savedId = await writeDowntime(connection, tenantId, stored, row, { now, by: scope.agentId });
  const after = (await downtimesById(connection, tenantId, [savedId])).get(savedId) as StoredDowntime;
  const [shown] = await shownDowntimes(connection, scope, [after], now);
  const action = stored ? 'update' : 'create';
  await recordChanges(connection, scope, now, [
    { entity: 'downtime', entityId: savedId, action, ...(before && { before }), after: shown },
  ]);
  return { row: after, known: stored !== undefined, again: false };
}

async function refuseStale({ connection, scope, expected, now }: Saving, stored: StoredDowntime | undefined) {
  if (expected === undefined) return;
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  if (tagMatches(expected, tagOf(stored))) return;
  const [current] = await shownDowntimes(connection, scope, [stored], now);
  throw changedMeanwhile(current, tagOf(stored), await lastChange(connection, scope.tenantId, 'downtime', stored.id));
}

/** @throws Problem unknown-reference naming what is not there */
async function refuseMissing({ connection, scope }: Saving, row: DowntimeRow, index: number): Promise<void> {
  const service = { path: `[${index}].service`, table: 'service', id: row.service_id, lookupid: 0 };
  const ticket = { path: `[${index}].faultid`, table: 'ticket', id: row.ticket_id ?? 0, lookupid: 0 };
  const asked = row.ticket_id === null ? [service] : [service, ticket];
  const missing = await missingReferences(connection, scope.tenantId, asked);
  const errors = Object.fromEntries(missing.map(({ path, table, id }) => [path, [`There is no ${table} ${id}.`]]));
  const [first] = missing;
  if (first) throw new Problem('unknown-reference', `${first.path}: ${errors[first.path]?.[0]}`, { errors });
}

/** Echoing what is stored changes nothing, and writes nothing. */
function differs(row: DowntimeRow, stored: DowntimeRow): boolean {
  return (Object.keys(row) as (keyof DowntimeRow)[]).some((name) => row[name] !== stored[name]);
}
