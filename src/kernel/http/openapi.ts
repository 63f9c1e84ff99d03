import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import * as codes from '../../codes.ts';
import { problems } from '../../problems.ts';
import { finishDocument, type Json } from './openapi-document.ts';

/** Makes the OpenAPI document from the schemas of the routes that are added after this call, and answers it at
 * `/openapi.json`. The schemas are the ones that requests are read by, so the document cannot lie. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  app.addSchema(problemSchema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title: 'Almanac', version: packageVersion(), description: introduction },
      servers: [{ url: '/api', description: 'This server. The prefix may be left out.' }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'An access token of `/auth/token`.',
          },
        },
        schemas: codeTables(),
      },
    },
    stripBasePath: false,
    convertConstToEnum: false,
    refResolver: { buildLocalReference: (json) => String(json.$id) },
    transform: ({ schema, url, route }) => ({ url, schema: withAccess(schema, route) as never }),
    transformObject: (documented) => {
      // A copy: the schemas are those that the readers were made from.
      const document = JSON.parse(JSON.stringify((documented as { openapiObject: Json }).openapiObject));
      return finishDocument(document);
    },
  });
  let text: string | undefined;
  app.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      tags: ['Server'],
      summary: 'This document',
      response: { 200: { type: 'object', description: 'OpenAPI 3.1' } },
    },
    handler: async (_request, reply) => {
      text ??= JSON.stringify(app.swagger());
      return reply.type('application/json; charset=utf-8').send(text);
    },
  });
}

const introduction = `Scheduling and time management, in the dialect of the HaloPSA API.

- Every path works with and without \`/api\` before it, in any letter case.
- POST takes an array, or one object for an array of one. One element answers 201 with the object, several an array; all are saved or none.
- A property that is absent stays as it is; an explicit null clears it. Null properties are left out of answers.
- Dates go out as \`yyyy-MM-ddTHH:mm:ss\` in UTC without a suffix; they come in with or without \`Z\` or an offset.
- Numbers may come as text, booleans in any letter case. Unknown names are ignored and told in the header \`X-Almanac-Ignored\`.
- \`x-codes\` names the table, among the schemas below, that lists the known values of an integer.
- Errors are problem documents (RFC 9457) that also carry \`Message\`; each \`code\` is explained in docs/errors.md.`;

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version;
}

const problemSchema = {
  $id: 'Problem',
  type: 'object',
  description: 'What went wrong: an RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code', 'detail', 'Message'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Where the code is explained' },
    title: { type: 'string', description: 'The code in words' },
    status: { type: 'integer', description: 'The HTTP status' },
    code: { type: 'string', enum: Object.keys(problems), description: 'Which problem it is; stays the same for ever' },
    detail: { type: 'string', description: 'What went wrong with this request' },
    Message: { type: 'string', description: 'As detail, for clients that look here' },
    errors: {
      type: 'object',
      description: 'Messages per field; in an array post the field is a path such as `[0].start_date`',
      additionalProperties: { type: 'array', items: { type: 'string', description: 'A message' } },
    },
  },
};

/** The integers of the wire by name, as schemas that the document's `x-codes` refer to. They are open lists: a
 * tenant's lookups may add values. */
function codeTables(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(codes).map(([name, table]) => [
      name,
      {
        type: 'integer',
        description: Object.entries(table)
          .map(([word, value]) => `${value} ${word}`)
          .join(', '),
        anyOf: [...Object.entries(table).map(([word, value]) => ({ const: value, title: word })), { type: 'integer' }],
      },
    ]),
  );
}

/** Shows what the guard asks: routes without `access` are open to everyone. */
function withAccess(schema: Json, route: RouteOptions): Json {
  const access = route.config?.access;
  return { ...schema, security: access ? [{ token: [] }] : [], ...(access && { 'x-access': access }) };
}
