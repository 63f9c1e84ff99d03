import { type ListProperty, listProperties } from './row-sql.ts';

/** What the parts of a list's filter share. */
export interface Builder {
  conditions: string[];
  parameters: unknown[];
  /** Adds a value and answers its place as SQL. */
  parameter(value: unknown, type: string): string;
  readsNames: boolean;
}

export const readsJoinedTable = (sql: string) =>
  /\b(agent|client|site|client_user|team|kind_entry|location_entry)\./.test(sql);

/** Kept properties are text inside JSON; they compare as what they are. */
export function typed({ sql, type }: ListProperty): string {
  if (type === 'integer' || type === 'number') return `(${sql})::float8`;
  if (type === 'boolean') return `(${sql})::boolean`;
  if (type === 'instant') return `(${sql})::timestamptz`;
  return type === 'text' ? sql : `(${sql})::text`;
}

/** A list property of the wire that no row has. */
const neverThere: Record<string, ListProperty> = { _dont_update_ticket: { sql: 'null::boolean', type: 'boolean' } };

const propertyByName = new Map(
  Object.entries({ ...neverThere, ...listProperties }).map(([name, given]) => [name.toLowerCase(), given]),
);

export function propertyNamed(name: string): ListProperty | undefined {
  return propertyByName.get(name.toLowerCase());
}
