import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Change, recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { changedMeanwhile, etagOf, tagMatches } from '../../kernel/http/etag.ts';
import { type FieldErrors, fieldProblem, notFound, Problem } from '../../problems.ts';
import { type Entry, type EntryValues, insertEntry, lockLists, readEntry, updateEntry } from './lookup-sql.ts';
import { missingReferences } from './save-sql.ts';
import { closedLists, valueNames } from './schema/lookups.ts';

type Element = Record<string, unknown> & {
  lookupid?: number | null;
  id?: number | null;
  name?: string | null;
  workday_id?: number | null;
};

/** Saves entries, all or none, in the transaction of `connection`. */
export async function saveEntries(
  connection: Connection,
  scope: Scope,
  now: number,
  elements: Element[],
  expected: string[] | undefined,
): Promise<Entry[]> {
  const errors: FieldErrors = {};
  elements.forEach((element, index) => {
    checkElement(element, `[${index}]`, errors);
  });
  const [path, messages] = Object.entries(errors)[0] ?? [];
  if (path) throw new Problem('invalid-fields', `${path}: ${messages?.[0]}`, { errors });
  await lockLists(connection, scope.tenantId, [...new Set(elements.map(({ lookupid }) => lookupid as number))]);
  const changes: Change[] = [];
  const saved: Entry[] = [];
  for (const [index, element] of elements.entries()) {
    saved.push(await saveEntry(connection, scope, now, element, `[${index}]`, expected, changes));
  }
  await recordChanges(connection, scope, now, changes);
  return saved;
}

const knownLists: number[] = Object.values(lookupLists);

function checkElement({ lookupid, name, workday_id }: Element, path: string, errors: FieldErrors): void {
  if (!lookupid) errors[`${path}.lookupid`] = ['Is required.'];
  else if (!knownLists.includes(lookupid)) errors[`${path}.lookupid`] = [`There is no lookup list ${lookupid}.`];
  if (workday_id && workday_id > 0 && lookupid !== lookupLists.assetTypes)
    errors[`${path}.workday_id`] = [`Goes with asset types (list ${lookupLists.assetTypes}).`];
  if (name !== undefined && !name?.trim()) errors[`${path}.name`] = ['Is required, and cannot be cleared.'];
}

async function saveEntry(
  connection: Connection,
  scope: Scope,
  now: number,
  element: Element,
  path: string,
  expected: string[] | undefined,
  changes: Change[],
): Promise<Entry> {
  const lookupid = element.lookupid as number;
  const before = await existing(connection, scope, element);
  if (before) await refuseStaleEntry(connection, scope, before, expected);
  const values = changedValues(element, before);
  await refuseMissingWorkday(connection, scope, values, path);
  if (before && Object.keys(values).length === 0) return before;
  const id = before?.id ?? (await create(connection, scope, now, lookupid, values, path));
  if (before) await updateEntry(connection, scope.tenantId, before, values, now);
  const after = (await readEntry(connection, scope.tenantId, lookupid, id)) as Entry;
  changes.push({
    entity: 'lookup',
    entityId: `${lookupid}/${id}`,
    action: before ? 'update' : 'create',
    ...(before && { before: JSON.parse(before.text) }),
    after: JSON.parse(after.text),
  });
  return after;
}

/** Entries may be numbered 0 and less: those change; only where there is none such an id creates. */
async function existing(connection: Connection, scope: Scope, { lookupid, id }: Element): Promise<Entry | undefined> {
  if (id === undefined || id === null) return undefined;
  const entry = await readEntry(connection, scope.tenantId, lookupid as number, id);
  if (!entry && id > 0) throw notFound();
  return entry;
}

function changedValues(element: Element, before: Entry | undefined): EntryValues {
  const stored: Record<string, unknown> = before ? JSON.parse(before.text) : {};
  const given = ['name', ...valueNames]
    .filter((name) => element[name] !== undefined)
    .map((name): [string, string | number | null] => [name, element[name] as string | null]);
  const { workday_id } = element;
  if (workday_id !== undefined) given.push(['workday_id', workday_id && workday_id > 0 ? workday_id : null]);
  return Object.fromEntries(given.filter(([name, value]) => !before || (stored[name] ?? null) !== value));
}

async function create(
  connection: Connection,
  scope: Scope,
  now: number,
  lookupid: number,
  values: EntryValues,
  path: string,
): Promise<number> {
  if (!values.name) throw fieldProblem(`${path}.name`, 'Is required.');
  if (closedLists.includes(lookupid))
    throw new Problem('conflict', `Lookup list ${lookupid} takes no further entries.`);
  return insertEntry(connection, scope.tenantId, lookupid, values, now);
}

/** @throws Problem unknown-reference */
async function refuseMissingWorkday(
  connection: Connection,
  { tenantId }: Scope,
  { workday_id }: EntryValues,
  path: string,
): Promise<void> {
  if (typeof workday_id !== 'number') return;
  const reference = { path: `${path}.workday_id`, table: 'workday', id: workday_id, lookupid: 0 };
  const [missing] = await missingReferences(connection, tenantId, [reference]);
  if (!missing) return;
  const message = `There is no workday_id ${workday_id}.`;
  throw new Problem('unknown-reference', `${missing.path}: ${message}`, { errors: { [missing.path]: [message] } });
}

/** @throws Problem changed-meanwhile when If-Match names another version. */
export async function refuseStaleEntry(
  connection: Connection,
  scope: Scope,
  entry: Entry,
  expected: string[] | undefined,
): Promise<void> {
  if (tagMatches(expected, etagOfEntry(entry))) return;
  const changedBy = await lastChange(connection, scope.tenantId, 'lookup', `${entry.lookupid}/${entry.id}`);
  throw changedMeanwhile(JSON.parse(entry.text), etagOfEntry(entry), changedBy);
}

export function etagOfEntry({ lookupid, id, version }: Entry): string {
  return etagOf(`${lookupid}/${id}`, version);
}

export async function readListed(
  connection: Connection,
  tenantId: number,
  lookupid: number | null | undefined,
  id: number,
): Promise<Entry> {
  if (!lookupid) throw fieldProblem('lookupid', 'lookupid must be specified.');
  const entry = await readEntry(connection, tenantId, lookupid, id);
  if (!entry) throw notFound();
  return entry;
}
