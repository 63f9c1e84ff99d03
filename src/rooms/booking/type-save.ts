import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, etagOf, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound, Problem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { atElement } from '../appointments/plan-rules.ts';
import type { Reference } from '../directory/draft-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import type { BookingType, BookingTypeElement } from './schema.ts';
import { wireType } from './shown.ts';
import { type TypeDraft, typeFrom } from './type-rules.ts';
import { bookingTypeById, lockTypes, removeType, upcomingBookings, writeType } from './type-sql.ts';

interface Saving {
  connection: Connection;
  scope: Scope;
  now: number;
  /** Tags of If-Match, where the request has that. */
  expected: string[] | undefined;
}

interface SaveCall {
  scope: Scope;
  now: number;
  request: FastifyRequest;
  body: BookingTypeElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveTypes(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, now, request, body } = call;
  const expected = expectedTags(request, body.length);
  return answerOnce(context, call, async (connection) => {
    const saving = { connection, scope, now: wholeSecond(now), expected };
    await lockTypes(
      connection,
      scope.tenantId,
      body.flatMap(({ id }) => (id && id > 0 ? [id] : [])),
    );
    const saved: BookingType[] = [];
    for (const [index, element] of body.entries()) saved.push(await saveOne(saving, element, index));
    const [only] = saved;
    const headers = only && saved.length === 1 ? { ETag: etagOf(only.id, only.version) } : undefined;
    const texts = saved.map((type) => JSON.stringify(wireType(type)));
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

/** @returns the booking type as it was */
export async function removeOneType(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, now, request } = call;
  const expected = expectedTags(request, 1);
  return answerOnce(context, call, async (connection) => {
    await lockTypes(connection, scope.tenantId, [id]);
    const stored = await bookingTypeById(connection, scope.tenantId, id);
    if (!stored) throw notFound();
    await refuseStale({ connection, scope, now, expected }, stored);
    const used = await upcomingBookings(connection, scope.tenantId, id, now);
    if (used.length > 0)
      throw new Problem(
        'in-use',
        `Cannot be deleted: appointments ${used.join(', ')} were booked by it and are to come.`,
      );
    const before = wireType(stored);
    await removeType(connection, scope.tenantId, id);
    await recordChanges(connection, scope, now, [{ entity: 'booking_type', entityId: id, action: 'delete', before }]);
    return { value: before };
  });
}

async function saveOne(saving: Saving, element: BookingTypeElement, index: number): Promise<BookingType> {
  const { connection, scope, now } = saving;
  const { tenantId } = scope;
  const isNew = !element.id || element.id <= 0;
  const stored = isNew ? undefined : await bookingTypeById(connection, tenantId, element.id as number);
  if (!isNew && !stored) throw notFound();
  if (stored) await refuseStale(saving, stored);
  const draft = atElement(index, () => typeFrom(element, stored, newKey));
  await refuseMissing(saving, draft, index);
  if (stored && !differs(draft, stored)) return stored;
  const id = await writeType(connection, tenantId, stored?.id ?? null, draft, now);
  const after = (await bookingTypeById(connection, tenantId, id)) as BookingType;
  await recordChanges(connection, scope, now, [
    {
      entity: 'booking_type',
      entityId: id,
      action: stored ? 'update' : 'create',
      ...(stored && { before: wireType(stored) }),
      after: wireType(after),
    },
  ]);
  return after;
}

/** Nobody guesses the address of a page that was not given to them. Letter case does not matter, so there is one only. */
const newKey = () => randomBytes(12).toString('hex');

async function refuseStale({ connection, scope, expected }: Saving, stored: BookingType): Promise<void> {
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  throw changedMeanwhile(
    wireType(stored),
    tag,
    await lastChange(connection, scope.tenantId, 'booking_type', stored.id),
  );
}

/** @throws Problem unknown-reference naming what is not there */
async function refuseMissing({ connection, scope }: Saving, draft: TypeDraft, index: number): Promise<void> {
  const at = (field: string, table: Reference['table'], id: number, lookupid = 0): Reference => ({
    path: `[${index}].${field}`,
    table,
    id,
    lookupid,
  });
  const missing = await missingReferences(connection, scope.tenantId, [
    ...draft.agents.map((id) => at('agents', 'agent', id)),
    ...draft.teams.map((id) => at('teams', 'team', id)),
    ...(draft.assettype_id === null ? [] : [at('assettype_id', 'lookup', draft.assettype_id, lookupLists.assetTypes)]),
  ]);
  const [first] = missing;
  if (!first) return;
  const errors = Object.fromEntries(missing.map(({ path, table, id }) => [path, [`There is no ${table} ${id}.`]]));
  throw new Problem('unknown-reference', `${first.path}: There is no ${first.table} ${first.id}.`, { errors });
}

/** Echoing what is stored changes nothing, and writes nothing. */
function differs(draft: TypeDraft, stored: BookingType): boolean {
  const slots = (list: TypeDraft['customslots']) => list.map((slot) => ({ ...slot, id: slot.id ?? 0 }));
  return (Object.keys(draft) as (keyof TypeDraft)[]).some((name) =>
    name === 'customslots'
      ? JSON.stringify(slots(draft[name])) !== JSON.stringify(slots(stored[name]))
      : JSON.stringify(draft[name]) !== JSON.stringify(stored[name]),
  );
}
