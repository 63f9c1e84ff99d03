import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, testAdmin, testClient } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let id: number;
let token: string;
let count = 0;
const password = 'a password of Ann';

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

beforeEach(async () => {
  count += 1;
  id = (await save({ name: 'Ann', email: `ann${count}@example.org`, password })).body.id;
  token = await server.tokenFor(id);
});

const save = (element: Record<string, unknown>, as?: string) =>
  server.api('POST', '/Agent', [element], as ? { token: as } : {});

async function signIn(username: string, secret: string): Promise<number> {
  const form = { grant_type: 'password', client_id: testClient.id, client_secret: testClient.secret };
  const body = new URLSearchParams({ ...form, username, password: secret });
  return (await fetch(`${server.url}/auth/token`, { method: 'POST', body })).status;
}

describe('passwords', () => {
  test('a password signs in, and is shown nowhere', async () => {
    expect(await signIn(`ann${count}@example.org`, password)).toBe(200);
    const shown = [
      await server.api('GET', `/Agent/${id}`),
      await server.api('GET', '/Agent'),
      await server.api('GET', `/Change?entity=agent&id=${id}`),
    ];
    for (const { text } of shown) expect(text).not.toMatch(/scrypt|password_hash|a password of Ann/);
  });

  test('11 characters are refused', async () => {
    const { status, body } = await save({ id, password: '12345678901' });
    expect([status, Object.keys(body.errors)]).toEqual([400, ['[0].password']]);
  });

  test('an agent sets their own with the present one, and is told when that is wrong', async () => {
    const next = 'another password';
    expect((await save({ id, password: next }, token)).body.errors).toHaveProperty('[0].current_password');
    const wrong = await save({ id, password: next, current_password: 'wrong' }, token);
    expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([400, ['[0].current_password']]);
    expect((await save({ id, password: next, current_password: password }, token)).status).toBe(201);
    expect(await signIn(`ann${count}@example.org`, password)).toBe(400);
    expect(await signIn(`ann${count}@example.org`, next)).toBe(200);
  });

  test('guessing the present one is slowed', async () => {
    const guess = () => save({ id, password: 'another password', current_password: 'wrong' }, token);
    // The clock stands still: on a slow machine the wait would be over before the next guess.
    server.clock.now = Date.now();
    const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status);
    server.clock.now = undefined;
    expect(statuses).toEqual([400, 400, 400, 429]);
  });

  test('an admin sets one without the present one, which is remembered without it', async () => {
    expect((await save({ id, password: 'from the admin' })).status).toBe(201);
    const { body } = await server.api('GET', `/Change?entity=agent&id=${id}`);
    expect(body.changes[0]).toMatchObject({ action: 'update', after: { password: 'set' } });
  });
});

describe('what agents may change', () => {
  test('their own zone and colour, echoing the rest', async () => {
    const mine = (await server.api('GET', '/Agent/me', undefined, { token })).body;
    const saved = await save({ ...mine, timezone: 'Eastern Standard Time', colour: '#123456' }, token);
    expect(saved.body).toMatchObject({ timezone: 'America/New_York', colour: '#123456' });
  });

  test.each([{ role: 'admin' }, { name: 'Queen' }, { linemanager: 2 }, { teams: [] as number[], team_id: 1 }])(
    'not their own %o',
    async (change) => {
      await server.api('POST', '/Team', [{ name: `T${count}` }]);
      expect((await save({ id, ...change }, token)).status).toBe(403);
    },
  );

  test('nothing of others, and no new agents', async () => {
    expect((await save({ id: server.adminId, colour: 'red' }, token)).status).toBe(403);
    expect((await save({ name: 'New', email: 'new@example.org' }, token)).status).toBe(403);
  });

  test('no other part of the directory', async () => {
    for (const path of ['/Team', '/Client', '/Site', '/Asset', '/Service', '/Lookup']) {
      expect((await server.api('POST', path, [{ name: 'x', lookupid: 63 }], { token })).status).toBe(403);
    }
    expect((await server.api('DELETE', '/Users/1', undefined, { token })).status).toBe(403);
    expect((await server.api('POST', '/Users', [{ name: 'x' }], { token })).status).toBe(201);
  });

  test('nothing at all with a token that may only read', async () => {
    const reader = await server.tokenFor(server.adminId, { scopes: 'read:calendar' });
    expect((await save({ id, colour: 'red' }, reader)).status).toBe(403);
    expect((await server.api('GET', '/Agent', undefined, { token: reader })).status).toBe(200);
  });

  test("tickets of nobody and their own, not another's", async () => {
    const open = async (agent_id?: number) =>
      (await server.api('POST', '/Tickets', [{ summary: 's', agent_id }], { token })).body.id;
    const change = async (ticket: number, as: string) =>
      (await server.api('POST', '/Tickets', [{ id: ticket, summary: `by ${as.slice(-5)}` }], { token: as })).status;
    expect(await change(await open(), token)).toBe(201);
    expect(await change(await open(id), token)).toBe(201);
    const theirs = await open(server.adminId);
    expect(await change(theirs, token)).toBe(403);
    const boss = (await save({ name: 'B', email: `b${count}@example.org`, role: 'manager' })).body.id;
    await save({ id: server.adminId, linemanager: boss });
    expect(await change(theirs, await server.tokenFor(boss))).toBe(201);
    await save({ id: server.adminId, linemanager: null });
    expect(await change(theirs, await server.tokenFor(boss))).toBe(403);
  });
});

