import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenSigner } from '../auth/access-token.ts';
import { newSecret, sameText } from '../auth/secret.ts';

/** A form is ours when it carries the keyed hash of a cookie that other sites can neither read nor send with a form (a
 * signed double submit). A browser with several pages of a kind open has one cookie for all of them. */

export interface CsrfCookie {
  name: string;
  /** `Lax` where people come by links of other sites: a cookie that is not sent then would be replaced, and a page that
   * is open already would have the hash of the old one. Neither is sent with another site's form. */
  sameSite: 'Strict' | 'Lax';
}

/** What the form must carry; sets the cookie where there is none. */
export function csrfField(
  request: FastifyRequest,
  reply: FastifyReply,
  signer: TokenSigner,
  { name, sameSite }: CsrfCookie,
): string {
  const value = cookieOf(request, name) ?? newSecret(16);
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header('Set-Cookie', `${name}=${value}; Path=/; Max-Age=3600; HttpOnly; SameSite=${sameSite}${secure}`);
  return signer.mac(`csrf ${name}`, value);
}

export function csrfFits(
  request: FastifyRequest,
  field: string | null | undefined,
  signer: TokenSigner,
  { name }: CsrfCookie,
): boolean {
  const value = cookieOf(request, name);
  return value !== undefined && typeof field === 'string' && sameText(field, signer.mac(`csrf ${name}`, value));
}

function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([\\w-]{22})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}
