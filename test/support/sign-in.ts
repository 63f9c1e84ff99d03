import type { TestServer } from './server.ts';

/** Sends a form to the token endpoint. */
export async function askToken(
  server: TestServer,
  form: Record<string, string>,
  path = '/auth/token',
  headers: Record<string, string> = {},
) {
  const response = await fetch(server.url + path, { method: 'POST', body: new URLSearchParams(form), headers });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

/** What a token says. */
export function claimsOf(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split('.')[1] as string, 'base64url').toString());
}

/** Does the API let a caller with this token in? */
export async function worksFor(server: TestServer, accessToken: string): Promise<boolean> {
  return (await server.api('GET', '/no-such-route', undefined, { token: accessToken })).status !== 401;
}
