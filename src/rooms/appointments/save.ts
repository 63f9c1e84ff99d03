import type { FastifyRequest } from 'fastify';
import { completeStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import { together } from '../../kernel/db/together.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { tryOut } from '../../kernel/db/try-out.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, etagOf, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce, idempotencyKey } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { newAgents } from './collection-rules.ts';
import { agentTakesAppointments, conflictIds, conflictRows } from './conflict-sql.ts';
import type { Facts } from './facts.ts';
import { masterOf } from './facts-sql.ts';
import { insertRows, type NewRow, type SavedRow } from './insert-sql.ts';
import { factsForPlainCreation, lockAndRead, newCollectionId, withImportedNames, withTeamMembers } from './known.ts';
import { nextFreeStart } from './next-free-sql.ts';
import { atElement, mayTouch, planSave, type SavePlan } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { mayChangeRow, plannedRows } from './rules.ts';

import type { Element } from './schema.ts';
import { settleSeries } from './series-save.ts';
import { splitSeries } from './series-split.ts';
import { readDetailedRows } from './work-hours-sql.ts';
import { clashProblem, refusedAgent, type Warning, type Written, writePlan } from './write.ts';

export interface SaveCall {
  scope: Scope;
  now: number;
  request: FastifyRequest;
  body: Element[];
  horizonDays: number;
  /** Makes a row, together with others that are asked for at the same time. */
  insert: InsertOne;
}

type InsertOne = (scope: Scope, wanted: NewRow) => Promise<SavedRow | undefined>;