describe('the last admin', () => {
  test.each([{ isdisabled: true }, { role: 'manager' }, { role: null }])('cannot be %o', async (change) => {
    const { status, body } = await save({ id: server.adminId, ...change });
    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  test('cannot be deleted', async () => {
    const other = await otherTenant(server, `last${count}`);
    await server.database.pool.query('update api_client set agent_id = null where tenant_id = $1', [other.tenantId]);
    const remove = () => server.api('DELETE', `/Agent/${other.adminId}`, undefined, { token: other.token });
    expect(await remove()).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('of two who demote each other at once, one stays', async () => {
    const other = await otherTenant(server, `two${count}`);
    const second = { name: 'Second', email: 's@example.org', role: 'admin' };
    const made = await save(second, other.token);
    const secondToken = await server.tokenFor(made.body.id, { tenantId: other.tenantId });
    const demote = (one: number, as: string) => save({ id: one, role: 'agent' }, as);
    const answers = await Promise.all([demote(other.adminId, secondToken), demote(made.body.id, other.token)]);
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  });
});

test('two agents cannot share an email, whatever its letter case', async () => {
  const { status, body } = await save({ name: 'Imposter', email: testAdmin.email.toUpperCase() });
  expect([status, body.code, Object.keys(body.errors)]).toEqual([409, 'already-exists', ['[0].email']]);
});

test('a disabled agent is shut out at once, and listed only when asked for', async () => {
  expect((await server.api('GET', '/Agent/me', undefined, { token })).status).toBe(200);
  await save({ id, isdisabled: true });
  expect((await server.api('GET', '/Agent/me', undefined, { token })).status).toBe(401);
  const listed = async (query: string) =>
    (await server.api('GET', `/Agent${query}`)).body.some((agent: { id: number }) => agent.id === id);
  expect([await listed(''), await listed('?includeinactive=true')]).toEqual([false, true]);
  expect((await server.api('GET', `/Agent/${id}`)).body.isdisabled).toBe(true);
});

test('/Agent/me says who the token acts as, and what it may do', async () => {
  const reader = await server.tokenFor(id, { scopes: 'read:calendar unheard:of' });
  const { status, body } = await server.api('GET', '/api/agent/ME', undefined, { token: reader });
  expect([status, body.id, body.role, body.is_admin]).toEqual([200, id, 'agent', false]);
  expect(body.claims).toContainEqual({ type: 'role', value: 'agent' });
  expect(body.claims).toContainEqual({ type: 'scope', value: 'read:calendar' });
  expect(body.claims).toContainEqual({ type: 'tenant', value: String(server.tenantId) });
  expect((await server.api('GET', '/Agent/me')).body.is_admin).toBe(true);
});

test('members of a team and teams of an agent are two sides of one thing', async () => {
  const team = (await server.api('POST', '/Team', [{ name: `Two sides ${count}`, members: [{ id }] }])).body;
  expect(team.members).toEqual([{ id, name: 'Ann' }]);
  const agent = await server.api('GET', `/Agent/${id}`);
  expect(agent.body.teams).toEqual([{ id: team.id, name: team.name }]);
  expect(agent.headers.get('etag')).toBe(`"${id}.2"`);
  await save({ id, team_id: team.id });
  const kept = await server.api('POST', '/Team', [{ id: team.id, members: [] }]);
  expect(kept.body.members).toHaveLength(1);
  await save({ id, team_id: null, teams: [] });
  expect((await server.api('GET', `/Team/${team.id}`)).body.members).toEqual([]);
  const { body } = await server.api('GET', `/Change?entity=team&id=${team.id}`);
  expect(body.changes[0]).toMatchObject({ before: { members: [{ id }] }, after: { members: [] } });
});

test('the history of an agent is for that agent, managers and admins', async () => {
  const seen = async (of: number, as: string) =>
    (await server.api('GET', `/Change?entity=agent&id=${of}`, undefined, { token: as })).status;
  const manager = (await save({ name: 'M', email: `m${count}@example.org`, role: 'manager' })).body.id;
  expect(await seen(id, token)).toBe(200);
  expect(await seen(manager, token)).toBe(404);
  expect(await seen(id, await server.tokenFor(manager))).toBe(200);
});

test.each([
  ['', ['entity', 'id']],
  ['?entity=agent', ['id']],
  ['?id=2', ['entity']],
])('for an agent a history without both its parameters (%s) is 400', async (query, missing) => {
  // Without an id an admin reads the log of everything.
  const { status, body } = await server.api('GET', `/Change${query}`, undefined, { token });
  expect([status, Object.keys(body.errors)]).toEqual([400, missing]);
});
