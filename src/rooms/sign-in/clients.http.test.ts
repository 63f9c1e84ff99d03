import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Values } from '../../../test/support/calendar.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer, testAdmin } from '../../../test/support/server.ts';

let server: TestServer;
let desk: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  desk = calendarOf(server);
});
afterAll(() => server.close());

const save = (values: Values, headers: Record<string, string> = {}) =>
  server.api('POST', '/ApiClient', [values], { headers });

async function token(form: Record<string, string>): Promise<number> {
  const body = new URLSearchParams(form);
  return (await fetch(`${server.url}/auth/token`, { method: 'POST', body })).status;
}
const byClient = (row: Values, secret = row.client_secret) =>
  token({ grant_type: 'client_credentials', client_id: String(row.id), client_secret: String(secret) });

describe('an API client', () => {
  test('gets a secret that works, is told once, and is nowhere else', async () => {
    const ann = await desk.person();
    const { status, body } = await save({ name: 'Sync', agent_id: ann.id });
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.any(String), name: 'Sync', agent_id: ann.id, agent_name: ann.name, agent_role: 'agent' },
        ...{ redirect_uris: [], public: false, disabled: false, created_at: expect.any(String) },
        client_secret: expect.any(String),
      },
    ]);
    expect(await byClient(body)).toBe(200);
    const list = await server.api('GET', '/ApiClient');
    expect(list.body.find(({ id }: Values) => id === body.id)).toEqual({ ...body, client_secret: undefined });
    const { rows } = await server.database.pool.query(
      `select (select string_agg(c::text, ' ') from change c) || (select string_agg(k.body, ' ') from idempotency_key k)
         || (select string_agg(a::text, ' ') from api_client a) as everything`,
    );
    expect(String(rows[0].everything)).not.toContain(body.client_secret);
  });

  test('is not told again by an Idempotency-Key, and not made twice', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await save({ name: 'Twice' }, headers);
    const again = await save({ name: 'Twice' }, headers);
    expect(first.body.client_secret).toBeTruthy();
    expect(again.body).toEqual({ ...first.body, client_secret: undefined });
    const kept = await server.database.pool.query("select body from idempotency_key where key = 'once'");
    expect(kept.rows[0].body).not.toContain('client_secret');
  });

  test('gets a new secret, and the old one ends', async () => {
    const { body } = await save({ name: 'Renewed', agent_id: server.adminId });
    const renewed = await save({ id: body.id, _new_secret: true });
    expect(await byClient(body)).not.toBe(200);
    expect(await byClient(renewed.body)).toBe(200);
  });

  test('is stopped by DELETE, its tokens at once, and taken back by disabled false', async () => {
    const { body } = await save({ name: 'Stopped', agent_id: server.adminId });
    const access = await server.tokenFor(server.adminId, { clientId: body.id });
    expect((await server.api('GET', '/Team', undefined, { token: access })).status).toBe(200);
    const gone = await server.api('DELETE', `/ApiClient/${body.id}`);
    expect([gone.status, gone.body.disabled]).toEqual([200, true]);
    expect(await byClient(body)).not.toBe(200);
    expect((await server.api('GET', '/Team', undefined, { token: access })).status).toBe(401);
    expect((await save({ id: body.id, disabled: false })).body).toMatchObject({ disabled: false });
    expect(await byClient(body)).toBe(200);
  });

  test('that is public has no secret', async () => {
    const { body } = await save({ name: 'Desktop', public: true, redirect_uris: ['https://desk.example/back'] });
    expect(body).toMatchObject({ public: true, redirect_uris: ['https://desk.example/back'] });
    expect(body).not.toHaveProperty('client_secret');
    expect((await save({ id: body.id, _new_secret: true })).status).toBe(400);
    expect(
      await token({
        grant_type: 'password',
        client_id: body.id,
        username: testAdmin.email,
        password: testAdmin.password,
      }),
    ).toBe(200);
  });

  test('leaves a change row that names who did it', async () => {
    const { body } = await save({ name: 'Before' });
    await save({ id: body.id, name: 'After' });
    const { changes } = (await server.api('GET', `/Change?entity=api_client&id=${body.id}`)).body;
    expect(changes).toMatchObject([
      { action: 'update', agent_id: server.adminId, before: { name: 'Before' }, after: { name: 'After' } },
      { action: 'create', agent_id: server.adminId, after: { name: 'Before' } },
    ]);
    const echoed = await save({ id: body.id, name: 'After' });
    expect(echoed.status).toBe(201);
    expect((await server.api('GET', `/Change?entity=api_client&id=${body.id}`)).body.record_count).toBe(2);
  });
});

test.each([
  [{}, 'name'],
  [{ name: ' ' }, 'name'],
  [{ name: 'X', agent_id: 9_999_999 }, 'agent_id'],
  [{ name: 'X', public: true, agent_id: 2 }, 'agent_id'],
  [{ name: 'X', redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris'],
])('%j is 400 and names %s', async (values, field) => {
  const { status, body } = await save(values);
  expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
});

test('belongs to its tenant', async () => {
  const { body } = await save({ name: 'Ours' });
  const { token: theirs } = await addTenant(server, 'clients');
  const asked = { token: theirs };
  expect((await server.api('GET', '/ApiClient', undefined, asked)).text).not.toContain(body.id);
  expect((await server.api('DELETE', `/ApiClient/${body.id}`, undefined, asked)).status).toBe(404);
  expect((await server.api('POST', '/ApiClient', [{ id: body.id, name: 'Mine' }], asked)).status).toBe(404);
  expect((await server.api('POST', '/ApiClient', [{ id: 'nowhere', name: 'X' }])).status).toBe(404);
});
