import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, testAdmin, testClient } from '../../../test/support/server.ts';
import { askToken, claimsOf, worksFor } from '../../../test/support/sign-in.ts';
import { createCode } from './session-sql.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const admin = { username: testAdmin.email, password: testAdmin.password };
const token = (form: Record<string, string>) => askToken(server, form);

describe('refresh_token', () => {
  const begin = async () =>
    (await token({ grant_type: 'password', client_id: testClient.id, ...admin, scope: 'all offline_access' })).body;
  const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
    token({ grant_type: 'refresh_token', client_id: testClient.id, refresh_token, ...more });

  test('rotates: each refresh gives the next token', async () => {
    const first = await refresh((await begin()).refresh_token);
    expect(first.status).toBe(200);
    expect(first.body.id_token).toBeUndefined();
    const second = await refresh(first.body.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
  });

  test('an old token that comes again ends the whole sign-in, its access tokens too', async () => {
    const start = await begin();
    const next = (await refresh(start.refresh_token)).body;
    expect(await worksFor(server, next.access_token)).toBe(true);
    const reused = await refresh(start.refresh_token);
    expect([reused.status, reused.body.error]).toEqual([400, 'invalid_grant']);
    expect((await refresh(next.refresh_token)).body.error).toBe('invalid_grant');
    server.clock.now = Date.now() + 5_001;
    expect(await worksFor(server, next.access_token)).toBe(false);
    server.clock.now = undefined;
  });

  test('of two that refresh at the same moment one gets the next token', async () => {
    const start = await begin();
    const answers = await Promise.all([refresh(start.refresh_token), refresh(start.refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('may narrow the scopes, never widen them', async () => {
    const start = (
      await token({
        grant_type: 'password',
        client_id: testClient.id,
        ...admin,
        scope: 'edit:calendar read:timesheets offline_access',
      })
    ).body;
    expect((await refresh(start.refresh_token, { scope: 'all' })).body.error).toBe('invalid_scope');
    const narrowed = await refresh(start.refresh_token, { scope: 'read:timesheets' });
    expect(narrowed.body.scope).toBe('read:timesheets offline_access');
    expect((await refresh(narrowed.body.refresh_token)).body.scope).toBe(
      'edit:calendar read:timesheets offline_access',
    );
  });

  test('is good for 30 days and for its own client', async () => {
    await server.database.pool.query(
      `insert into api_client (tenant_id, client_id, name, created_at) values ($1, 'another', 'Another', now())`,
      [server.tenantId],
    );
    const start = await begin();
    const stranger = { grant_type: 'refresh_token', client_id: 'another', refresh_token: start.refresh_token };
    expect((await token(stranger)).body.error).toBe('invalid_grant');
    server.clock.now = Date.now() + 30 * 24 * 3_600_000 + 1_000;
    expect((await refresh(start.refresh_token)).body.error).toBe('invalid_grant');
    server.clock.now = undefined;
    expect((await refresh(start.refresh_token)).status).toBe(200);
  });
});

describe('authorization_code', () => {
  const redirect_uri = 'http://127.0.0.1:5000/callback';
  async function newCode() {
    const code_verifier = randomBytes(32).toString('base64url');
    const code = await createCode(
      server.database.pool,
      server.tenantId,
      {
        clientId: testClient.id,
        agentId: server.adminId,
        scopes: 'all',
        offline: true,
        redirectUri: redirect_uri,
        codeChallenge: createHash('sha256').update(code_verifier).digest('base64url'),
        nonce: 'n-1',
      },
      Date.now(),
    );
    return { grant_type: 'authorization_code', client_id: testClient.id, code, redirect_uri, code_verifier };
  }

  test('gives tokens once; a second use ends the sign-in that the first began', async () => {
    const form = await newCode();
    const { status, body } = await token(form);
    expect(status).toBe(200);
    expect(claimsOf(body.id_token).nonce).toBe('n-1');
    expect((await token(form)).body.error).toBe('invalid_grant');
    const refreshed = await token({
      grant_type: 'refresh_token',
      client_id: testClient.id,
      refresh_token: body.refresh_token,
    });
    expect(refreshed.body.error).toBe('invalid_grant');
  });

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant'],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:5001/callback' }, 'invalid_grant'],
    ['another code', { code: 'x' }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
  ])('is refused with %s', async (_name, change, error) => {
    const answer = await token({ ...(await newCode()), ...change });
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  test('is good for 60 seconds', async () => {
    const form = await newCode();
    server.clock.now = Date.now() + 61_000;
    expect((await token(form)).body.error).toBe('invalid_grant');
    server.clock.now = undefined;
  });
});
