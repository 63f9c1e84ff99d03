import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's cost: about 40 ms and 16 MiB a check (OWASP's minimum of 2025 is N=2^14, r=8, p=5 or its like). */
const cost = { N: 16_384, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };

/** A password or client secret as it is kept: `scrypt$salt$hash`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(secret, salt)).toString('base64url')}`;
}

/** Compares in constant time. Without a kept hash it works as long and answers false, so that the time an answer
 * takes does not tell whether a name exists. */
export async function secretMatches(secret: string, kept: string | null | undefined): Promise<boolean> {
  const [, salt = '', hash = ''] = (kept ?? '').split('$');
  const derived = await derive(secret, Buffer.from(salt, 'base64url'));
  const expected = Buffer.from(hash, 'base64url');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** A new secret that nobody can guess. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** How codes and tokens are kept: they are random, so a plain hash cannot be reversed. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The S256 code challenge of a PKCE verifier (RFC 7636 4.2). */
export function codeChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Compares texts without telling by the time taken how much of them agrees. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [tokenHash(one), tokenHash(other)];
  return timingSafeEqual(a, b);
}

function derive(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
