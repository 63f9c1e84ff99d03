import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf } from '../../../test/support/calendar.ts';
import { openFeed } from '../../../test/support/feed.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer, testAdmin } from '../../../test/support/server.ts';

let server: TestServer;
const start = Date.parse('2026-05-04T08:00:00Z');
const HOUR = 3_600_000;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = start;
});
afterAll(() => server.close());

const credentials = { username: testAdmin.email, password: testAdmin.password };

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return server.api(method, path, body, { token: null, headers });
}

async function signIn(body: Record<string, string> = credentials) {
  const answer = await call('POST', '/app/session', body);
  expect(answer.status, answer.text).toBe(201);
  const [line = ''] = answer.headers.getSetCookie();
  return { cookie: line.split(';')[0] as string, csrf: answer.body.csrf as string, line, body: answer.body };
}

const works = async (cookie: string) => (await call('GET', '/Agent/me', undefined, { cookie })).status;

describe('signing in to the staff application', () => {
  test('gives a cookie that no script reads and no other site sends, and says who is signed in', async () => {
    const { line, body } = await signIn();
    expect(line).toMatch(/^almanac-session=1\.[\w-]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Strict$/);
    expect(body).toMatchObject({
      signed_in: true,
      agent_id: server.adminId,
      email: testAdmin.email,
      role: 'admin',
      reports: [],
      tenant: 'default',
      zone: 'UTC',
      zone_label: 'UTC (GMT)',
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      expires: '2026-05-04T10:00:00',
    });
  });

  test('says whether there are timesheets of others to decide about', async () => {
    const secret = 'a long password of mine';
    const hire = async (name: string, more: object = {}) =>
      (await server.api('POST', '/Agent', [{ name, email: `${name}@x.example`, password: secret, ...more }])).body.id;
    const lead = await hire('lead');
    const ann = await hire('ann', { timesheet_manager: lead });
    expect(ann).toBeGreaterThan(lead);
    const approves = async (username: string) => (await signIn({ username, password: secret })).body.approves;
    expect([await approves('lead@x.example'), await approves('ann@x.example')]).toEqual([true, false]);
    expect((await signIn()).body.approves).toBe(true);
  });

  test('the cookie is Secure where the browser came by https', async () => {
    const proxied = await startTestServer({ ALMANAC_TRUST_PROXY: '1' });
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    const answer = await proxied.api('POST', '/app/session', credentials, { token: null, headers });
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure$/);
    await proxied.close();
  });

  test('the server keeps no cookie, only its hash', async () => {
    const { cookie } = await signIn();
    const secret = cookie.split('.')[1] as string;
    const { rows } = await server.database.pool.query(`select encode(token_hash, 'hex') as hash from app_session`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('GET /app/session says who, or that nobody is, in the language of the browser', async () => {
    const { cookie, csrf } = await signIn();
    const own = await call('GET', '/app/session', undefined, { cookie, 'accept-language': 'de-AT,en' });
    expect(own.body).toMatchObject({ signed_in: true, csrf, locale: 'de-AT', language: 'de' });
    expect(own.headers.get('cache-control')).toBe('no-store');
    const nobody = await call('GET', '/app/session');
    expect([nobody.status, nobody.body]).toEqual([200, { signed_in: false, locale: 'en-GB', language: 'en' }]);
  });

  test.each([
    [{ ...credentials, password: 'wrong password' }, 401, 'not-signed-in'],
    [{ ...credentials, username: 'nobody@example.org' }, 401, 'not-signed-in'],
    [{ username: testAdmin.email }, 400, 'bad-request'],
    [{ ...credentials, tenant: 'nowhere' }, 400, 'bad-request'],
  ])('%o is refused', async (body, status, code) => {
    const answer = await call('POST', '/app/session', body);
    expect([answer.status, answer.body.code, answer.headers.get('set-cookie')]).toEqual([status, code, null]);
  });

  test('a form of another site cannot sign anybody in', async () => {
    const body = new URLSearchParams(credentials).toString();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      expect((await call('POST', '/app/session', body, { 'content-type': type })).status).toBe(415);
    }
  });

  test('of several tenants one must be named, and the page is told so', async () => {
    const other = await addTenant(server, 'Second');
    expect((await call('GET', '/app/session')).body.needs_tenant).toBe(true);
    expect((await call('POST', '/app/session', credentials)).status).toBe(400);
    const { cookie } = await signIn({ ...credentials, tenant: 'default' });
    expect((await call('GET', '/Agent/me', undefined, { cookie })).body.id).toBe(server.adminId);
    // The number before the dot is no key to another tenant.
    expect(await works(cookie.replace('=1.', `=${other.tenantId}.`))).toBe(401);
    await server.database.pool.query('update tenant set disabled = true where id = $1', [other.tenantId]);
  });
});

describe('a session', () => {
  test('reads by its cookie alone, and writes with its token only', async () => {
    const { cookie, csrf } = await signIn();
    expect(await works(cookie)).toBe(200);
    const client = [{ name: 'By cookie' }];
    for (const headers of [{ cookie }, { cookie, 'x-csrf-token': 'x'.repeat(43) }, { cookie, 'x-csrf-token': '' }]) {
      const answer = await call('POST', '/Client', client, headers);
      expect([answer.status, answer.body.code]).toEqual([403, 'csrf']);
    }
    const other = await signIn();
    expect((await call('POST', '/Client', client, { cookie, 'x-csrf-token': other.csrf })).status).toBe(403);
    expect((await call('POST', '/Client', client, { cookie, 'x-csrf-token': csrf })).status).toBe(201);
    expect((await call('DELETE', '/Client/1', undefined, { cookie })).status).toBe(403);
    expect((await call('POST', '/Client', client, { 'x-csrf-token': csrf })).status).toBe(401);
  });

  test('a token wins over the cookie, and needs no other', async () => {
    const { cookie } = await signIn();
    const token = await server.tokenFor(server.adminId);
    const answer = await server.api('POST', '/Client', [{ name: 'By token' }], { token, headers: { cookie } });
    expect(answer.status).toBe(201);
    const headers = { cookie, authorization: 'Bearer nonsense' };
    expect((await call('GET', '/Agent/me', undefined, headers)).status).toBe(401);
  });

  test('may do what its agent may, and no more', async () => {
    const person = await calendarOf(server).person();
    const password = 'a long enough password';
    await server.api('POST', '/Agent', [{ id: person.id, password }]);
    const { cookie, csrf, body } = await signIn({ username: person.email, password });
    expect(body.role).toBe('agent');
    const headers = { cookie, 'x-csrf-token': csrf };
    expect((await call('POST', '/Team', [{ name: 'Mine' }], headers)).status).toBe(403);
  });

  test('listens to the feed, until it is signed out', async () => {
    const { cookie, csrf } = await signIn();
    const feed = await openFeed(server.url, { cookie });
    expect(feed.status).toBe(200);
    await call('DELETE', '/app/session', undefined, { cookie, 'x-csrf-token': csrf });
    await server.api('POST', '/Client', [{ name: 'After' }]);
    expect((await feed.until(({ name }) => name === 'bye')).data).toEqual({ reason: 'signed-out' });
    await feed.ended;
  });
});

describe('the end of a session', () => {
  test('signing out ends it at once, and needs its token', async () => {
    const { cookie, csrf } = await signIn();
    expect(await works(cookie)).toBe(200);
    expect((await call('DELETE', '/app/session', undefined, { cookie })).status).toBe(403);
    const out = await call('DELETE', '/app/session', undefined, { cookie, 'x-csrf-token': csrf });
    expect([out.status, out.body.signed_in]).toEqual([200, false]);
    expect(out.headers.get('set-cookie')).toMatch(/^almanac-session=; Path=\/; Max-Age=0;/);
    expect(await works(cookie)).toBe(401);
    expect((await call('DELETE', '/app/session')).status).toBe(200);
  });

  test('signing in again in the same browser ends the one before', async () => {
    const { cookie } = await signIn();
    await call('POST', '/app/session', credentials, { cookie });
    expect(await works(cookie)).toBe(401);
  });

  test('two hours without a request end it, and each request moves that on', async () => {
    const { cookie } = await signIn();
    try {
      server.clock.now = start + 2 * HOUR - 1_000;
      expect(await works(cookie)).toBe(200);
      server.clock.now = start + 4 * HOUR - 2_000;
      expect(await works(cookie)).toBe(200);
      server.clock.now = start + 6 * HOUR;
      expect(await works(cookie)).toBe(401);
    } finally {
      server.clock.now = start;
    }
  });

  test('a day after the sign-in it ends, however much is asked', async () => {
    const { cookie } = await signIn();
    try {
      for (let hour = 1; hour < 24; hour++) {
        server.clock.now = start + hour * HOUR;
        expect(await works(cookie)).toBe(200);
      }
      server.clock.now = start + 24 * HOUR;
      expect(await works(cookie)).toBe(401);
    } finally {
      server.clock.now = start;
    }
  });

  test('a new password and disabling the agent end it', async () => {
    const calendar = calendarOf(server);
    const password = 'a long enough password';
    const person = await calendar.person({ email: 'ends@desk.example' });
    await server.api('POST', '/Agent', [{ id: person.id, password }]);
    const first = await signIn({ username: person.email, password });
    await server.api('POST', '/Agent', [{ id: person.id, password: `${password} 2` }]);
    expect(await works(first.cookie)).toBe(401);
    const second = await signIn({ username: person.email, password: `${password} 2` });
    await server.api('POST', '/Agent', [{ id: person.id, isdisabled: true }]);
    expect(await works(second.cookie)).toBe(401);
  });
});

describe('guessing', () => {
  test('three wrong passwords make further tries wait, as at the token endpoint', async () => {
    const username = 'guessed@example.org';
    for (let n = 0; n < 3; n++) await call('POST', '/app/session', { username, password: `wrong ${n}` });
    const answer = await call('POST', '/app/session', { username, password: 'wrong 4' });
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      429,
      'too-many-requests',
      '2',
    ]);
  });

  test('an address may try so many times a minute, over all routes of signing in', async () => {
    const strict = await startTestServer({ ALMANAC_SIGN_INS_PER_MINUTE: '2' });
    strict.clock.now = start;
    const again = () => strict.api('POST', '/app/session', {}, { token: null });
    await strict.api('POST', '/auth/token', {}, { token: null });
    expect((await again()).status).toBe(400);
    expect([(await again()).status, (await again()).headers.get('retry-after')]).toEqual([429, '60']);
    expect((await strict.api('GET', '/app/session', undefined, { token: null })).status).toBe(200);
    await strict.close();
  });
});
