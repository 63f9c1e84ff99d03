import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const open = (path: string, headers: Record<string, string> = {}) =>
  server.api('GET', path, undefined, { token: null, headers });

test('/healthz tells the version, the engine and whose time zone data it is', async () => {
  const { status, body } = await open('/healthz');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'ok',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    engine: server.database.engine,
    timezone_data: process.versions.tz,
  });
});

test('/metrics counts requests by route template, not by address', async () => {
  await server.api('GET', '/Agent/2?search=private');
  const { status, text, headers } = await open('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toMatch(/almanac_request_seconds_count\{method="GET",route="\/agent\/:id",status="200"\} 1/i);
  expect(text).not.toContain('private');
  expect(text).toContain('almanac_requests_in_flight');
  expect(text).toContain('almanac_database_connections ');
});

test('/metrics is for this machine: what a proxy forwards is refused', async () => {
  const { status, body } = await open('/metrics', { 'X-Forwarded-For': '203.0.113.9' });
  expect([status, body.code]).toEqual([403, 'forbidden']);
  expect((await open('/metrics', { Forwarded: 'for=127.0.0.1' })).status).toBe(403);
});

test('an address that a client makes up is not believed behind one proxy', async () => {
  const behind = await startTestServer({ ALMANAC_TRUST_PROXY: 'true' });
  try {
    const ask = (chain: string) =>
      behind.api('GET', '/metrics', undefined, { token: null, headers: { 'X-Forwarded-For': chain } });
    expect((await ask('127.0.0.1, 203.0.113.9')).status).toBe(403);
    expect((await ask('203.0.113.9, 127.0.0.1')).status).toBe(200);
  } finally {
    await behind.close();
  }
});

test('/readyz answers 503 while the database does not answer', async () => {
  expect((await open('/readyz')).status).toBe(200);
  const own = await startTestServer();
  await own.database.close();
  const { status } = await own.api('GET', '/readyz', undefined, { token: null });
  expect(status).toBe(503);
  await own.close();
});

describe('security headers', () => {
  test.each(['/healthz', '/Agent', '/auth/token', '/app', '/docs', '/nothing'])('%s has them', async (path) => {
    const { headers } = await open(path);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-\d+$/);
  });
});

test('a browser at / is led to /app, anything else is told to sign in', async () => {
  const browser = await fetch(`${server.url}/`, { redirect: 'manual', headers: { accept: 'text/html,*/*' } });
  expect([browser.status, browser.headers.get('location')]).toEqual([302, 'app']);
  expect((await open('/')).status).toBe(401);
});

test('a server that stops does not wait for connections that ask nothing', async () => {
  const own = await startTestServer();
  const { hostname, port } = new URL(own.url);
  const silent = net.connect(Number(port), hostname);
  await new Promise((resolve) => silent.once('connect', resolve));
  const closed = new Promise((resolve) => silent.once('close', resolve));
  await own.api('GET', '/healthz', undefined, { token: null });
  const began = performance.now();
  await own.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  await closed;
});
