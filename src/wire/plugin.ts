import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Problem } from '../problems.ts';
import { type Findings, readerOf } from './read.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as sent, where an Idempotency-Key asks for it. */
    bodyHash: Buffer | undefined;
    /** Names of the query and the body that nothing knows. */
    ignoredNames: Set<string>;
  }
}

/** Teaches a server the dialect: bodies, types of values, names in any letter case, X-Almanac-Ignored. */
export function speakDialect(app: FastifyInstance): void {
  app.decorateRequest('bodyHash', undefined);
  app.decorateRequest('ignoredNames');
  app.addHook('onRequest', async (request) => {
    request.ignoredNames = new Set();
  });
  acceptJson(app);
  app.setValidatorCompiler(({ schema, httpPart }) => validator(schema as TSchema, httpPart));
  // Answers are written by the rooms; their schemas are for the OpenAPI document.
  app.setSerializerCompiler(() => JSON.stringify);
  app.addHook('preHandler', async (request, reply) => {
    for (const part of [request.query, request.body]) for (const name of ignored(part)) request.ignoredNames.add(name);
    if (request.ignoredNames.size > 0) reply.header('X-Almanac-Ignored', headerText(request.ignoredNames));
  });
}

const jsonTypes = /^(application\/(json|[\w.-]+\+json)|text\/json)\s*(;|$)/i;

function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser(jsonTypes, { parseAs: 'string' }, (request, body, done) => {
    try {
      if (request.headers['idempotency-key']) request.bodyHash = createHash('sha256').update(body).digest();
      // Clients name the type of a body that they then do not send, with a DELETE above all.
      done(null, body === '' ? undefined : parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** JSON that a text column can hold: no NUL (an error), no half of a surrogate pair (replaced). */
function parseJson(text: string): unknown {
  const delicate = /\\u(0000|d[89a-f])/i.test(text) || text.includes('\0');
  try {
    return delicate
      ? JSON.parse(text, (_name, value) => (typeof value === 'string' ? storable(value) : value))
      : JSON.parse(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'malformed-json',
      `The body is not valid JSON: ${(error as Error).message.replace(/\p{C}/gu, '?').slice(0, 120)}`,
    );
  }
}

function storable(text: string): string {
  if (text.includes('\0'))
    throw new Problem('bad-request', 'A text of the body has a NUL character (U+0000); remove it.');
  return wellFormed(text);
}

/** Without halves of surrogate pairs (with the flag u, only those without their other half match). */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

const ignoredOf = new WeakMap<object, Set<string>>();

function ignored(part: unknown): Iterable<string> {
  return typeof part === 'object' && part !== null ? (ignoredOf.get(part) ?? []) : [];
}

type HttpPart = 'body' | 'querystring' | 'params' | 'headers' | string | undefined;

function validator(schema: TSchema, part: HttpPart) {
  const read = readerOf(schema);
  return (data: unknown) => {
    const findings: Findings = { errors: {}, ignored: new Set() };
    const value = read(prepared(data, part, schema, findings), '', findings);
    if (Object.keys(findings.errors).length > 0) return { error: refusal(findings) };
    if (typeof value === 'object' && value !== null) ignoredOf.set(value, findings.ignored);
    return { value };
  };
}

function prepared(data: unknown, part: HttpPart, schema: TSchema, findings: Findings): unknown {
  if (part === 'querystring') return queryValues((data ?? {}) as Record<string, unknown>, findings);
  // A lone object where an array is due is an array of one.
  const wantsArray = (schema as { type?: string }).type === 'array';
  return part === 'body' && wantsArray && isPlainObject(data) ? [data] : data;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A parameter without a value is one that was not sent; one that was sent twice is a comma list. */
function queryValues(query: Record<string, unknown>, { errors }: Findings): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    // Not thrown: what a validator throws Fastify answers as a 500.
    if (text.includes('\0')) errors[name] = ['Has a NUL character (U+0000); remove it.'];
    else if (text !== '') values[name] = text;
  }
  return values;
}

function refusal(findings: Findings): Problem {
  const errors = Object.fromEntries(
    Object.entries(findings.errors).map(([path, messages]) => [path || 'body', messages]),
  );
  const [path, messages] = Object.entries(errors)[0] ?? ['body', ['Not valid.']];
  return new Problem('invalid-fields', `${path}: ${messages[0]}`, { errors });
}

function headerText(names: Set<string>): string {
  return [...names]
    .slice(0, 20)
    .map((name) =>
      encodeURIComponent(wellFormed(name.slice(0, 60)))
        .replaceAll('%5B', '[')
        .replaceAll('%5D', ']'),
    )
    .join(', ');
}

/** Clients use the API with and without `/api` before the path. */
export function withoutApiPrefix(request: { url?: string | undefined }): string {
  const url = request.url ?? '/';
  return /^\/api(?=\/)/i.test(url) ? url.slice(4) : url;
}
