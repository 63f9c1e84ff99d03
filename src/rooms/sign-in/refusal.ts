import type { Problem } from '../../problems.ts';

export type RefusalCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'slow_down'
  | 'server_error';

/** A sign-in that is refused, in OAuth's words (RFC 6749 section 5.2). `Message` is for the clients that read that. */
export class Refusal extends Error {
  readonly error: RefusalCode;
  readonly statusCode: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(error: RefusalCode, description: string, statusCode = 400, retryAfterSeconds?: number) {
    super(description);
    this.error = error;
    this.statusCode = statusCode;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get document(): Record<string, unknown> {
    return { error: this.error, error_description: this.message, Message: this.message };
  }
}

/** Too many failures in a row, or too many requests: how long to wait is in Retry-After. */
export function slowDown(seconds: number, what = 'Too many failed sign-ins.'): Refusal {
  return new Refusal('slow_down', `${what} Try again in ${waitingTime(seconds)}.`, 429, seconds);
}

function waitingTime(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** Any other problem in the same words: a body that cannot be read is an invalid request. */
export function refusalOf(problem: Problem): Refusal {
  const { statusCode, message } = problem;
  if (statusCode === 429)
    return new Refusal('slow_down', message, 429, Number(problem.extras.headers?.['Retry-After'] ?? 60));
  return new Refusal(statusCode < 500 ? 'invalid_request' : 'server_error', message, statusCode);
}
