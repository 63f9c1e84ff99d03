import type { Scope } from '../../kernel/auth/scope.ts';
import { type Change, recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { changedMeanwhile, etagOf, tagMatches } from '../../kernel/http/etag.ts';
import { type FieldErrors, fieldProblem, notFound, Problem } from '../../problems.ts';
import { refuseFrozen } from '../change-calendar/weigh-sql.ts';
import { endSignInsOf } from '../sign-in/session-sql.ts';
import { firstDayOf, keepPastWorkdays } from '../workdays/assign-sql.ts';
import { beforeSavingAgents, type Passwords, refuseWithoutAdmin } from './agents.ts';
import { mainMembers, storePasswordHash } from './agents-sql.ts';
import { type Draft, draftOf, referencesOf } from './draft-rules.ts';
import { readRow, type StoredRow } from './row-sql.ts';
import {
  type Changes,
  changedNames,
  changesOf,
  linkedIds,
  mayLoseAdmin,
  type Row,
  refusalOf,
  whyNotAllowed,
  withMainTeam,
  withTicketDates,
} from './rules.ts';
import { circularServices, insertRow, lockRows, missingReferences, setLinks, updateRow } from './save-sql.ts';
import { mirrors } from './schema/all.ts';
import type { Link, Resource } from './schema/resource.ts';

/** Whose request it is, when, and on which connection. */
export interface Saving {
  connection: Connection;
  scope: Scope;
  now: number;
  resource: Resource;
  /** Tags of If-Match, where the request has that. */
  expected: string[] | undefined;
  /** Empty but for agents. */
  passwords: Passwords;
  /** What is written, for the change log. */
  changes: Change[];
  /** Weighs tickets against freezes in another way: a dry run tells of them. */
  weigh?: typeof refuseFrozen;
}

/** The elements of a POST as drafts.
 * @throws Problem naming every property that is wrong. */
export function draftsOf(resource: Resource, elements: Record<string, unknown>[]): Draft[] {
  const errors: FieldErrors = {};
  const drafts = elements.map((element, index) => draftOf(resource, element, `[${index}]`, errors));
  const [path, messages] = Object.entries(errors)[0] ?? [];
  if (path) throw new Problem('invalid-fields', `${path}: ${messages?.[0]}`, { errors });
  return drafts;
}

/** Saves all drafts, or none, in the transaction of `connection`.
 * @returns the rows as GET one shows them. */
export async function saveAll(saving: Saving, drafts: Draft[]): Promise<StoredRow[]> {
  const { connection, scope, now, resource } = saving;
  if (resource.entity === 'agent') await beforeSavingAgents(connection, scope, drafts, saving.passwords);
  const ids = drafts.flatMap(({ id }) => id ?? []);
  await lockRows(connection, scope.tenantId, resource, ids);
  await refuseMissing(saving, drafts);
  const saved: StoredRow[] = [];
  for (const draft of drafts) saved.push(await saveOne(saving, draft));
  if (resource.entity === 'service') await refuseCircles(connection, scope.tenantId, saved, drafts);
  if (resource.entity === 'ticket') {
    const pathOf = (id: number) => drafts[saved.findLastIndex((row) => row.id === id)]?.path ?? '';
    await (saving.weigh ?? refuseFrozen)(connection, scope.tenantId, saving.changes, pathOf);
  }
  if (resource.entity === 'agent' && drafts.some(mayLoseAdmin)) await refuseWithoutAdmin(connection, scope.tenantId);
  await recordChanges(connection, scope, now, saving.changes);
  return saved;
}

/** What a service depends on may not, over however many others, depend on it: nobody could say what is down then. */
async function refuseCircles(
  connection: Connection,
  tenantId: number,
  saved: StoredRow[],
  drafts: Draft[],
): Promise<void> {
  const circular = await circularServices(
    connection,
    tenantId,
    saved.map(({ id }) => id),
  );
  const index = saved.findIndex(({ id }) => circular.has(id));
  if (index < 0) return;
  throw fieldProblem(`${drafts[index]?.path}.depends_on`, 'Services cannot depend on each other in a circle.');
}

async function refuseMissing({ connection, scope, resource }: Saving, drafts: Draft[]): Promise<void> {
  const references = drafts.flatMap((draft) => referencesOf(resource, draft));
  const missing = await missingReferences(connection, scope.tenantId, references);
  const first = missing[0];
  if (!first) return;
  const errors = Object.fromEntries(
    missing.map(({ path, id, lookupid }) => [
      path,
      [lookupid > 0 ? `Lookup list ${lookupid} has no entry ${id}.` : `There is no ${path.split('.').at(-1)} ${id}.`],
    ]),
  );
  throw new Problem('unknown-reference', `${first.path}: ${errors[first.path]?.[0]}`, { errors });
}

async function saveOne(saving: Saving, given: Draft): Promise<StoredRow> {
  const { connection, scope, resource } = saving;
  const stored = given.id ? await readRow(connection, scope.tenantId, resource, given.id) : undefined;
  if (given.id && !stored) throw notFound();
  const before = stored && (JSON.parse(stored.text) as Row);
  const draft = await completed(saving, before, given);
  const changes = changesOf(resource, before, draft);
  const reason = whyNotAllowed(resource.entity, scope, before, changedNames(changes, given));
  if (reason) throw new Problem('forbidden', reason);
  await refuseStale(saving, stored);
  const refusal = refusalOf(resource, before, draft);
  if (refusal) throw fieldProblem(`${draft.path}.${refusal.field}`, refusal.message);
  return write(saving, { draft, changes, password: saving.passwords.get(given)?.hash, stored });
}

/** What follows from a draft by the rules of its kind of thing. */
async function completed({ connection, scope, resource, now }: Saving, before: Row | undefined, draft: Draft) {
  if (resource.entity === 'ticket') return withTicketDates(before, draft, now);
  if (resource.entity === 'agent') return withMainTeam(before, draft);
  if (resource.entity !== 'team' || !draft.id || !draft.links.members) return draft;
  const members = [...draft.links.members, ...(await mainMembers(connection, scope.tenantId, draft.id))];
  return { ...draft, links: { members: [...new Set(members)].sort((one, other) => one - other) } };
}

/** @throws Problem changed-meanwhile when If-Match names another version. */
export async function refuseStale({ connection, scope, resource, expected }: Saving, stored: StoredRow | undefined) {
  if (expected === undefined) return;
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  const etag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, etag)) return;
  const changedBy = await lastChange(connection, scope.tenantId, resource.entity, stored.id);
  throw changedMeanwhile(JSON.parse(stored.text), etag, changedBy);
}

