import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Access, Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import { tryOut } from '../../kernel/db/try-out.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf, expectedTags } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { type Answer, addRoute, type Call } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { notFound } from '../../problems.ts';
import { envelopeHead, oneOrMany, type PageQuery, pageOf } from '../../wire/envelope.ts';
import { Int } from '../../wire/fields.ts';
import { readyPasswords } from './agents.ts';
import { directoryHistory } from './history-sql.ts';
import { findIds, type ListQuery } from './list-sql.ts';
import { addLookupRoutes } from './lookup-routes.ts';
import { addMeRoute } from './me-route.ts';
import { removeOne } from './remove.ts';
import { readRow, rowsText, type StoredRow } from './row-sql.ts';
import { draftsOf, saveAll } from './save.ts';
import { resources } from './schema/all.ts';
import type { Resource } from './schema/resource.ts';
import { elementSchema, listParameters, listSchema, rowSchema } from './schema/shapes.ts';
import { tried } from './tried.ts';

const read: Access = { area: 'directory', edit: false };
const byAdmins: Access = { area: 'directory', edit: true, role: 'admin' };
const byEveryone: Access = { area: 'directory', edit: true };

/** Agents, teams, clients, sites, users, tickets, assets and services: four routes each, made from what schema/ says
 * of them. */
export function mountDirectory(app: FastifyInstance, context: Context): void {
  addMeRoute(app, context);
  for (const resource of resources) {
    addListRoute(app, context, resource);
    addReadRoute(app, context, resource);
    addSaveRoute(app, context, resource);
    addRemoveRoute(app, context, resource);
  }
  addLookupRoutes(app, context);
  for (const [entity, reader] of directoryHistory) historyReaders.set(entity, reader);
}

function addListRoute(app: FastifyInstance, context: Context, resource: Resource): void {
  addRoute(app, context, {
    method: 'GET',
    path: resource.path,
    tag: 'Directory',
    summary: `List ${resource.words}`,
    access: read,
    query: listParameters(resource),
    answers: { 200: listSchema(resource) },
    answer: ({ scope, query }) => list(context, scope, resource, query as ListQuery & PageQuery),
  });
}

async function list(
  { database }: Context,
  scope: Scope,
  resource: Resource,
  query: ListQuery & PageQuery,
): Promise<Answer> {
  const page = pageOf(query);
  const { ids, total } = await findIds(database.pool, scope.tenantId, resource, query, page);
  const rows = (some: readonly number[]) => rowsText(database.pool, scope.tenantId, resource, some);
  const [head, tail] = resource.key ? [`${envelopeHead(page, total, resource.key)}[`, ']}'] : ['[', ']'];
  return { json: await streamRows(head, ids, rows, tail) };
}

const idParameter = Type.Object({ id: Int('Its id') });

function addReadRoute(app: FastifyInstance, context: Context, resource: Resource): void {
  addRoute(app, context, {
    method: 'GET',
    path: `${resource.path}/:id`,
    tag: 'Directory',
    summary: `One ${resource.word}`,
    access: read,
    params: idParameter,
    answers: { 200: rowSchema(resource) },
    answer: async ({ scope, params }) => {
      const row = await readRow(context.database.pool, scope.tenantId, resource, params.id);
      if (!row) throw notFound();
      return answerRow(row);
    },
  });
}

function addSaveRoute(app: FastifyInstance, context: Context, resource: Resource): void {
  addRoute(app, context, {
    method: 'POST',
    path: resource.path,
    tag: 'Directory',
    summary: `Create and change ${resource.words}`,
    description: 'All elements or none. If-Match goes with one element, Idempotency-Key with any request.',
    access: resource.writers === 'admin' ? byAdmins : byEveryone,
    body: Type.Array(elementSchema(resource), { minItems: 1 }),
    answers: { 201: rowSchema(resource), ...(resource.entity === 'ticket' && { 200: rowSchema(resource) }) },
    answer: (call) => save(app, context, resource, call as SaveCall),
  });
}

type SaveCall = Call<unknown, Record<string, unknown>[], unknown>;

async function save(app: FastifyInstance, context: Context, resource: Resource, call: SaveCall): Promise<Answer> {
  const { scope, now, body, request } = call;
  const expected = expectedTags(request, body.length);
  const drafts = draftsOf(resource, body);
  if (drafts.some(({ commands }) => commands._validateonly)) {
    const saving = { scope, now, resource, expected, passwords: new Map() };
    return {
      json: await tryOut(context.database, (connection) => tried({ ...saving, connection, changes: [] }, drafts)),
    };
  }
  const passwords = await readyPasswords(context.database.pool, scope, drafts, now);
  const answer = await answerOnce(context, call, async (connection) => {
    const saving = { connection, scope, now, resource, expected, passwords, changes: [] };
    const saved = await saveAll(saving, drafts);
    const json = oneOrMany(saved.map(({ text }) => text));
    return { status: 201, json, ...(saved[0] && saved.length === 1 && { headers: etagHeader(saved[0]) }) };
  });
  forgetCallersOf(app, resource);
  return answer;
}

function addRemoveRoute(app: FastifyInstance, context: Context, resource: Resource): void {
  addRoute(app, context, {
    method: 'DELETE',
    path: `${resource.path}/:id`,
    tag: 'Directory',
    summary: `Delete a ${resource.word}`.replace('a agent', 'an agent').replace('a asset', 'an asset'),
    description: 'Only where nothing points at it; else 409 says what does. Answers with what was deleted.',
    access: byAdmins,
    params: idParameter,
    answers: { 200: rowSchema(resource) },
    answer: async (call) => {
      const { scope, now, request, params } = call;
      const expected = expectedTags(request, 1);
      const answer = await answerOnce(context, call, async (connection) => {
        const saving = { connection, scope, now, resource, expected, passwords: new Map(), changes: [] };
        return { json: (await removeOne(saving, params.id)).text };
      });
      forgetCallersOf(app, resource);
      return answer;
    },
  });
}

/** What is remembered of callers: their role, their reports. */
function forgetCallersOf(app: FastifyInstance, { entity }: Resource): void {
  if (entity === 'agent' || entity === 'team') app.forgetCallers();
}

function answerRow(row: StoredRow): Answer {
  return { json: row.text, headers: etagHeader(row) };
}

function etagHeader({ id, version }: StoredRow): Record<string, string> {
  return { ETag: etagOf(id, version) };
}
