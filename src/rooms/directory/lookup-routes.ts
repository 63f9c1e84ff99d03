import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { expectedTags } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { type Answer, addRoute } from '../../kernel/http/route.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { oneOrMany, pageOf } from '../../wire/envelope.ts';
import { Fields, Int } from '../../wire/fields.ts';
import { refuseInUse } from './in-use-rules.ts';
import {
  type Entry,
  type EntryQuery,
  entriesIn,
  listEntries,
  lockLists,
  readEntry,
  removeEntry,
  usesOfEntry,
} from './lookup-sql.ts';
import { etagOfEntry, readListed, refuseStaleEntry, saveEntries } from './lookups.ts';
import { LookupElement, LookupQuery, LookupRow, ownEntries } from './schema/lookups.ts';

const tag = 'Directory';

/** Lookups: the tenant's lists of codes. An entry's id is unique in its list only, so these routes are their own. */
export function addLookupRoutes(app: FastifyInstance, context: Context): void {
  const { pool } = context.database;
  addRoute(app, context, {
    method: 'GET',
    path: '/Lookup',
    tag,
    summary: 'List entries of lookup lists',
    access: { area: 'directory', edit: false },
    query: LookupQuery,
    answers: { 200: Type.Array(LookupRow, { description: 'The entries, in the order of their lists and ids' }) },
    answer: async ({ scope, query }) => ({
      json: await listEntries(pool, scope.tenantId, query as EntryQuery, pageOf(query)),
    }),
  });
  addRoute(app, context, {
    method: 'GET',
    path: '/Lookup/:id',
    tag,
    summary: 'One entry of a lookup list',
    access: { area: 'directory', edit: false },
    params: idParameter,
    query: listParameter,
    answers: { 200: LookupRow },
    answer: async ({ scope, params, query }) =>
      answerEntry(await readListed(pool, scope.tenantId, query.lookupid, params.id)),
  });
  addWriteRoutes(app, context);
}

const idParameter = Type.Object({ id: Int('The entry, in its list') });
const listParameter = Fields({ lookupid: Int('The list; required') });

function addWriteRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Lookup',
    tag,
    summary: 'Create and change entries of lookup lists',
    description: 'All elements or none. An entry that the list has is changed; without an id the next one is made.',
    access: { area: 'directory', edit: true, role: 'admin' },
    body: Type.Array(LookupElement, { minItems: 1 }),
    answers: { 201: LookupRow },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const expected = expectedTags(call.request, call.body.length);
        const saved = await saveEntries(connection, call.scope, call.now, call.body, expected);
        const json = oneOrMany(saved.map(({ text }) => text));
        return { ...(saved.length === 1 && answerEntry(saved[0] as Entry)), status: 201, json };
      }),
  });
  addRoute(app, context, {
    method: 'DELETE',
    path: '/Lookup/:id',
    tag,
    summary: 'Delete an entry of a lookup list',
    description: 'Only where nothing has its code, and the program does not go by it; else 409.',
    access: { area: 'directory', edit: true, role: 'admin' },
    params: idParameter,
    query: listParameter,
    answers: { 200: LookupRow },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const expected = expectedTags(call.request, 1);
        const { params, query } = call;
        return remove(connection, call.scope, call.now, query.lookupid, params.id, expected);
      }),
  });
}

async function remove(
  connection: Connection,
  scope: Scope,
  now: number,
  lookupid: number | null | undefined,
  id: number,
  expected: string[] | undefined,
): Promise<Answer> {
  if (!lookupid) throw fieldProblem('lookupid', 'lookupid must be specified.');
  await lockLists(connection, scope.tenantId, [lookupid]);
  const entry = await readEntry(connection, scope.tenantId, lookupid, id);
  if (!entry) throw notFound();
  await refuseStaleEntry(connection, scope, entry, expected);
  if (ownEntries[lookupid]?.includes(id)) throw new Problem('conflict', 'The server itself goes by this entry.');
  refuseInUse('entry', await usesOfEntry(connection, scope.tenantId, lookupid, id));
  if ((await entriesIn(connection, scope.tenantId, lookupid)) === 1) {
    throw new Problem('conflict', 'This is the last entry of its list.');
  }
  await removeEntry(connection, scope.tenantId, lookupid, id);
  const before = JSON.parse(entry.text);
  await recordChanges(connection, scope, now, [
    { entity: 'lookup', entityId: `${lookupid}/${id}`, action: 'delete', before },
  ]);
  return { json: entry.text };
}

function answerEntry(entry: Entry): Answer {
  return { json: entry.text, headers: { ETag: etagOfEntry(entry) } };
}
