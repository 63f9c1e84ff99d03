import type { FastifyInstance } from 'fastify';
import { type FieldErrors, Problem, type ProblemCode } from '../../problems.ts';

/** Turns whatever a request ends with into a problem document; only what nobody foresaw is a 500, and is logged. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed');
    return reply
      .code(problem.statusCode)
      .headers(problem.extras.headers ?? {})
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.document));
  });
  app.setNotFoundHandler(() => {
    throw new Problem('no-such-route', 'There is no such route; /docs lists them.');
  });
}

interface AnyError {
  code?: string;
  statusCode?: number;
  message?: string;
}

const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code = '', statusCode = 500, message = '' } = error as AnyError;
  const known = byFastifyCode[code];
  if (known) return new Problem(known);
  if (statusCode === 429) return new Problem('too-many-requests', message);
  if (statusCode >= 400 && statusCode < 500) return new Problem('bad-request', message);
  return databaseProblem(error as DatabaseError) ?? new Problem('internal-error');
}

interface DatabaseError {
  code?: string;
  constraint?: string;
  table?: string;
}

/** Constraints answer for what rules cannot see: another request that was faster, an id that points nowhere. */
function databaseProblem({ code, constraint = '', table = '' }: DatabaseError): Problem | undefined {
  if (code === '23503') return referenceProblem(constraint, table);
  if (code === '23505') return new Problem('already-exists', `There is already such a ${readable(table)}.`);
  if (code === '23514') return new Problem('bad-request', `Not possible: ${readable(constraint)}.`);
  if (code === '57014' || code === '40P01' || code === '40001' || code === '53300') return new Problem('try-again');
  // Values that no column can hold (22xxx): the readers let through nothing that they know of.
  if (code?.startsWith('22')) return new Problem('bad-request', 'A value is out of range.');
  return undefined;
}

function referenceProblem(constraint: string, table: string): Problem {
  const field = referencingField(constraint, table);
  const message = `${field} points at something that does not exist.`;
  const errors: FieldErrors = { [field]: [message] };
  return new Problem('unknown-reference', message, { errors });
}

/** PostgreSQL names a foreign key `table_tenant_id_column_fkey`. */
export function referencingField(constraint: string, table: string): string {
  return constraint
    .replace(`${table}_`, '')
    .replace('tenant_id_', '')
    .replace(/_fkey\d*$/, '');
}

function readable(name: string): string {
  return name.replaceAll('_', ' ');
}
