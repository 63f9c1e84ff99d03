import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerProblems } from './errors.ts';
import { secureAnswers } from './security-headers.ts';
import { serveStaffApp } from './staff-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'almanac-web-'));
const script = 'console.log("a script that is long enough to be worth it")';
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Board</title>');
  writeFileSync(join(folder, 'sw.js'), 'self');
  writeFileSync(join(folder, '.built'), '');
  writeFileSync(join(folder, 'assets/index-Ab12Cd34.js'), script);
  writeFileSync(join(folder, 'assets/index-Ab12Cd34.js.gz'), gzipSync(script));
  app = Fastify({ routerOptions: { caseSensitive: false, ignoreTrailingSlash: true } });
  secureAnswers(app);
  answerProblems(app);
  await serveStaffApp(app, folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers = {}) => app.inject({ url, headers });

test.each([
  '/app',
  '/app/',
  '/app/board?view=day',
  '/app/timesheets/2026-W48',
  '/APP/me',
  '/app/index.html',
  '/app/.built',
])('%s is the page, which nobody keeps and which runs its own files only', async (url) => {
  const { statusCode, headers, body } = await get(url);
  expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  expect(body).toContain('<title>Board</title>');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});

test('files with a hash in their names are kept for ever, others asked for again', async () => {
  const hashed = await get('/app/assets/index-Ab12Cd34.js');
  expect([hashed.body, hashed.headers['cache-control']]).toEqual([script, 'public, max-age=31536000, immutable']);
  expect(hashed.headers['content-type']).toMatch(/javascript/);
  const worker = await get('/app/sw.js');
  expect([worker.body, worker.headers['cache-control']]).toEqual(['self', 'no-cache']);
  expect(worker.headers['content-security-policy']).toContain("connect-src 'self'");
});

test('goes out compressed as the build made it', async () => {
  const { headers, rawPayload } = await get('/app/assets/index-Ab12Cd34.js', { 'accept-encoding': 'gzip' });
  expect([headers['content-encoding'], rawPayload.equals(gzipSync(script))]).toEqual(['gzip', true]);
  expect(headers.vary).toMatch(/accept-encoding/i);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each(['/app/assets/index-gone0000.js', '/app/assets/../../package.json', '/app/..%2f..%2fpackage.json'])(
  '%s is no file of the page',
  async (url) => {
    const { statusCode, body } = await get(url);
    expect(body).not.toContain('dependencies');
    if (url.includes('gone')) expect(statusCode).toBe(404);
  },
);
