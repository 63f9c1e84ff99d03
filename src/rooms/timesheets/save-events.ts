import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, etagOf, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { forgetRecordedTime } from '../appointments/recorded-sql.ts';
import { daysOfEvents } from './completion-sql.ts';
import { eventChange } from './event-log-rules.ts';
import { mayChangeTimeOf, warningOf } from './event-rules.ts';
import { shownEvents } from './event-shown.ts';
import { eventsById, overlapsOf, removeEvents, type StoredEvent } from './event-sql.ts';
import { lockDays } from './lock-sql.ts';
import { changedUnderway } from './retry-rules.ts';
import type { EventElement } from './schema.ts';
import { saveEventElements } from './write-events.ts';

interface SaveCall {
  readonly scope: Scope;
  readonly now: number;
  readonly request: FastifyRequest;
  readonly body: readonly EventElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveEvents(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, request, body } = call;
  const expected = expectedTags(request, body.length);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    if (expected) await refuseStale(connection, scope, now, body[0]?.id ?? 0, expected);
    const saved = await saveEventElements(connection, scope, now, body);
    const rows = saved.flat();
    const overlaps = await overlapsOf(
      connection,
      scope.tenantId,
      rows.map(({ id }) => id),
      now,
    );
    const firsts = saved.flatMap(([first]) => (first ? [first] : []));
    const texts = await shownEvents(
      connection,
      scope,
      firsts.map(({ id }) => id),
      now,
      (id) => told(saved, id, overlaps),
    );
    const [only] = firsts;
    const headers = only && firsts.length === 1 ? { ETag: etagOf(only.id, only.version) } : undefined;
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

/** @returns the event as it was */
export async function removeEvent(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, request } = call;
  const { tenantId } = scope;
  const expected = expectedTags(request, 1);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const [glimpse] = await eventsById(connection, tenantId, [id], false);
    if (!glimpse) throw notFound();
    mayChangeTimeOf(scope, glimpse.agent_id);
    if (expected) await refuseStale(connection, scope, now, id, expected);
    await lockDays(connection, tenantId, await daysOfEvents(connection, tenantId, [glimpse], now));
    const [stored] = await eventsById(connection, tenantId, [id], true);
    if (!stored) throw notFound();
    if (stored.version !== glimpse.version) throw changedUnderway();
    const [text] = await shownEvents(connection, scope, [id], now);
    await removeEvents(connection, tenantId, [id]);
    if (stored.appointment_id !== null) await forgetRecordedTime(connection, scope, now, stored.appointment_id);
    await recordChanges(connection, scope, now, [eventChange(id, stored, undefined)]);
    return { json: text ?? '{}' };
  });
}

/** What the caller should know beside the row: of an element for several agents, the entry of each. */
function told(saved: readonly (readonly StoredEvent[])[], id: number, overlaps: ReadonlyMap<number, number>) {
  const group = saved.find(([first]) => first?.id === id) ?? [];
  const warnings = group.flatMap((row) => warningOf(row, overlaps.get(row.id) ?? 0) ?? []);
  return {
    ...(group.length > 1 && { agents: group.map((row) => ({ id: String(row.agent_id), event_id: row.id })) }),
    ...(warnings.length > 0 && { _warning: [...new Set(warnings)].join(' ') }),
  };
}

async function refuseStale(connection: Connection, scope: Scope, now: number, id: number, expected: string[]) {
  const [stored] = await eventsById(connection, scope.tenantId, [id], true);
  if (!stored) return;
  mayChangeTimeOf(scope, stored.agent_id);
  const tag = etagOf(id, stored.version);
  if (tagMatches(expected, tag)) return;
  const [current] = await shownEvents(connection, scope, [id], now);
  const who = await lastChange(connection, scope.tenantId, 'timesheet_event', id);
  throw changedMeanwhile(current && JSON.parse(current), tag, who);
}
