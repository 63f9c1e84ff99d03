import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, testAdmin, testClient } from '../../../test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = Date.now();
  await server.database.pool.query('delete from sign_in_failure');
});
afterEach(() => {
  server.clock.now = undefined;
});

async function ask(form: Record<string, string>) {
  const response = await fetch(`${server.url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { error } = (await response.json()) as { error?: string };
  return { status: response.status, error, wait: Number(response.headers.get('retry-after')) };
}

const password = (username: string, password: string) =>
  ask({ grant_type: 'password', client_id: testClient.id, username, password });
const pass = (seconds: number) => {
  server.clock.now = (server.clock.now ?? 0) + seconds * 1000;
};

describe.each([
  ['a user name that exists', (wrong: boolean) => password(testAdmin.email, wrong ? 'x' : testAdmin.password), true],
  ['a user name that does not exist', () => password('nobody@example.org', 'x'), false],
  [
    'a client that exists',
    (wrong: boolean) =>
      ask({
        grant_type: 'client_credentials',
        client_id: testClient.id,
        client_secret: wrong ? 'x' : testClient.secret,
      }),
    true,
  ],
  [
    'a client that does not exist',
    () => ask({ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' }),
    false,
  ],
])('%s', (_name, attempt, exists) => {
  test('is slowed after three failures and locked for 15 minutes after ten', async () => {
    const waits: number[] = [];
    for (let failure = 1; failure <= 10; failure += 1) {
      expect((await attempt(true)).status).toBe(400);
      if (failure < 3) continue;
      const refused = await attempt(true);
      expect([refused.status, refused.error]).toEqual([429, 'slow_down']);
      waits.push(refused.wait);
      pass(refused.wait);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 900]);
  });

  if (exists) {
    test('the right one is refused during a wait, works after it, and clears the count', async () => {
      for (let failure = 1; failure <= 3; failure += 1) await attempt(true);
      expect((await attempt(false)).status).toBe(429);
      pass(2);
      expect((await attempt(false)).status).toBe(200);
      expect([(await attempt(true)).status, (await attempt(true)).status]).toEqual([400, 400]);
      expect((await attempt(false)).status).toBe(200);
    });
  }
});

test('failures are forgotten after an hour', async () => {
  for (let failure = 1; failure <= 3; failure += 1) await password(testAdmin.email, 'x');
  pass(3_601);
  for (let failure = 1; failure <= 2; failure += 1) expect((await password(testAdmin.email, 'x')).status).toBe(400);
  expect((await password(testAdmin.email, testAdmin.password)).status).toBe(200);
});

test('of a hundred guesses made at once, the right one among the last, few are looked at', async () => {
  const guesses = Array.from({ length: 100 }, (_, index) =>
    password(testAdmin.email, index === 99 ? testAdmin.password : `guess ${index}`),
  );
  const answers = await Promise.all(guesses);
  expect(answers[99]?.status).toBe(429);
  expect(answers.filter(({ status }) => status === 400).length).toBeLessThan(20);
});

test('the letter case of a user name does not give more tries', async () => {
  for (const name of [testAdmin.email, testAdmin.email.toUpperCase(), ` ${testAdmin.email} `]) {
    expect((await password(name, 'x')).status).toBe(400);
  }
  expect((await password(testAdmin.email, 'x')).status).toBe(429);
});

describe('limits', () => {
  test('an address may only ask so often in a minute', async () => {
    const own = await startTestServer({ ALMANAC_SIGN_INS_PER_MINUTE: '3' });
    try {
      own.clock.now = Date.UTC(2026, 0, 1, 0, 0, 15);
      const info = () => own.api('GET', '/api/authinfo', undefined, { token: null });
      for (let count = 1; count <= 3; count += 1) expect((await info()).status).toBe(200);
      const refused = await info();
      expect([refused.status, refused.headers.get('retry-after'), refused.body.error]).toEqual([
        429,
        '45',
        'slow_down',
      ]);
      own.clock.now += 45_000;
      expect((await info()).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  test('a client has as many requests a minute as its tenant allows, over all its tokens', async () => {
    await server.database.pool.query(`update tenant set settings = '{"requestsPerMinute": 2}'`);
    server.clock.now = Date.UTC(2030, 0, 1, 0, 0, 20);
    const first = await server.tokenFor(server.adminId);
    const second = await server.tokenFor(server.adminId, { scopes: 'read:calendar' });
    expect((await server.api('GET', '/Agent/me', undefined, { token: first })).status).toBe(200);
    expect((await server.api('GET', '/Agent/me', undefined, { token: second })).status).toBe(200);
    const refused = await server.api('GET', '/Agent/me', undefined, { token: first });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too-many-requests',
      '40',
    ]);
    server.clock.now += 40_000;
    expect((await server.api('GET', '/Agent/me', undefined, { token: second })).status).toBe(200);
    await server.database.pool.query(`update tenant set settings = '{}'`);
  });
});
