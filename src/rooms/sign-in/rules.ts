/** What signing in is decided by: plain functions of facts. */

/** Seconds to wait after that many failures in a row: two are free, then it doubles, and the tenth locks. */
const waits = [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 900];

/** Failures that are older than this do not count any more. */
export const failuresForgottenAfterSeconds = 3_600;

export const codeSeconds = 60;
export const refreshTokenSeconds = 30 * 24 * 3_600;

/** How long further tries are refused after `failures` in a row, in seconds. */
export function secondsRefused(failures: number): number {
  return waits[Math.min(failures, waits.length - 1)] as number;
}

/** Whole seconds until `refusedUntil`, both in integer milliseconds; 0 when tries are allowed. */
export function secondsLeft(refusedUntil: number, now: number): number {
  return Math.max(0, Math.ceil((refusedUntil - now) / 1000));
}

/** May the browser be sent there? A registered address must match exactly. A client without any may use a loopback
 * address with any port and path (RFC 8252 section 7.3). */
export function redirectAllowed(registered: readonly string[], uri: string): boolean {
  if (registered.length > 0) return registered.includes(uri) && URL.canParse(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, username, password, hash } = new URL(uri);
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  return protocol === 'http:' && loopback && username === '' && password === '' && hash === '' && !uri.includes('#');
}

const scripting = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:']);

/** Why an address cannot be registered for redirects; undefined when it can. */
export function redirectUriFault(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'is not an absolute address';
  const { protocol, hash, username, password, hostname } = new URL(uri);
  if (scripting.has(protocol)) return `must not be a ${protocol} address`;
  if (hash !== '' || uri.includes('#')) return 'must not have a fragment (#)';
  if (username !== '' || password !== '') return 'must not have a user name or password';
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  if (protocol === 'http:' && !loopback) return 'must be https, unless it is a loopback address';
  return undefined;
}

/** What Content-Security-Policy must allow as the target of the form, for the redirect after it to be followed.
 * Its grammar has no IPv6 address, so [::1] is allowed by its scheme. */
export function formTarget(redirectUri: string): string {
  const { protocol, origin, hostname } = new URL(redirectUri);
  const web = protocol === 'http:' || protocol === 'https:';
  return web && !hostname.startsWith('[') ? origin : protocol;
}

/** `uri` with these parameters added to its query; absent ones are left out. */
export function withParameters(uri: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

/** Is it one of RFC 7636's verifiers: 43 to 128 unreserved characters? */
export function isCodeVerifier(text: string): boolean {
  return /^[A-Za-z0-9._~-]{43,128}$/.test(text);
}

/** Is it the SHA-256 of something, in base64url? */
export function isCodeChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
