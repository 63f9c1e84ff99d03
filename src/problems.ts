/** Every error the server can answer: one registry, one heading in docs/errors.md for each code. */
export const problems = {
  'bad-request': [400, 'The request is not valid'],
  'malformed-json': [400, 'The body is not valid JSON'],
  'invalid-fields': [400, 'Some fields are not valid'],
  'unknown-reference': [400, 'A field points at something that does not exist'],
  'not-signed-in': [401, 'Sign in first'],
  forbidden: [403, 'Not allowed'],
  csrf: [403, 'The token of the page is missing or old'],
  'not-found': [404, 'Record not found'],
  'no-such-route': [404, 'No such route'],
  'method-not-allowed': [405, 'That method is not offered here'],
  'appointment-clash': [409, 'The agent is already busy'],
  'allowance-exceeded': [409, 'More leave than the allowance'],
  'team-away': [409, 'Too many of the team are away'],
  'slot-not-free': [409, 'This time cannot be booked'],
  'in-use': [409, 'Something still points at it'],
  'already-exists': [409, 'It already exists'],
  conflict: [409, 'Not possible in its present state'],
  'changed-meanwhile': [412, 'It has changed since you read it'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The body must be JSON'],
  'idempotency-key-reused': [422, 'This Idempotency-Key was used with another request'],
  'too-many-requests': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong here'],
  'try-again': [503, 'The server cannot answer just now'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problems;

/** Messages per field; the key is the field's name, or its path in an array post (`[0].start_date`). */
export type FieldErrors = Record<string, string[]>;

export interface ProblemExtras {
  errors?: FieldErrors;
  /** Further members of the document, such as `conflicts`. */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An answer that is an error: thrown anywhere, turned into an RFC 9457 document by kernel/http. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;
  /** Fastify reads this name, and writes it when a validator gives a problem back. */
  statusCode: number;

  constructor(code: ProblemCode, message?: string, extras: ProblemExtras = {}) {
    super(message ?? problems[code][1]);
    this.code = code;
    this.extras = extras;
    this.statusCode = problems[code][0];
  }

  get document(): Record<string, unknown> {
    const [status, title] = problems[this.code];
    return {
      type: `https://almanac.example/errors#${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      Message: this.message,
      ...(this.extras.errors && { errors: this.extras.errors }),
      ...this.extras.members,
    };
  }
}

/** A 400 about one field. */
export function fieldProblem(field: string, message: string): Problem {
  return new Problem('invalid-fields', message, { errors: { [field]: [message] } });
}

/** A 404: the same words for an id that never was, one that was deleted and another tenant's. */
export function notFound(): Problem {
  return new Problem('not-found');
}
