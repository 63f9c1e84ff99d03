import type { FastifyReply, FastifyRequest } from 'fastify';

/** A browser holds one time at once: the cookie names its hold, so that another one takes its place, and so that the
 * times that a customer comes back to still show the one kept for them. */

const cookieName = 'almanac-hold';

export function heldToken({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}

export function holdCookie(request: FastifyRequest, reply: FastifyReply, hold: string): void {
  setCookie(request, reply, hold, 600);
}

export function forgetHold(request: FastifyRequest, reply: FastifyReply): void {
  setCookie(request, reply, '', 0);
}

function setCookie({ protocol }: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  const secure = protocol === 'https' ? '; Secure' : '';
  reply.header('Set-Cookie', `${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`);
}
