import type { FastifyRequest } from 'fastify';
import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import { type Connection, transaction } from '../../kernel/db/transaction.ts';
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
import { lockOwners, mayWrite, scheduleOwners, visible } from './owner-sql.ts';
import { requeue } from './queue-sql.ts';
import { sameRule, scheduleFrom } from './rules.ts';
import { type ScheduleElement, type ScheduleRow, scheduleType } from './schema.ts';
import { eventCount, eventsOf, wireSchedule } from './shown-rules.ts';
import { insertSchedule, schedulesById, updateSchedule } from './sql.ts';

export interface SaveCall {
  scope: Scope;
  now: number;
  request: FastifyRequest;
  body: ScheduleElement[];
  query: { count?: number | null; after?: number | null };
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveSchedules(context: Context, call: SaveCall): Promise<Answer> {
  const asked = { ...call, now: wholeSecond(call.now) };
  if (call.body.some((element) => element._validateonly)) {
    return transaction(context.database, (connection) => preview(connection, asked));
  }
  return answerOnce(context, call, async (connection) => {
    const planned = await plan(connection, asked);
    const saved: ScheduleRow[] = [];
    for (const one of planned) saved.push(await write(connection, asked, one));
    const [only] = saved;
    return {
      status: 201,
      json: oneOrMany(saved.map((row) => JSON.stringify(wireSchedule(row, asked.now)))),
      ...(only && saved.length === 1 && { headers: { ETag: etagOf(only.id as number, only.version) } }),
    };
  });
}

/** What a save would come to, and when it would occur; saves nothing. */
async function preview(connection: Connection, call: SaveCall): Promise<Answer> {
  const planned = await plan(connection, call);
  const texts = planned.map(({ row }, index) => {
    const element = call.body[index] as ScheduleElement;
    const after = element.after ?? call.query.after;
    const from = after === undefined || after === null ? row.startdate : after + 1;
    const events = eventsOf(row, from, eventCount(element.count, call.query.count));
    const { _etag, ...shown } = wireSchedule(row, call.now);
    return JSON.stringify({ ...shown, events });
  });
  return { status: 200, json: oneOrMany(texts) };
}

interface Planned {
  row: ScheduleRow;
  stored: ScheduleRow | undefined;
}

async function plan(connection: Connection, { scope, now, request, body }: SaveCall): Promise<Planned[]> {
  const expected = expectedTags(request, body.length);
  const ids = [...new Set(body.flatMap(({ id }) => (id && id > 0 ? [id] : [])))];
  const glimpse = await schedulesById(connection, scope.tenantId, ids);
  const created = body.map(({ type, uniqueid }) => ({ type: type ?? scheduleType.ticket, uniqueid: uniqueid ?? null }));
  await lockOwners(connection, scope.tenantId, [...glimpse.values(), ...created]);
  const present = await schedulesById(connection, scope.tenantId, ids, true);
  const defaults = { timezone: scope.timezone, savedBy: scope.agentId };
  const planned: Planned[] = [];
  for (const [index, element] of body.entries()) {
    const stored = await storedRow(connection, scope, present, element);
    if (stored) await atPlace(index, () => mayWrite(connection, scope, stored));
    if (expected) await refuseStale(connection, scope, now, expected, stored);
    const row = atElement(index, () => scheduleFrom(element, stored, defaults, now));
    await atPlace(index, () => mayWrite(connection, scope, row));
    await refuseMissing(connection, scope.tenantId, element, index);
    if (row.id !== null) present.set(row.id, row);
    planned.push({ row, stored });
  }
  return planned;
}

async function storedRow(
  connection: Connection,
  scope: Scope,
  present: Map<number, ScheduleRow>,
  { id }: ScheduleElement,
): Promise<ScheduleRow | undefined> {
  if (!id || id <= 0) return undefined;
  const stored = present.get(id);
  const [seen] = stored ? await visible(connection, scope, [stored]) : [];
  if (!seen) throw notFound();
  return seen;
}

/** Runs what asks the database about one element; a problem then tells which element it is about. */
async function atPlace(index: number, work: () => Promise<void>): Promise<void> {
  const error: unknown = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return;
  atElement(index, () => {
    throw error;
  });
}

async function refuseStale(
  connection: Connection,
  scope: Scope,
  now: number,
  expected: string[],
  stored: ScheduleRow | undefined,
): Promise<void> {
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  const tag = etagOf(stored.id as number, stored.version);
  if (tagMatches(expected, tag)) return;
  const who = await lastChange(connection, scope.tenantId, 'schedule', stored.id as number);
  throw changedMeanwhile(wireSchedule(stored, now), tag, who);
}

const references = {
  agentid: { table: 'agent', lookupid: 0, least: 2 },
  client_id: { table: 'client', lookupid: 0, least: 1 },
  site_id: { table: 'site', lookupid: 0, least: 1 },
  user_id: { table: 'client_user', lookupid: 0, least: 1 },
  team_id: { table: 'team', lookupid: 0, least: 1 },
  requesttype: { table: 'lookup', lookupid: lookupLists.ticketTypes, least: 1 },
  priority: { table: 'lookup', lookupid: lookupLists.ticketPriorities, least: 1 },
} as const;

/** @throws Problem unknown-reference naming what points at nothing */
async function refuseMissing(connection: Connection, tenantId: number, element: ScheduleElement, index: number) {
  const asked = Object.entries(references).flatMap(([name, { table, lookupid, least }]): Reference[] => {
    const id = element[name as keyof typeof references];
    return typeof id === 'number' && id >= least ? [{ path: `[${index}].${name}`, table, id, lookupid }] : [];
  });
  const missing = await missingReferences(connection, tenantId, asked);
  const [first] = missing;
  if (!first) return;
  const errors = Object.fromEntries(missing.map(({ path, id }) => [path, [`There is no ${id}.`]]));
  throw new Problem('unknown-reference', `${first.path}: There is no ${first.id}.`, { errors });
}

async function write(connection: Connection, call: SaveCall, { row, stored }: Planned): Promise<ScheduleRow> {
  const { scope, now } = call;
  if (stored && !differs(row, stored)) return stored;
  const saved = stored
    ? ((await updateSchedule(connection, scope.tenantId, row)) as ScheduleRow)
    : await insertSchedule(connection, scope.tenantId, row);
  await recordChanges(connection, scope, now, [
    {
      entity: 'schedule',
      entityId: saved.id as number,
      action: stored ? 'update' : 'create',
      ...(stored && { before: wireSchedule(stored, now) }),
      after: wireSchedule(saved, now),
    },
  ]);
  if (saved.type === scheduleType.ticket && !(stored && sameRule(saved, stored))) {
    await requeue(connection, scope.tenantId, saved, now);
  }
  await scheduleOwners.get(saved.type)?.(connection, scope, now, saved, stored);
  return saved;
}

/** Echoing what is stored changes nothing, and writes nothing. */
function differs(row: ScheduleRow, stored: ScheduleRow): boolean {
  const said = ({ saved_by, last_modified, version, ...rest }: ScheduleRow) => sortedText(rest);
  return said(row) !== said(stored);
}

/** jsonb gives members back in an order of its own. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_name, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
