import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import { newSecret, sameText } from '../../kernel/auth/secret.ts';

/** A form is ours when it carries the keyed hash of a cookie that other sites can neither read nor send (a signed
 * double submit). A browser with several sign-in pages open has one cookie for all of them. */

const cookieName = 'almanac-sign-in';

/** What the form must carry; sets the cookie where there is none. */
export function csrfField(request: FastifyRequest, reply: FastifyReply, signer: TokenSigner): string {
  const value = cookieOf(request) ?? newSecret(16);
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header('Set-Cookie', `${cookieName}=${value}; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict${secure}`);
  return signer.mac('csrf', value);
}

export function csrfFits(request: FastifyRequest, field: string | null | undefined, signer: TokenSigner): boolean {
  const value = cookieOf(request);
  return value !== undefined && typeof field === 'string' && sameText(field, signer.mac('csrf', value));
}

function cookieOf({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{22})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}