interface Writing {
  draft: Draft;
  changes: Changes;
  /** Hash of a new password. */
  password: string | undefined;
  stored: StoredRow | undefined;
}

async function write(saving: Saving, writing: Writing): Promise<StoredRow> {
  const { connection, scope, resource, now } = saving;
  const { changes, password, stored } = writing;
  const from = stored && (await workdayFrom(saving, writing));
  const changed = Object.keys({ ...changes.values, ...changes.links }).length > 0 || password !== undefined || from;
  if (stored && !changed) return stored;
  if (from) await keepPastWorkdays(connection, scope.tenantId, resource.table, stored.id, from);
  const id = await writeColumns(saving, writing);
  for (const [name, ids] of Object.entries(changes.links)) await writeLinks(saving, id, name, ids, stored);
  if (password !== undefined) await storePasswordHash(connection, scope.tenantId, id, password);
  if (stored && (password !== undefined || changes.values.isdisabled === true)) {
    await endSignInsOf(connection, scope.tenantId, id, now);
  }
  const after = (await readRow(connection, scope.tenantId, resource, id)) as StoredRow;
  // That a password was set is history; what it was is not.
  note(saving, resource, stored, { ...after, ...(password && { text: withMember(after.text, 'password', 'set') }) });
  return after;
}

/** The day from which on a change of working hours counts: as it is said, else the first that the new workday has any
 * hours for. Undefined: it is a correction, for all the time that the old workday counted. */
async function workdayFrom({ connection, scope, resource }: Saving, { draft, changes }: Writing) {
  if (resource.entity !== 'agent' && resource.entity !== 'team') return undefined;
  const said = (draft.commands.workday_valid_from ?? draft.commands.valid_from) as string | undefined;
  const { workday_id: id } = changes.values;
  return said ?? (typeof id === 'number' ? await firstDayOf(connection, scope.tenantId, id) : undefined);
}

async function writeColumns({ connection, scope, resource, now }: Saving, { draft, changes, stored }: Writing) {
  try {
    if (!stored) return await insertRow(connection, scope.tenantId, resource, changes.values, now);
    await updateRow(connection, scope.tenantId, resource, stored.id, changes.values, now);
    return stored.id;
  } catch (error) {
    const field = resource.unique?.[(error as { constraint?: string }).constraint ?? ''];
    if ((error as { code?: string }).code !== '23505' || !field) throw error;
    const message = `There is already a ${resource.word} with this ${field}.`.replace('a agent', 'an agent');
    throw new Problem('already-exists', message, { errors: { [`${draft.path}.${field}`]: [message] } });
  }
}

/** Writes a many-to-many property. Where the other side shows it too, that gets a new version and a change row. */
async function writeLinks(saving: Saving, id: number, name: string, ids: number[], stored: StoredRow | undefined) {
  const { connection, scope, resource, now } = saving;
  const link = resource.links[name] as Link;
  const mirror = mirrors[resource.entity];
  const before = linkedIds(stored && (JSON.parse(stored.text) as Row)[name]);
  const differing = [...before.filter((one) => !ids.includes(one)), ...ids.filter((one) => !before.includes(one))];
  const others: StoredRow[] = [];
  for (const other of mirror ? differing : []) {
    others.push((await readRow(connection, scope.tenantId, mirror as Resource, other)) as StoredRow);
  }
  await setLinks(connection, scope.tenantId, link, id, ids);
  for (const other of others) {
    await updateRow(connection, scope.tenantId, mirror as Resource, other.id, {}, now);
    const after = await readRow(connection, scope.tenantId, mirror as Resource, other.id);
    note(saving, mirror as Resource, other, after as StoredRow);
  }
}

function note(saving: Saving, resource: Resource, before: StoredRow | undefined, after: StoredRow): void {
  saving.changes.push({
    entity: resource.entity,
    entityId: after.id,
    action: before ? 'update' : 'create',
    ...(before && { before: JSON.parse(before.text) }),
    after: JSON.parse(after.text),
  });
}

function withMember(text: string, name: string, value: unknown): string {
  return JSON.stringify({ ...JSON.parse(text), [name]: value });
}
