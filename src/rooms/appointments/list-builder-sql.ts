import { type ListProperty, listProperties } from './row-sql.ts';

/** What the parts of a list's filter share. */
export interface Builder {
  conditions: string[];
  parameters: unknown[];
  /** Adds a value and answers its place as SQL. */
  parameter(value: unknown, type: string): string;
  /** The list property of a name, in any letter case. */
  property(name: string): ListProperty | undefined;
  readsNames: boolean;
}

export const readsJoinedTable = (sql: string) =>
  /\b(agent|client|site|client_user|team|kind_entry|location_entry)\./.test(sql);

/** Kept properties are text inside JSON; they compare as what they are. */
export function typed(property: ListProperty): string {
  return property.type === 'text' ? property.sql : `(${property.sql})::${typedType(property)}`;
}

/** The type of `typed`. */
export function typedType({ type }: ListProperty): string {
  if (type === 'integer' || type === 'number') return 'float8';
  if (type === 'boolean') return 'boolean';
  return type === 'instant' ? 'timestamptz' : 'text';
}

/** The type of the column itself, of those that masked rows have. */
export function visibleType(property: ListProperty): string {
  return property.type === 'integer' ? 'bigint' : typedType(property);
}

/** List properties of the wire that no row has, or only rows of overlays. */
const neverThere: Record<string, ListProperty> = {
  _dont_update_ticket: { sql: 'null::boolean', type: 'boolean' },
  kind: { sql: 'null::text', type: 'text' },
};

export const storedProperties = lookupOf(listProperties);

/** Finds a property by its name in any letter case. */
export function lookupOf(properties: Record<string, ListProperty>): (name: string) => ListProperty | undefined {
  const byName = new Map(
    Object.entries({ ...neverThere, ...properties }).map(([name, given]) => [name.toLowerCase(), given]),
  );
  return (name) => byName.get(name.toLowerCase());
}
