import type { TSchema } from 'typebox';
import type { FieldErrors } from '../problems.ts';
import { readCivilDate, readDate, readWrittenTime } from './dates.ts';

/** What reading a value found besides the value. */
export interface Findings {
  errors: FieldErrors;
  /** Names that nothing here knows; told to the client in a header. */
  ignored: Set<string>;
}

/** Reads one value of the wire. Undefined means that there is nothing to keep. */
export type Reader = (value: unknown, path: string, findings: Findings) => unknown;

interface JsonSchema {
  type?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  lenient?: boolean;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** Makes the reader of a schema: types of the dialect (rule 6 of the wire), limits, unknown names set aside. */
export function readerOf(schema: TSchema): Reader {
  return compile(schema as JsonSchema);
}

function compile(schema: JsonSchema): Reader {
  switch (schema.type) {
    case 'object':
      return schema.properties ? objectReader(schema.properties) : plainObjectReader;
    case 'array':
      return arrayReader(schema);
    case 'integer':
      return schema.lenient ? lenient(numberReader(schema)) : numberReader(schema);
    case 'number':
      return numberReader(schema);
    case 'boolean':
      return readBoolean;
    case 'string':
      return textReaders[schema.format ?? ''] ?? textReader(schema);
    default:
      return readAnything;
  }
}

function fail(findings: Findings, path: string, message: string): undefined {
  findings.errors[path] ??= [];
  findings.errors[path].push(message);
  return undefined;
}

function objectReader(properties: Record<string, JsonSchema>): Reader {
  const readers = new Map(Object.entries(properties).map(([name, schema]) => [name, { name, read: compile(schema) }]));
  for (const entry of [...readers.values()])
    if (!readers.has(entry.name.toLowerCase())) readers.set(entry.name.toLowerCase(), entry);
  return (value, path, findings) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fail(findings, path, 'Must be an object.');
    }
    const result: Record<string, unknown> = {};
    for (const [given, member] of Object.entries(value)) {
      const entry = readers.get(given) ?? readers.get(given.toLowerCase());
      if (!entry) {
        findings.ignored.add(given);
        continue;
      }
      const kept = member === null ? null : entry.read(member, path ? `${path}.${entry.name}` : entry.name, findings);
      if (kept !== undefined) result[entry.name] = kept;
    }
    return result;
  };
}

const deepest = 20;

/** JSON that is kept as it came, unless it is nested so deeply that writing it again could fail. */
const readAnything: Reader = (value, path, findings) =>
  depthWithin(value, deepest) ? value : fail(findings, path, `Must not be nested more than ${deepest} deep.`);

const plainObjectReader: Reader = (value, path, findings) =>
  typeof value === 'object' && !Array.isArray(value)
    ? readAnything(value, path, findings)
    : fail(findings, path, 'Must be an object.');

function depthWithin(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((member) => depthWithin(member, left - 1));
}

function arrayReader(schema: JsonSchema): Reader {
  const readItem = compile(schema.items ?? {});
  const { minItems = 0, maxItems = 1_000 } = schema;
  return (value, path, findings) => {
    if (!Array.isArray(value)) return fail(findings, path, 'Must be an array.');
    if (value.length < minItems)
      return fail(findings, path, `Must have at least ${minItems} element${minItems === 1 ? '' : 's'}.`);
    if (value.length > maxItems)
      return fail(findings, path, `Must have at most ${maxItems} elements, not ${value.length}.`);
    return value.map((item, index) => readItem(item, `${path}[${index}]`, findings));
  };
}

function numberReader(schema: JsonSchema): Reader {
  const whole = schema.type === 'integer';
  const { minimum = -1e15, maximum = 1e15 } = schema;
  return (value, path, findings) => {
    const number = readNumber(value);
    if (number === 'empty') return null;
    if (number === undefined || (whole && !Number.isInteger(number))) {
      return fail(findings, path, `The value ${shown(value)} is not valid.`);
    }
    if (number < minimum || number > maximum) return fail(findings, path, `Must be from ${minimum} to ${maximum}.`);
    return number;
  };
}

function readNumber(value: unknown): number | 'empty' | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === '') return 'empty';
  return /^[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})(e[+-]?\d{1,2})?$/i.test(text) ? Number(text) : undefined;
}

function lenient(read: Reader): Reader {
  return (value, path, findings) => {
    const trial: Findings = { errors: {}, ignored: new Set() };
    const result = read(value, path, trial);
    if (Object.keys(trial.errors).length === 0) return result;
    findings.ignored.add(path);
    return undefined;
  };
}

const readBoolean: Reader = (value, path, findings) => {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : '?';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return text === '' ? null : fail(findings, path, `The value ${shown(value)} is not valid; use true or false.`);
};

function textReader({ maxLength = 100_000, enum: allowed }: JsonSchema): Reader {
  return (value, path, findings) => {
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') return fail(findings, path, 'Must be a text.');
    if (text.length > maxLength) return fail(findings, path, `Must have at most ${maxLength} characters.`);
    if (allowed && !allowed.includes(text)) return fail(findings, path, `Must be one of ${allowed.join(', ')}.`);
    return text;
  };
}

const textReaders: Record<string, Reader> = {
  'date-time': dateReader((text) => readDate(text)?.ms, 'yyyy-MM-ddTHH:mm:ss'),
  date: dateReader(readCivilDate, 'yyyy-MM-dd'),
  'almanac-written-time': dateReader(readWrittenTime, 'yyyy-MM-ddTHH:mm:ss'),
  'almanac-time': dateReader(readDate, 'yyyy-MM-ddTHH:mm:ssZ'),
  uuid: (value, path, findings) =>
    typeof value === 'string' && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value.trim())
      ? value.trim().toLowerCase()
      : fail(findings, path, `The value ${shown(value)} is not valid.`),
  'almanac-int-list': readIntList,
};

function dateReader(parse: (text: string) => unknown, shape: string): Reader {
  return (value, path, findings) => {
    if (value === '') return null;
    const read = typeof value === 'string' ? parse(value) : undefined;
    return read ?? fail(findings, path, `The value ${shown(value)} is not a date such as ${shape}.`);
  };
}

function readIntList(value: unknown, path: string, findings: Findings): unknown {
  const items = String(value)
    .split(',')
    .map((item) => item.trim());
  const numbers = items.filter((item) => item !== '').map(Number);
  const fits = (number: number) => Number.isInteger(number) && Math.abs(number) <= 2_147_483_647;
  if (numbers.length > 1_000) return fail(findings, path, 'Must have at most 1000 ids.');
  return numbers.every(fits) ? numbers : fail(findings, path, `The value ${shown(value)} is not a comma list of ids.`);
}

/** A value in an error text: short, and on one line. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : writable(value);
  const line = text.replace(/\p{C}/gu, '?');
  return `'${line.length > 60 ? `${line.slice(0, 60)}...` : line}'`;
}

/** JSON.stringify fails for what is nested thousands deep. */
function writable(value: unknown): string {
  return depthWithin(value, deepest) ? (JSON.stringify(value) ?? String(value)) : '[...]';
}
