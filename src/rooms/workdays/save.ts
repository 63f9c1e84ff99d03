import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { changedMeanwhile, etagOf, expectedTags, tagMatches } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { DAY, wholeSecond } from '../../kernel/time/units.ts';
import { notFound, Problem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { atElement } from '../appointments/plan-rules.ts';
import { refuseInUse } from '../directory/in-use-rules.ts';
import { lockForRemoval, removeRow, usesOf } from '../directory/remove-sql.ts';
import { missingReferences } from '../directory/save-sql.ts';
import type { HolidayElement } from '../holidays/schema.ts';
import { levelOf, refuseEditing, refuseSettling } from './access-rules.ts';
import { workdayFrom } from './element-rules.ts';
import { isEcho, replaceHolidays, withHolidays } from './embedded.ts';
import { accessDiffers, differs } from './rules.ts';
import type { WorkdayElement, WorkdayRow } from './schema.ts';
import { wireDetailed } from './shown.ts';
import { endDefault, lockDefault, lockWorkdays, type StoredWorkday, workdayById, writeWorkday } from './sql.ts';
import { patternNow } from './version-rules.ts';

interface Saving {
  connection: Connection;
  scope: Scope;
  now: number;
  /** Until when holidays that recur are shown in calendars. */
  horizon: number;
  /** Tags of If-Match, where the request has that. */
  expected: string[] | undefined;
}

interface SaveCall {
  scope: Scope;
  now: number;
  request: FastifyRequest;
  body: WorkdayElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveWorkdays(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, now, request, body } = call;
  const expected = expectedTags(request, body.length);
  return answerOnce(context, call, async (connection) => {
    const second = wholeSecond(now);
    const saving = { connection, scope, now: second, horizon: second + context.config.horizonDays * DAY, expected };
    const ids = body.flatMap(({ id }) => (id && id > 0 ? [id] : []));
    await lockWorkdays(connection, scope.tenantId, ids);
    const saved: StoredWorkday[] = [];
    for (const [index, element] of body.entries()) saved.push(await saveOne(saving, element, index));
    const rows = saved.map((row) => wireDetailed(row, scope, now));
    const texts = (await withHolidays(saving, rows)).map((row) => JSON.stringify(row));
    const [only] = saved;
    const headers = only && saved.length === 1 ? { ETag: etagOf(only.id, only.version) } : undefined;
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

/** Deletes a workday that nobody uses.
 * @returns the workday as it was */
export async function removeOne(context: Context, call: Omit<SaveCall, 'body'>, id: number): Promise<Answer> {
  const { scope, now, request } = call;
  const expected = expectedTags(request, 1);
  return answerOnce(context, call, async (connection) => {
    await lockForRemoval(connection, scope.tenantId, 'workday', id);
    const stored = await workdayById(connection, scope, id);
    if (!stored) throw notFound();
    await refuseStale({ connection, scope, now, expected }, stored);
    refuseInUse('workday', await usesOf(connection, scope.tenantId, 'workday', id));
    if (stored.is_default) {
      throw new Problem('in-use', 'This is the default workday, of everyone without one: make another it first.');
    }
    const before = wireDetailed(stored, scope, now);
    await removeRow(connection, scope.tenantId, 'workday', id);
    await recordChanges(connection, scope, now, [{ entity: 'workday', entityId: id, action: 'delete', before }]);
    return { value: before };
  });
}

async function saveOne(saving: Saving, element: WorkdayElement, index: number): Promise<StoredWorkday> {
  const { connection, scope, now } = saving;
  const isNew = !element.id || element.id <= 0;
  const stored = isNew ? undefined : await workdayById(connection, scope, element.id as number);
  if (!isNew && !stored) throw notFound();
  refuseEditing(scope, stored && levelOf(scope, stored.listed));
  await refuseStale(saving, stored);
  const current = stored && patternNow(stored.patterns, stored.tenant_timezone, now);
  const row = atElement(index, () => workdayFrom(element, stored, current));
  await refuseMissing(saving, row, index);
  const holidays = await holidaysFrom(saving, element, stored);
  refuseSettling(scope, {
    access_control: accessDiffers(row, stored),
    is_default: row.is_default !== (stored?.is_default ?? false),
    holidays: holidays !== undefined,
  });
  const after = stored && !differs(row, stored) ? stored : await write(saving, row, stored);
  if (holidays) await replaceHolidays(saving, after.id, holidays, index);
  return after;
}

/** The public holidays that it is to have; undefined where they stay as they are. */
async function holidaysFrom(saving: Saving, { holidays }: WorkdayElement, stored: StoredWorkday | undefined) {
  if (holidays === undefined) return undefined;
  const given = (holidays ?? []) as HolidayElement[];
  return stored && (await isEcho(saving, stored.id, given)) ? undefined : given;
}

async function write(saving: Saving, row: WorkdayRow, stored: StoredWorkday | undefined): Promise<StoredWorkday> {
  const { connection, scope, now } = saving;
  if (row.is_default && !stored?.is_default) await takeDefault(saving);
  const id = await writeWorkday(connection, scope.tenantId, row, now);
  const after = (await workdayById(connection, scope, id)) as StoredWorkday;
  await note(saving, stored, after);
  return after;
}

/** There is one default: the one that was gets a new version. */
async function takeDefault(saving: Saving): Promise<void> {
  const { connection, scope, now } = saving;
  const id = await lockDefault(connection, scope.tenantId);
  const before = id === undefined ? undefined : await workdayById(connection, scope, id);
  if (!before) return;
  await endDefault(connection, scope.tenantId, before.id, now);
  await note(saving, before, (await workdayById(connection, scope, before.id)) as StoredWorkday);
}

async function note({ connection, scope, now }: Saving, before: StoredWorkday | undefined, after: StoredWorkday) {
  await recordChanges(connection, scope, now, [
    {
      entity: 'workday',
      entityId: after.id,
      action: before ? 'update' : 'create',
      ...(before && { before: wireDetailed(before, scope, now) }),
      after: wireDetailed(after, scope, now),
    },
  ]);
}

async function refuseStale(
  { connection, scope, now, expected }: Omit<Saving, 'horizon'>,
  stored: StoredWorkday | undefined,
) {
  if (expected === undefined) return;
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  const who = await lastChange(connection, scope.tenantId, 'workday', stored.id);
  throw changedMeanwhile(wireDetailed(stored, scope, now), tag, who);
}

/** @throws Problem unknown-reference naming whom its access_control names and nobody is */
async function refuseMissing({ connection, scope }: Saving, { access }: WorkdayRow, index: number) {
  const at = (place: number, table: 'agent' | 'team', id: number | null) =>
    id === null ? [] : [{ path: `[${index}].access_control[${place}].${table}_id`, table, id, lookupid: 0 }];
  const asked = access.flatMap((one, place) => [
    ...at(place, 'agent', one.agent_id),
    ...at(place, 'team', one.team_id),
  ]);
  const missing = await missingReferences(connection, scope.tenantId, asked);
  const [first] = missing;
  if (!first) return;
  const reason = ({ table, id }: { table: string; id: number }) => `There is no ${table} ${id}.`;
  const errors = Object.fromEntries(missing.map((one) => [one.path, [reason(one)]]));
  throw new Problem('unknown-reference', `${first.path}: ${reason(first)}`, { errors });
}
