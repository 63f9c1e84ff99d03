import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
const create = (name: string, key: string, options: { token?: string; path?: string } = {}) =>
  server.api('POST', options.path ?? '/Client', [{ name }], {
    headers: { 'idempotency-key': key },
    ...(options.token && { token: options.token }),
  });
const keys = async () => (await server.database.pool.query('select key from idempotency_key order by key')).rows;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('the same request again gets the same answer, and writes nothing', async () => {
  const first = await create('One', 'same');
  const again = await create('One', 'same');
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([201, first.text, first.headers.get('etag')]);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect((await server.api('GET', '/Client?search=One')).body.record_count).toBe(1);
});

test('of ten at the same moment one writes', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => create('Ten', 'ten')));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect((await server.api('GET', '/Client?search=Ten')).body.record_count).toBe(1);
});

describe('a key that came with another request is 422', () => {
  test.each([
    ['another body', 'Other', {}],
    ['another route', 'Known', { path: '/Service' }],
  ])('%s', async (_case, name, options) => {
    await create('Known', 'taken');
    expect(await create(name, 'taken', options)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  test('another agent of the same client, who must not see the answer', async () => {
    const agent = { name: 'Second', email: 'second@example.org', role: 'admin' };
    const { id } = (await server.api('POST', '/Agent', [agent])).body;
    await create('Mine', 'mine');
    expect((await create('Mine', 'mine', { token: await server.tokenFor(id) })).status).toBe(422);
  });
});

test('a parameter that nothing knows does not make it another request', async () => {
  const first = await create('Plain', 'plain');
  const again = await create('Plain', 'plain', { path: '/Client?utcoffset=60' });
  expect([again.status, again.text]).toEqual([201, first.text]);
});

test('another API client has keys of its own', async () => {
  await server.database.pool.query(
    `insert into api_client (tenant_id, client_id, name, agent_id, created_at) values ($1, 'second', 'Second', $2, now())`,
    [server.tenantId, server.adminId],
  );
  await create('Twice', 'shared');
  const token = await server.tokenFor(server.adminId, { clientId: 'second' });
  expect((await create('Twice', 'shared', { token })).headers.get('idempotency-replayed')).toBeNull();
});

test('a request that fails leaves nothing behind', async () => {
  expect((await create('', 'failing')).status).toBe(400);
  const refused = [{ name: 'Site', client_id: 9_999 }];
  const headers = { 'idempotency-key': 'failing' };
  expect((await server.api('POST', '/Site', refused, { headers })).status).toBe(400);
  expect(await keys()).not.toContainEqual({ key: 'failing' });
  expect((await create('Mended', 'failing')).status).toBe(201);
});

test.each([
  ['a space', 'a b'],
  ['256 characters', 'x'.repeat(256)],
  ['nothing', ''],
])('a key of %s is 400', async (_case, key) => {
  expect((await create('Bad key', key)).status).toBe(400);
});

test('255 characters are a key', async () => {
  expect((await create('Long key', 'x'.repeat(255))).status).toBe(201);
});

test('after 24 hours a key is free again, and expired ones are swept', async () => {
  const start = Date.now();
  try {
    server.clock.now = start;
    await create('Day', 'day');
    await create('Day', 'left behind');
    server.clock.now = start + 24 * 3_600_000 - 1_000;
    expect((await create('Day', 'day')).headers.get('idempotency-replayed')).toBe('true');
    server.clock.now = start + 24 * 3_600_000;
    expect((await create('Next day', 'day')).status).toBe(201);
    expect(await keys()).not.toContainEqual({ key: 'left behind' });
  } finally {
    server.clock.now = undefined;
  }
});
