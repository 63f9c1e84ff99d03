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
import { notFound, Problem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { teamMembers } from '../appointments/facts-sql.ts';
import { atElement } from '../appointments/plan-rules.ts';
import type { Reference } from '../directory/draft-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { agentFacts } from '../directory/sql.ts';
import { rotationFrom } from './element-rules.ts';
import type { RotationElement, RotationRow } from './schema.ts';
import { agentsOf, wireRotation } from './shown.ts';
import { lockRotations, removeRotation, rotationById, type StoredRotation, teamFacts, writeRotation } from './sql.ts';

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
  body: RotationElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveRotations(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, now, request, body } = call;
  const expected = expectedTags(request, body.length);
  return answerOnce(context, call, async (connection) => {
    const saving = { connection, scope, now: wholeSecond(now), expected };
    const ids = body.flatMap(({ id }) => (id && id > 0 ? [id] : []));
    await lockRotations(connection, scope.tenantId, ids);
    const saved: StoredRotation[] = [];
    for (const [index, element] of body.entries()) saved.push(await saveOne(saving, element, index));
    const texts: string[] = [];
    for (const row of saved) texts.push(JSON.stringify(await detailed(connection, scope.tenantId, row)));
    const [only] = saved;
    const headers = only && saved.length === 1 ? { ETag: etagOf(only.id, only.version) } : undefined;
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

/** @returns the rotation as it was */
export async function removeOne(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, now, request } = call;
  const expected = expectedTags(request, 1);
  return answerOnce(context, call, async (connection) => {
    await lockRotations(connection, scope.tenantId, [id]);
    const stored = await rotationById(connection, scope.tenantId, id);
    if (!stored) throw notFound();
    await mayPlanFor({ connection, scope }, stored.team_id);
    await refuseStale({ connection, scope, now, expected }, stored);
    const before = await detailed(connection, scope.tenantId, stored);
    await removeRotation(connection, scope.tenantId, id);
    await recordChanges(connection, scope, now, [{ entity: 'rotation', entityId: id, action: 'delete', before }]);
    return { value: before };
  });
}

/** A rotation with its members and overrides, as the wire has it. */
export async function detailed(connection: Connection, tenantId: number, row: StoredRotation) {
  return wireRotation(row, await agentFacts(connection, tenantId, agentsOf(row)));
}

async function saveOne(saving: Saving, element: RotationElement, index: number): Promise<StoredRotation> {
  const { connection, scope, now } = saving;
  const { tenantId } = scope;
  const isNew = !element.id || element.id <= 0;
  const stored = isNew ? undefined : await rotationById(connection, tenantId, element.id as number);
  if (!isNew && !stored) throw notFound();
  if (stored) await mayPlanFor(saving, stored.team_id);
  await refuseStale(saving, stored);
  const row = atElement(index, () => rotationFrom(element, stored, scope.timezone, now));
  await refuseMissing(saving, row, stored, index);
  await mayPlanFor(saving, row.team_id);
  if (stored && !differs(row, stored)) return stored;
  const id = await writeRotation(connection, tenantId, row);
  const after = (await rotationById(connection, tenantId, id)) as StoredRotation;
  await recordChanges(connection, scope, now, [
    {
      entity: 'rotation',
      entityId: id,
      action: stored ? 'update' : 'create',
      ...(stored && { before: await detailed(connection, tenantId, stored) }),
      after: await detailed(connection, tenantId, after),
    },
  ]);
  return after;
}

/** @throws Problem forbidden unless the caller is an admin, or the manager of the team */
async function mayPlanFor({ connection, scope }: Pick<Saving, 'connection' | 'scope'>, teamId: number): Promise<void> {
  if (scope.role === 'admin') return;
  const team = await teamFacts(connection, scope.tenantId, teamId);
  if (team?.manager_id === scope.agentId) return;
  throw new Problem('forbidden', "Only the team's manager or an admin may plan who is on duty.");
}

async function refuseStale({ connection, scope, expected }: Saving, stored: StoredRotation | undefined) {
  if (expected === undefined) return;
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  const who = await lastChange(connection, scope.tenantId, 'rotation', stored.id);
  throw changedMeanwhile(await detailed(connection, scope.tenantId, stored), tag, who);
}

/** @throws Problem unknown-reference naming what is not there, or not of the team */
async function refuseMissing(
  { connection, scope }: Saving,
  row: RotationRow,
  stored: RotationRow | undefined,
  index: number,
) {
  const { tenantId } = scope;
  const at = (field: string, table: Reference['table'], id: number): Reference => ({
    path: `[${index}].${field}`,
    table,
    id,
    lookupid: 0,
  });
  const missing = await missingReferences(connection, tenantId, [
    at('team_id', 'team', row.team_id),
    ...row.members.map((id, place) => at(`members[${place}]`, 'agent', id)),
    ...row.overrides.flatMap((one, place) => [
      at(`overrides[${place}].away_agent_id`, 'agent', one.away_agent_id),
      ...(one.agent_id === null ? [] : [at(`overrides[${place}].agent_id`, 'agent', one.agent_id)]),
    ]),
  ]);
  refuse(missing.map(({ path, id, table }) => [path, `There is no ${table} ${id}.`]));
  // Who was a member before may stay, whatever became of them.
  const team = new Set(await teamMembers(connection, tenantId, row.team_id));
  const kept = new Set(stored?.team_id === row.team_id ? stored.members : []);
  const strangers = row.members.map((id, place): [string, string] | undefined =>
    team.has(id) || kept.has(id)
      ? undefined
      : [`[${index}].members[${place}]`, `Agent ${id} is no active member of the team.`],
  );
  refuse(strangers.filter((one) => one !== undefined));
}

function refuse(reasons: [path: string, reason: string][]): void {
  const [first] = reasons;
  if (!first) return;
  const errors = Object.fromEntries(reasons.map(([path, reason]) => [path, [reason]]));
  throw new Problem('unknown-reference', `${first[0]}: ${first[1]}`, { errors });
}

/** Echoing what is stored changes nothing, and writes nothing. */
function differs(row: RotationRow, stored: RotationRow): boolean {
  return (Object.keys(row) as (keyof RotationRow)[]).some(
    (name) => name !== 'last_modified' && JSON.stringify(row[name]) !== JSON.stringify(stored[name]),
  );
}
