import { type TSchema, Type } from 'typebox';
import { Anything, Bool, CivilDate, Instant, Int, Num, Text } from '../../../wire/fields.ts';

/** A kind of thing in the directory: everything that its routes, its SQL and its documentation are made from. */
export interface Resource {
  /** As the change log calls it. */
  entity: Entity;
  table: Table;
  /** Route, as clients write it. */
  path: string;
  /** Key of the rows in the list's envelope; absent where the list is a bare array. */
  key?: string;
  /** One of them and several, in texts. */
  word: string;
  words: string;
  fields: Record<string, Field>;
  /** Many-to-many properties. */
  links: Record<string, Link>;
  /** Other names of fields: taken on the way in, given on the way out. */
  aliases?: Record<string, string>;
  /** Taken on the way in, never given out. */
  commands?: Record<string, TSchema>;
  /** Columns that `search` looks into. */
  search: string[];
  /** The order of a list that asks for none. */
  order: string;
  /** Filters beyond the references and links: parameter, description, condition (`$` is the list of ids). */
  filters?: Record<string, Filter>;
  /** Yes-or-no parameters. */
  switches?: Record<string, Switch>;
  /** Who may delete is an admin everywhere; who may create and change: */
  writers: 'admin' | 'everyone';
  /** Unique indexes: the field that they keep unique. */
  unique?: Record<string, string>;
}

export type Entity = 'agent' | 'team' | 'client' | 'site' | 'user' | 'ticket' | 'asset' | 'service';

export type Table = 'agent' | 'team' | 'client' | 'site' | 'client_user' | 'ticket' | 'asset' | 'service' | 'workday';

export interface Field {
  schema: TSchema;
  /** Type of its column. */
  type: 'text' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'timestamptz' | 'date' | 'text[]';
  /** Asked for on create, and never cleared. */
  required?: true;
  /** What null becomes, in a column that has none. */
  empty?: unknown;
  /** The table that its id is of. */
  of?: Table;
  /** The lookup list that its code is of. */
  list?: number;
  /** An IANA or Windows time zone; '' where there is none. */
  zone?: true;
}

export interface Link {
  description: string;
  table: string;
  /** Column with this thing's id, and the one with the other's. */
  own: string;
  other: string;
  of: Table;
  /** The list parameter that asks for those linked to an id. */
  filter: string;
}

export interface Filter {
  description: string;
  where: string;
}

/** A condition that holds where the parameter is true, or where it is not. */
export interface Switch {
  description: string;
  whereTrue?: string;
  whereFalse?: string;
}

type Options = Pick<Field, 'required' | 'empty'>;

const longestLine = 1_000;

export const line = (description: string, options: Options = {}): Field => ({
  schema: Text(description, longestLine),
  type: 'text',
  ...options,
});
export const oneOf = (values: string[], description: string, empty: string): Field => ({
  schema: Type.String({ enum: values, description }),
  type: 'text',
  empty,
});
export const texts = (description: string): Field => ({
  schema: Type.Array(Anything('A text, or an object with a `name`'), { maxItems: 1_000, description }),
  type: 'text[]',
  empty: [],
});
export const number = (description: string, limits: { minimum?: number; maximum?: number } = {}): Field => ({
  schema: Num(description, limits),
  type: 'double precision',
});
export const yesNo = (description: string): Field => ({ schema: Bool(description), type: 'boolean', empty: false });
export const yesNoOrUnset = (description: string): Field => ({ schema: Bool(description), type: 'boolean' });
export const instant = (description: string): Field => ({ schema: Instant(description), type: 'timestamptz' });
export const civilDate = (description: string): Field => ({ schema: CivilDate(description), type: 'date' });
export const zone = (description: string): Field => ({
  schema: Text(`${description}: an IANA or Windows name; '' = unset`, 100),
  type: 'text',
  zone: true,
  empty: '',
});
export const id = (of: Table, description: string): Field => ({
  schema: Int(`${description}; ${of === 'agent' ? '0, 1' : '0'} or less = none`),
  type: 'bigint',
  of,
});
export const plainId = (description: string): Field => ({ schema: Int(description), type: 'bigint' });
export const code = (list: number, description: string, empty?: number): Field => ({
  schema: Int(`${description} (lookup ${list})`),
  type: 'integer',
  list,
  ...(empty !== undefined && { empty }),
});

/** The property with the name of what a field points at: `client_id` has `client_name`, `status` `status_name`. */
export function namePropertyOf(field: string): string {
  return `${field.replace(/_id$/, '')}_name`;
}

/** The column that names a row of a table. */
export function nameColumnOf(table: Table): string {
  return table === 'ticket' ? 'summary' : 'name';
}
