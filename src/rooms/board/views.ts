import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, etagOf, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { fieldProblem, notFound } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { atElement } from '../appointments/plan-rules.ts';
import type { ViewElement } from './schema.ts';
import { mayChangeView, refuseOthers, viewFrom } from './view-rules.ts';
import { lockView, removeView, type View, writeView } from './view-sql.ts';

interface SaveCall {
  scope: Scope;
  now: number;
  request: FastifyRequest;
  body: ViewElement[];
}

interface Saving {
  connection: Connection;
  scope: Scope;
  now: number;
  expected: string[] | undefined;
}

export function wireView(view: View, scope: Scope): Record<string, unknown> {
  const { id, name, shared, settings, agent_id, agent_name, version, last_modified } = view;
  return {
    id,
    name,
    shared,
    settings,
    agent_id,
    agent_name,
    last_modified: writeInstant(last_modified),
    _etag: etagOf(id, version),
    _canupdate: mayChangeView(view, scope),
  };
}

export function saveViews(context: Context, call: SaveCall): Promise<Answer> {
  const expected = expectedTags(call.request, call.body.length);
  return answerOnce(context, call, async (connection) => {
    const saving = { connection, scope: call.scope, now: call.now, expected };
    const saved: View[] = [];
    for (const [index, element] of call.body.entries()) saved.push(await saveOne(saving, element, index));
    const [only] = saved;
    const headers = only && saved.length === 1 ? { ETag: etagOf(only.id, only.version) } : undefined;
    const texts = saved.map((view) => JSON.stringify(wireView(view, call.scope)));
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

async function saveOne(saving: Saving, element: ViewElement, index: number): Promise<View> {
  const { connection, scope, now } = saving;
  const isNew = !element.id || element.id <= 0;
  const stored = isNew ? undefined : await lockView(connection, scope, element.id as number);
  if (!isNew && !stored) throw notFound();
  const values = atElement(index, () => viewFrom(element, stored, scope));
  if (stored) await refuseStale(saving, stored);
  const id = await writeView(connection, scope.tenantId, stored?.id ?? null, values, now);
  if (id === undefined) {
    atElement(index, () => {
      throw fieldProblem('name', 'There is already a view of this name.');
    });
  }
  const after = (await lockView(connection, { ...scope, agentId: values.agent_id }, id as number)) as View;
  await recordChanges(connection, scope, now, [
    {
      entity: 'board_view',
      entityId: after.id,
      action: stored ? 'update' : 'create',
      ...(stored && { before: wireView(stored, scope) }),
      after: wireView(after, scope),
    },
  ]);
  return after;
}

/** @returns the view as it was */
export function removeOneView(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, now, request } = call;
  const expected = expectedTags(request, 1);
  return answerOnce(context, call, async (connection) => {
    const stored = await lockView(connection, scope, id);
    if (!stored) throw notFound();
    refuseOthers(stored, scope);
    await refuseStale({ connection, scope, now, expected }, stored);
    const before = wireView(stored, scope);
    await removeView(connection, scope.tenantId, id);
    await recordChanges(connection, scope, now, [{ entity: 'board_view', entityId: id, action: 'delete', before }]);
    return { value: before };
  });
}

async function refuseStale({ connection, scope, expected }: Saving, stored: View): Promise<void> {
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  const by = await lastChange(connection, scope.tenantId, 'board_view', stored.id);
  throw changedMeanwhile(wireView(stored, scope), tag, by);
}
