import { findZone } from '../../kernel/time/zones.ts';
import type { FieldErrors } from '../../problems.ts';
import type { Field, Resource } from './schema/resource.ts';

/** One element of a POST, understood: which row, and what each of its properties is to become. */
export interface Draft {
  /** Its path in the body. */
  path: string;
  /** Undefined creates. */
  id: number | undefined;
  /** Columns that were given. */
  values: Record<string, unknown>;
  /** Ids of each many-to-many property that was given. */
  links: Record<string, number[]>;
  /** What was given beside columns, such as a password. */
  commands: Record<string, unknown>;
}

/** Reads one element: other names of fields, ids that mean none, null, zones, lists of ids.
 * @param errors gets what is wrong with it, by path */
export function draftOf(
  resource: Resource,
  element: Record<string, unknown>,
  path: string,
  errors: FieldErrors,
): Draft {
  const given = withoutAliases(resource, element);
  const id = typeof given.id === 'number' && given.id > 0 ? given.id : undefined;
  const draft: Draft = { path, id, values: {}, links: {}, commands: {} };
  const fail = (name: string, message: string) => {
    errors[`${path}.${name}`] = [message];
  };
  for (const [name, field] of Object.entries(resource.fields)) {
    if (name in given) draft.values[name] = understood(field, given[name], (message) => fail(name, message));
    else if (field.required && !id) fail(name, 'Is required.');
  }
  for (const name of Object.keys(resource.links)) {
    if (name in given) draft.links[name] = idsIn(given[name], (message) => fail(name, message));
  }
  for (const name of Object.keys(resource.commands ?? {})) {
    if (given[name] !== undefined && given[name] !== null) draft.commands[name] = given[name];
  }
  return draft;
}

/** An id, or a code of a lookup list, that a property is to have. */
export interface Reference {
  /** Path of the property in the body. */
  path: string;
  table: string;
  id: number;
  /** The list of a code; 0 for ids. */
  lookupid: number;
}

/** Everything that a draft points at. */
export function referencesOf(resource: Resource, { path, values, links }: Draft): Reference[] {
  const found: Reference[] = [];
  for (const [name, { of, list }] of Object.entries(resource.fields)) {
    const id = values[name];
    const table = of ?? (list === undefined ? undefined : 'lookup');
    if (table && typeof id === 'number') found.push({ path: `${path}.${name}`, table, id, lookupid: list ?? 0 });
  }
  for (const [name, { of }] of Object.entries(resource.links)) {
    for (const id of links[name] ?? []) found.push({ path: `${path}.${name}`, table: of, id, lookupid: 0 });
  }
  return found;
}

type Fail = (message: string) => void;

function withoutAliases({ aliases = {} }: Resource, element: Record<string, unknown>): Record<string, unknown> {
  const given = { ...element };
  for (const [alias, name] of Object.entries(aliases)) {
    if (alias in given && !(name in given)) given[name] = given[alias];
  }
  return given;
}

function understood(field: Field, value: unknown, fail: Fail): unknown {
  if (field.required) {
    const text = typeof value === 'string' ? value.trim() : value;
    if (text === null || text === '') fail('Is required, and cannot be cleared.');
    return text;
  }
  if (value === null || (field.of && isNone(field, value as number))) return field.empty ?? null;
  if (field.zone) return zoneName(value as string, fail);
  return field.type === 'text[]' ? namesIn(value as unknown[], fail) : value;
}

/** Clients take the agents 0 and 1 for 'unassigned', and 0 or less elsewhere. */
function isNone(field: Field, id: number): boolean {
  return id <= (field.of === 'agent' ? 1 : 0);
}

function zoneName(name: string, fail: Fail): string {
  if (name.trim() === '') return '';
  const zone = findZone(name.trim());
  if (!zone) fail(`There is no time zone '${name.slice(0, 60)}'; use a name such as Europe/Berlin.`);
  return zone?.name ?? '';
}

/** `[1, "2", {"id": 3}]` as ids, each once. */
function idsIn(value: unknown, fail: Fail): number[] {
  const ids = ((value ?? []) as unknown[]).map((item) =>
    Number(isObject(item) ? (item.id ?? Number.NaN) : (item ?? Number.NaN)),
  );
  const fits = (id: number) => Number.isInteger(id) && id > 0 && id <= 2_147_483_647;
  if (!ids.every(fits)) fail('Must be an array of ids, or of objects with an `id`.');
  return [...new Set(ids.filter(fits))].sort((one, other) => one - other);
}

function namesIn(items: unknown[], fail: Fail): string[] {
  const names = items.map((item) => (isObject(item) ? item.name : item));
  const fits = (name: unknown): name is string => typeof name === 'string' && name.trim() !== '' && name.length <= 200;
  if (!names.every(fits)) fail('Must be an array of texts of at most 200 characters, or of objects with a `name`.');
  return [...new Set(names.filter(fits).map((name) => name.trim()))];
}

function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}
