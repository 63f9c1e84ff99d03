import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, testAdmin, testClient } from '../../../test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.database.pool.query(
    `insert into api_client (tenant_id, client_id, name, redirect_uris, created_at)
     values ($1, 'web', 'Web <app>', '{https://app.example/cb}', now())`,
    [server.tenantId],
  );
});
afterAll(() => server.close());

const loopback = 'http://127.0.0.1:50123/callback';

function newRequest(change: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    response_type: 'code',
    client_id: testClient.id,
    redirect_uri: loopback,
    scope: 'all offline_access',
    state: 's&1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  };
  const sent = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { verifier, path: `/auth/authorize?${new URLSearchParams(sent)}` };
}

const get = (path: string) => fetch(server.url + path, { redirect: 'manual' });

/** Opens the page and sends its form, as a browser does. */
async function fill(path: string, form: Record<string, string>, keepCookie = true) {
  const page = await get(path);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  return fetch(server.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: keepCookie ? { cookie } : {},
    body: new URLSearchParams({ csrf, ...form }),
  });
}

const right = { username: testAdmin.email, password: testAdmin.password };

describe('the sign-in page', () => {
  test('leads to a code that the token endpoint takes', async () => {
    const { path, verifier } = newRequest({ nonce: 'n-7' });
    const answer = await fill(path, right);
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(loopback);
    expect(location.searchParams.get('state')).toBe('s&1');
    expect(location.searchParams.get('iss')).toBe(`${server.url}/auth`);
    const token = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: testClient.id,
        code: location.searchParams.get('code') ?? '',
        redirect_uri: loopback,
        code_verifier: verifier,
      }),
    });
    const body = (await token.json()) as Record<string, string>;
    expect([token.status, body.scope]).toEqual([200, 'all offline_access']);
    expect(body.refresh_token).toBeTruthy();
    const me = await server.api('GET', '/Agent/me', undefined, { token: body.access_token as string });
    expect(me.body.id).toBe(server.adminId);
  });

  test('has no script, a strict policy and a cookie that other sites cannot send', async () => {
    const page = await get(newRequest().path);
    const text = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).not.toMatch(/<script|style=|<style|\son\w+=/i);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' http://127.0.0.1:50123;");
    expect(page.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(text).toContain('autocomplete="username"');
    expect(text).toContain('autocomplete="current-password"');
    const style = await get('/auth/page.css');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });

  test('shows a refusal, says it aloud, and keeps the user name', async () => {
    const answer = await fill(newRequest().path, { username: 'x"><b>@example.org', password: 'wrong' });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toMatch(/<p class="problem" id="problem" role="alert" tabindex="-1" autofocus>/);
    expect(text).toContain('<title>Problem: Sign in');
    expect(text).toContain('value="x&#34;&#62;&#60;b&#62;@example.org"');
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('wrong"');
  });

  test('escapes the name of the application', async () => {
    const { path } = newRequest({ client_id: 'web', redirect_uri: 'https://app.example/cb' });
    expect(await (await get(path)).text()).toContain('Web &#60;app&#62;');
  });

  test('a form without the cookie, or with another field, signs nobody in', async () => {
    const { path } = newRequest();
    expect((await fill(path, right, false)).status).toBe(403);
    expect((await fill(path, { ...right, csrf: 'x' })).status).toBe(403);
    expect((await fill(path, right)).status).toBe(302);
  });
});

describe('a request that is not right', () => {
  test.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
    ['an address that is not registered', { client_id: 'web', redirect_uri: 'https://app.example/cb/' }],
    ['an address elsewhere for a client without any', { redirect_uri: 'https://evil.example/' }],
    ['no address', { redirect_uri: undefined }],
    ['an unknown tenant', { tenant: 'nowhere' }],
  ])('%s gets a page and never a redirect', async (_name, change) => {
    const { path } = newRequest(change);
    for (const answer of [await get(path), await fill(path, right)]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).toContain('Cannot sign in');
    }
  });

  test.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { code_challenge: undefined }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge_method: undefined }],
    ['invalid_request', { code_challenge: 'short' }],
    ['invalid_request', { response_mode: 'fragment' }],
    ['login_required', { prompt: 'none' }],
  ])('the application is told %s for %j', async (error, change) => {
    const answer = await get(newRequest(change).path);
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.searchParams.get('error')).toBe(error);
    expect(location.searchParams.get('state')).toBe('s&1');
    expect(location.searchParams.get('code')).toBeNull();
  });

  test('a parameter that is too long or has a NUL gets a page', async () => {
    for (const change of [{ state: 'x'.repeat(4_001) }, { client_id: 'a\0' }]) {
      const answer = await get(newRequest(change).path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    }
  });
});

describe('discovery', () => {
  test('authinfo names the address to which clients add /token, and the only tenant', async () => {
    const { status, body } = await server.api('GET', '/api/authinfo', undefined, { token: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({ auth_url: `${server.url}/auth`, tenant_id: 'default' });
    const other = await server.api('GET', '/api/AuthInfo?Tenant=DEFAULT', undefined, { token: null });
    expect(other.body.tenant_id).toBe('default');
  });

  test('the keys at jwks_uri are public, and the issuer is the one of id_tokens', async () => {
    const found = await server.api('GET', '/auth/.well-known/openid-configuration', undefined, { token: null });
    expect(found.body.issuer).toBe(`${server.url}/auth`);
    const { body } = await server.api('GET', new URL(found.body.jwks_uri).pathname, undefined, { token: null });
    expect(body.keys[0]).toMatchObject({ kty: 'EC', use: 'sig', alg: 'ES256' });
    expect(body.keys[0].d).toBeUndefined();
  });
});
