import { oddBodies, oddSegments, oddTexts, oddTypes, oddValues } from './odd-values.ts';
import type { Random } from './random.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, looked at freely
type Json = any;

/** One operation of the OpenAPI document, as the generator needs it. */
export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Json }[];
  /** Media type and schema of the body. */
  body: { type: string; schema: Json } | undefined;
  isOpen: boolean;
}

export interface Generated {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export function operationsOf(document: Json): Operation[] {
  const resolved = (schema: Json): Json =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').pop()] : schema;
  const deep = (schema: Json): Json => {
    const { items, properties, ...rest } = resolved(schema) ?? {};
    return {
      ...rest,
      ...(items && { items: deep(items) }),
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, deep(one)])),
      }),
    };
  };
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { parameters = [], requestBody, security }]) => {
      const [type, media] = Object.entries<Json>(requestBody?.content ?? {})[0] ?? [];
      return {
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((one: Json) => ({ ...one, schema: deep(one.schema) })),
        body: type ? { type, schema: deep(media.schema) } : undefined,
        isOpen: security.length === 0,
      };
    }),
  );
}

/** A request for the operation: harmless, a little wrong, or hostile through and through. */
export function generate(random: Random, operation: Operation): Generated {
  const hostility = random.pick([0, 0, 0.05, 0.4, 0.9]);
  const { method, parameters, body } = operation;
  const path = operation.path.replace(/\{(\w+)\}/g, () => segment(random, hostility));
  const query = parameters.filter((one) => one.in === 'query' && random.next() < 3 / (parameters.length + 1));
  const search = query.map(
    ({ name, schema }) => `${anyCase(random, name)}=${escaped(valueFor(random, schema, hostility))}`,
  );
  if (random.next() < hostility / 2) search.push(`${escaped(random.pick(oddTexts))}=${escaped(random.pick(oddTexts))}`);
  // Most lists are asked for in pages: what is tested is what a server makes of the request, not how it prints.
  if (method === 'GET' && random.below(4) > 0) search.push('count=20');
  return {
    method,
    path: search.length > 0 ? `${path}?${search.join('&')}` : path,
    headers: {
      ...(body && { 'content-type': random.next() < hostility / 10 ? random.pick(oddTypes) : body.type }),
      ...(random.next() < hostility / 4 && { 'if-match': random.pick(['"1-1"', '*', 'W/"x"', '"', '1, 2']) }),
      ...(random.next() < hostility / 4 && {
        'idempotency-key': random.pick(['k', 'a'.repeat(2_000), '"; --', '%00']),
      }),
    },
    ...(body && { body: bodyFor(random, body, hostility) }),
  };
}

function segment(random: Random, hostility: number): string {
  return random.next() < hostility ? random.pick(oddSegments) : String(1 + random.below(20));
}

function bodyFor(random: Random, { type, schema }: { type: string; schema: Json }, hostility: number): string {
  if (!type.includes('json')) return formBody(random, schema, hostility);
  if (random.next() < hostility / 5) return random.pick(oddBodies);
  return written(valueFor(random, schema, hostility));
}

function formBody(random: Random, schema: Json, hostility: number): string {
  const pairs = Object.entries<Json>(schema.properties ?? { a: {} }).filter(() => random.below(2) === 0);
  return pairs.map(([name, one]) => `${name}=${escaped(valueFor(random, one, hostility))}`).join('&');
}

/** A value that the schema allows, or now and then one that it does not. */
function valueFor(random: Random, schema: Json, hostility: number): unknown {
  if (random.next() < hostility) return odd(random);
  if (schema.enum) return random.pick(schema.enum);
  switch (schema.type) {
    case 'array':
      return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () =>
        valueFor(random, schema.items ?? {}, hostility),
      );
    case 'object':
      return objectFor(random, schema, hostility);
    case 'integer':
      return random.pick([1, 2, 3, 4, 5, 6, random.below(20), 0, -1, String(random.below(8)), 100_000]);
    case 'number':
      return random.pick([0, 1, 2.5, '3.75', -1]);
    case 'boolean':
      return random.pick([true, false, 'True', 'FALSE', 1]);
    default:
      return textFor(random, schema);
  }
}

function objectFor(random: Random, schema: Json, hostility: number): Json {
  const properties = Object.entries<Json>(schema.properties ?? {});
  const few = random.pick(hostility === 0 ? [0, 1] : [1, 2, 8]);
  // A small object is a reference, which says nothing without its id.
  const share = properties.length <= 6 ? 0.8 : few / properties.length;
  const chosen = properties.filter(([name]) => random.next() < (likely.has(name) ? 0.9 : share));
  const made: Json = Object.fromEntries(chosen.map(([name, one]) => [name, valueFor(random, one, hostility)]));
  // Ends that come before their start are refused for that alone; most are to get further.
  if (made.start_date?.[10] === 'T' && made.end_date && hostility < 0.1)
    made.end_date = `${made.start_date.slice(0, 10)}T21:00:00`;
  if (random.next() < hostility / 3) made[random.pick(oddTexts)] = odd(random);
  return made;
}

/** Without these few is anything accepted. */
const likely = new Set(['name', 'email', 'subject', 'summary', 'start_date', 'end_date', 'agents', 'lookupid']);

function textFor(random: Random, schema: Json): string {
  const format = schema.format ?? schema['x-format'];
  const day = `2026-0${1 + random.below(9)}-${10 + random.below(18)}`;
  if (format === 'date') return day;
  if (format === 'date-time' || format === 'almanac-time' || format === 'almanac-written-time') {
    return `${day}T${10 + random.below(10)}:00:00${random.pick(['', 'Z', '+02:00', '.5Z'])}`;
  }
  if (format === 'uuid') return `00000000-0000-4000-8000-00000000000${random.below(10)}`;
  if (format === 'almanac-int-list') return random.pick(['1', '1,2', '2,3,4', '0']);
  return random.pick([
    'text',
    'Europe/Berlin',
    `x${random.below(1e6)}@x.example`,
    `name ${random.below(1e6)}`,
    '5',
    'id',
  ]);
}

function odd(random: Random): unknown {
  return random.below(2) === 0 ? random.pick(oddTexts) : random.pick(oddValues);
}

/** Parameter names in any letter case (rule 1 of the wire). */
function anyCase(random: Random, name: string): string {
  return random.below(10) === 0 ? name.toUpperCase() : name;
}

/** As a query or form carries it; halves of surrogate pairs as the bytes that a careless client sends. */
function escaped(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replaceAll('%EF%BF%BD', '%ED%A0%80');
}

/** JSON keeps what `JSON.stringify` would make harmless: numbers out of range. */
function written(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll('"1e400"', '1e400').replaceAll('1e-320', '1e-4000');
}
