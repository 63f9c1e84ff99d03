import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { type Access, permit, type Scope } from '../auth/scope.ts';
import type { Context } from './context.ts';

/** What a route's function is given. `query` and `body` are what the route's schemas made of the request. */
export interface Call<Q, B, P> {
  scope: Scope;
  query: Q;
  body: B;
  params: P;
  now: number;
  request: FastifyRequest;
}

/** What it answers. `json` is ready text (built by PostgreSQL, most often); `value` is written by JSON.stringify; `file` is
 * what a browser saves. */
export interface Answer {
  status?: number;
  json?: string | Readable;
  value?: unknown;
  file?: { name: string; type: string; content: Buffer | Readable };
  headers?: Record<string, string>;
}

export interface Route<Q extends TSchema, B extends TSchema, P extends TSchema> {
  method: 'GET' | 'POST' | 'DELETE';
  /** Under both `/` and `/api/`. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  /** Shapes of the successful answers, by status; for the OpenAPI document. */
  answers?: Record<number, TSchema>;
  answer(call: Call<Static<Q>, Static<B>, Static<P>>): Promise<Answer>;
}

/** Adds one route that needs a signed-in caller.
 * Checks the caller's role and scopes first, then reads the request by the schemas, then calls `answer`. */
export function addRoute<Q extends TSchema, B extends TSchema, P extends TSchema>(
  app: FastifyInstance,
  context: Context,
  route: Route<Q, B, P>,
): void {
  const { method, path, tag, summary, description, access, params, query, body, answers } = route;
  app.route({
    method,
    url: path,
    config: { access },
    schema: {
      tags: [tag],
      summary,
      security: [{ token: [] }],
      operationId: `${method.toLowerCase()}${path.replace(/[{}:/-]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
      ...(description && { description }),
      ...(params && { params }),
      // A route without parameters still tells the client of those that it does not know.
      querystring: query ?? Type.Object({}),
      ...(body && { body }),
      response: answerSchemas(answers),
    },
    handler: async (request, reply) => {
      const answer = await route.answer({
        scope: request.scope,
        query: request.query as Static<Q>,
        body: request.body as Static<B>,
        params: request.params as Static<P>,
        now: context.now(),
        request,
      });
      reply.code(answer.status ?? 200);
      if (answer.headers) reply.headers(answer.headers);
      if (answer.file) return sendFile(reply, answer.file);
      reply.type('application/json; charset=utf-8');
      return reply.send(answer.json ?? JSON.stringify(answer.value ?? null));
    },
  });
}

function sendFile(reply: FastifyReply, { name, type, content }: NonNullable<Answer['file']>): FastifyReply {
  return reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(content);
}

const problemAnswer = { $ref: 'Problem#' };

function answerSchemas(answers: Record<number, TSchema> = {}): Record<string, unknown> {
  const refusals = {
    400: problemAnswer,
    401: problemAnswer,
    403: problemAnswer,
    404: problemAnswer,
    429: problemAnswer,
  };
  return { ...answers, ...refusals };
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Forgets what is remembered of callers (role, reports), after a write that may change it. */
    forgetCallers(): void;
  }
  interface FastifyRequest {
    /** Whom the request acts for; set before any route that asks for access. */
    scope: Scope;
  }
  interface FastifyContextConfig {
    /** What the caller must be allowed; absent on the routes that are open to everyone. */
    access?: Access;
  }
}

/** Signs callers in and checks what they may do, before a body is read: who may not enter need not send one. */
export function guard(app: FastifyInstance, authenticate: (request: FastifyRequest) => Promise<Scope>): void {
  app.decorateRequest('scope');
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (request.is404) request.scope = await authenticate(request);
    if (!access) return;
    request.scope = await authenticate(request);
    permit(request.scope, access);
  });
}