/** Creations of one caller that come while others are being written go together in the next statement. */
export function insertTogether({ database }: Context): InsertOne {
  return together((scope: Scope, wanted: NewRow[]) => insertRows(database.pool, scope, wanted), {
    items: 50,
    runs: 3,
    patience: 50,
  });
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveAppointments(context: Context, call: SaveCall): Promise<Answer> {
  const now = wholeSecond(call.now);
  const expected = expectedTags(call.request, call.body.length);
  const [first] = call.body;
  const isAlone = call.body.length === 1 && expected === undefined && idempotencyKey(call.request) === undefined;
  if (isAlone && first && isPlainCreation(first)) return createOne(context, call, now, first);
  if (call.body.some((element) => element._validateonly)) {
    return tryOut(context.database, (connection) => saveAll(connection, call, now, expected, true));
  }
  return answerOnce(context, call, (connection) => saveAll(connection, call, now, expected, false));
}

async function saveAll(
  connection: Connection,
  { scope, body, horizonDays }: SaveCall,
  now: number,
  expected: string[] | undefined,
  validateOnly: boolean,
): Promise<Answer> {
  const named = await withImportedNames(connection, scope.tenantId, body);
  const elements = await withTeamMembers(connection, scope.tenantId, named);
  const [only = {}] = elements;
  const split = elements.some((element) => element._thisandfuture);
  if (split && elements.length > 1)
    throw fieldProblem('_thisandfuture', 'It goes with one element; send the others by themselves.');
  const master = split ? await masterOf(connection, scope.tenantId, only.id ?? 0) : undefined;
  const touched = master === undefined ? elements : [...elements, { id: master }];
  const known = await lockAndRead(connection, scope, now, touched, horizonDays);
  const { facts, rows } = known;
  if (expected)
    await refuseStale(
      connection,
      expected,
      rows.find((row) => row.id === only.id),
      only,
      facts,
    );
  if (split) return oneRow(connection, scope, await splitSeries({ connection, facts }, known, only));
  const plan = planSave(elements, rows, facts, newCollectionId);
  const written = await writePlan(connection, plan, facts, { validateOnly });
  await settleSeries({ connection, facts }, plan, elements, written);
  const answer = await answerOf(connection, scope, plan, written);
  return validateOnly ? { status: 200, json: triedOut(plan, answer) } : answer;
}

async function oneRow(connection: Connection, scope: Scope, id: number): Promise<Answer> {
  const row = (await readDetailedRows(connection, scope, [id], false)).get(id);
  return { status: 201, json: row?.json ?? '{}', ...(row && { headers: { ETag: etagOf(row.id, row.version) } }) };
}

/** @throws Problem changed-meanwhile, with the row as the caller may see it */
export async function refuseStale(
  connection: Connection,
  expected: string[],
  row: AppointmentRow | undefined,
  element: Element,
  facts: Facts,
): Promise<void> {
  if (!row || row.id === null || !mayTouch(row, element, facts)) return;
  const tag = etagOf(row.id, row.version);
  if (tagMatches(expected, tag)) return;
  const { scope } = facts;
  const current = (await readDetailedRows(connection, scope, [row.id], false)).get(row.id);
  const isWhole = current?.whole === true;
  const who = isWhole ? await lastChange(connection, scope.tenantId, 'appointment', row.id) : undefined;
  throw changedMeanwhile(current && JSON.parse(current.json), isWhole ? tag : undefined, who);
}

/** The rows that answer a request, each with what its caller should know. */
export async function answerOf(
  connection: Connection,
  scope: Scope,
  plan: SavePlan,
  written: Written,
): Promise<Answer> {
  const { idOf, warnings } = written;
  const read = await readDetailedRows(connection, scope, plan.answers.map(idOf), false);
  const texts = plan.answers.map((planned) =>
    withWarning(read.get(idOf(planned))?.json ?? '{}', warnings.get(planned)),
  );
  const [only] = plan.answers;
  const alone = plan.answers.length === 1 && only ? read.get(idOf(only)) : undefined;
  const headers = alone?.whole ? { ETag: etagOf(alone.id, alone.version) } : {};
  return { status: 201, json: oneOrMany(texts), headers };
}

/** What was only tried out has no id and no version yet, and was forced only so that the rest could be shown. */
function triedOut(plan: SavePlan, { json }: Answer): string {
  const rows = [JSON.parse(json as string)].flat() as Record<string, unknown>[];
  const texts = plan.answers.map((planned, index) => {
    const { id, _etag, forced, ...rest } = rows[index] as Record<string, unknown>;
    const known = planned.before === undefined ? {} : { id, _etag };
    return JSON.stringify({ ...known, ...rest, ...(planned.force && forced === true && { forced }) });
  });
  return oneOrMany(texts);
}

function withWarning(json: string, warning: Warning | undefined): string {
  if (!warning) return json;
  const members = JSON.stringify({ _warning: warning.text, conflicts: warning.conflicts });
  return `${json.slice(0, -1)},${members.slice(1)}`;
}

/** The commonest request by far: one new appointment of one agent, with nothing that needs a look beforehand. */
function isPlainCreation(element: Element): boolean {
  const asksMore =
    element._validateonly ||
    element.schedule ||
    // A shift changes the hours that it is measured by.
    (element.shift_type_id ?? 0) > 0 ||
    // Its time is recorded, too.
    element.complete_status === completeStatus.done ||
    element._isimport ||
    element._approve ||
    element._reject ||
    element.allday ||
    element.add_followup_appointment ||
    element.add_followup_task ||
    saysNoCustomer(element) ||
    (element.asset_ids?.length ?? 0) > 0;
  const isFirm = (element.open_appointment_status ?? 0) === 0;
  return (element.id ?? 0) <= 0 && !asksMore && isFirm && atElement(0, () => newAgents(element)).length === 1;
}

/** It has a ticket, but not all of the ticket's customer. */
function saysNoCustomer({ ticket_id, client_id, site_id, user_id }: Element): boolean {
  const isNone = (id: number | null | undefined) => id !== undefined && (id ?? 0) <= 0;
  return (ticket_id ?? 0) > 0 && [client_id, site_id, user_id].some(isNone);
}

const plainTries = 3;

async function createOne(
  context: Context,
  { scope, insert }: SaveCall,
  now: number,
  element: Element,
): Promise<Answer> {
  const [agentId = 0] = newAgents(element);
  const row = atElement(0, () =>
    plannedRows(element, [agentId], factsForPlainCreation(scope, now, agentId)),
  )[0] as AppointmentRow;
  mayChangeRow(scope, row);
  row.forced = row.busy && element._force === true;
  const { pool } = context.database;
  for (let attempt = 0; attempt < plainTries; attempt++) {
    const saved = await insert(scope, { row, fromTicket: row.ticket_id !== null });
    if (saved) return created(saved);
    const refusal = await agentTakesAppointments(pool, scope.tenantId, agentId);
    if (refusal) throw refusedAgent(refusal);
    const ids = row.forced ? [] : await conflictIds(pool, scope.tenantId, row);
    if (ids.length > 0) throw await plainClash(context, scope, row, ids);
  }
  throw clashProblem('The agent is already busy then.', []);
}

async function plainClash({ database }: Context, scope: Scope, row: AppointmentRow, ids: number[]) {
  const conflicts = await conflictRows(database.pool, scope, ids);
  const { agent_name } = (conflicts[0] ?? {}) as { agent_name?: string };
  const nextFree = await nextFreeStart(database.pool, scope.tenantId, row);
  return clashProblem(`${agent_name ?? 'The agent'} is already busy then.`, conflicts, nextFree);
}

function created(saved: SavedRow): Answer {
  return { status: 201, json: saved.json, headers: { ETag: etagOf(saved.id, saved.version) } };
}
