import { type TSchema, Type } from 'typebox';

/** Property and parameter types of the wire. They are JSON Schema, so that the OpenAPI document shows them, and
 * `read.ts` reads values by them, so that what is documented is what is checked. */

/** 32-bit integer; a numeric string is accepted. */
export const Int = (description: string, options: { minimum?: number; maximum?: number } = {}) =>
  Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647, ...options, description });

/** Finite number; a numeric string is accepted. */
export const Num = (description: string, options: { minimum?: number; maximum?: number } = {}) =>
  Type.Number({ ...options, description });

/** Boolean; `True`, `FALSE`, `1` and `0` are accepted. */
export const Bool = (description: string) => Type.Boolean({ description });

export const Text = (description: string, maxLength = 100_000) => Type.String({ maxLength, description });

/** Instant. On the wire `yyyy-MM-ddTHH:mm:ss` in UTC; read as integer milliseconds, cut to the second. */
export const Instant = (description: string) =>
  Type.Unsafe<number>({
    type: 'string',
    format: 'date-time',
    description: `${description}. UTC, no suffix on the way out.`,
  });

/** Civil date, the date part as written; read as `yyyy-MM-dd`. */
export const CivilDate = (description: string) => Type.Unsafe<string>({ type: 'string', format: 'date', description });

/** A point in time of which the date part as written may count, whatever its suffix: the value carries both. */
export interface WrittenTime extends WallOrInstant {
  /** The date part, `yyyy-MM-dd`. */
  date: string;
  /** The time of day is absent, or 00:00:00. */
  midnight: boolean;
}
export const WrittenTime = (description: string) =>
  Type.Unsafe<WrittenTime>({ type: 'string', format: 'almanac-written-time', description });

/** A point in time as a query gives it: with a suffix an instant, without one a wall time whose zone is decided later. */
export interface WallOrInstant {
  /** Milliseconds of the value read as UTC. */
  ms: number;
  /** It carried `Z` or an offset. */
  fixed: boolean;
}
export const QueryTime = (description: string) =>
  Type.Unsafe<WallOrInstant>({ type: 'string', format: 'almanac-time', description });

export const Uuid = (description: string) => Type.Unsafe<string>({ type: 'string', format: 'uuid', description });

/** Comma list of integers; read as an array. */
export const IntList = (description: string) =>
  Type.Unsafe<number[]>({ type: 'string', format: 'almanac-int-list', pattern: '^-?\\d+(,-?\\d+)*$', description });

/** A number that is ignored, not refused, when it is none: clients send `count=true`. */
export const LenientCount = (description: string) =>
  Type.Unsafe<number>({ type: 'integer', minimum: 0, maximum: 2_147_483_647, description, lenient: true });

/** Kept as it came: any JSON. */
export const Anything = (description: string) => Type.Unsafe<unknown>({ description });

/** An object whose properties may each be absent (unchanged) or null (cleared). */
export const Fields = <P extends Record<string, TSchema>>(
  properties: P,
  options: { title?: string; description?: string } = {},
) => Type.Partial(Type.Object(properties), options);
