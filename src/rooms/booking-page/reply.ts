import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import type { Context } from '../../kernel/http/context.ts';
import { type CsrfCookie, csrfField, csrfFits } from '../../kernel/http/csrf.ts';
import { problemOf } from '../../kernel/http/errors.ts';
import type { Html } from '../../kernel/http/html.ts';
import { noticePage } from './notice-view.ts';
import { visitOf } from './visit.ts';

/** How the pages are answered: as HTML always, errors too, because a person reads them. */

/** What the routes of the pages share. */
export interface Pages {
  readonly context: Context;
  readonly signer: TokenSigner;
}

/** Nothing is at this address: the same for a key or secret that never was, and one that is no more. */
export class NoSuchPage extends Error {}

/** The page sent something that no page sends. */
export class BadForm extends Error {}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Before anything else of an answer: nobody keeps it, lists it or frames it. */
export function protect(reply: FastifyReply): void {
  reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
}

export function sendPage(reply: FastifyReply, page: Html, status = reply.statusCode): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(page.text);
}

/** After a form: the browser asks for the page, and asking again sends no form. */
export function leadTo(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(path, 303);
}

const cookie: CsrfCookie = { name: 'almanac-book', sameSite: 'Lax' };

export function formToken(request: FastifyRequest, reply: FastifyReply, { signer }: Pages): string {
  return csrfField(request, reply, signer, cookie);
}

export function isOurForm(request: FastifyRequest, { signer }: Pages): boolean {
  return csrfFits(request, formOf(request).csrf, signer, cookie);
}

/** A form as it came: one text for each name. */
export function formOf({ body }: FastifyRequest): Record<string, string> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(fields.map(([name, value]) => [name, String([value].flat().at(-1) ?? '')]));
}

export function answerNotice(error: unknown, request: FastifyRequest, reply: FastifyReply, { config, now }: Context) {
  const problem = problemOf(error);
  const { key, secret } = problem.extras.errors ?? {};
  const status =
    error instanceof NoSuchPage || key || secret ? 404 : error instanceof BadForm ? 400 : problem.statusCode;
  if (status >= 500) request.log.error({ err: error }, 'booking page failed');
  const wait = problem.extras.headers?.['Retry-After'];
  if (wait) reply.header('Retry-After', wait);
  const visit = visitOf(request, config, 'UTC', now());
  const notice = status === 404 ? 'missing' : status === 429 ? 'slow' : status >= 500 ? 'broken' : 'refused';
  return sendPage(reply, noticePage(visit, notice, Number(wait ?? 0)), status);
}
