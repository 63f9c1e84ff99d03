import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer, testAdmin, testClient } from '../../../test/support/server.ts';
import { askToken, claimsOf, worksFor } from '../../../test/support/sign-in.ts';
import { hashSecret } from '../../kernel/auth/secret.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const client = { client_id: testClient.id, client_secret: testClient.secret };
const admin = { username: testAdmin.email, password: testAdmin.password };

const token = (form: Record<string, string>, path?: string, headers?: Record<string, string>) =>
  askToken(server, form, path, headers);

async function addAgent(email: string, password = 'a long enough password'): Promise<number> {
  const { rows } = await server.database.pool.query(
    `insert into agent (tenant_id, name, email, password_hash, last_modified) values ($1, $2, $2, $3, now()) returning id`,
    [server.tenantId, email, await hashSecret(password)],
  );
  return rows[0].id;
}

async function addClient(id: string, values: { agentId?: number; secret?: string } = {}): Promise<void> {
  await server.database.pool.query(
    `insert into api_client (tenant_id, client_id, name, secret_hash, agent_id, created_at)
     values ($1, $2, $2, $3, $4, now())`,
    [server.tenantId, id, values.secret ? await hashSecret(values.secret) : null, values.agentId ?? null],
  );
}

describe('client_credentials', () => {
  test('answers exactly what clients read, and a token that works', async () => {
    const answer = await token({ grant_type: 'client_credentials', ...client, scope: 'all' });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['scope', 'token_type', 'access_token', 'expires_in']);
    expect(answer.body).toMatchObject({ scope: 'all', token_type: 'Bearer', expires_in: 3600 });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await worksFor(server, answer.body.access_token)).toBe(true);
  });

  test('is answered under /api too, in any letter case, in JSON and with HTTP Basic', async () => {
    expect((await token({ grant_type: 'client_credentials', ...client }, '/API/Auth/Token')).status).toBe(200);
    const json = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', ...client }),
    });
    expect(json.status).toBe(200);
    const basic = `Basic ${Buffer.from(`${testClient.id}:${testClient.secret}`).toString('base64')}`;
    const answer = await token({ grant_type: 'client_credentials' }, '/auth/token', { authorization: basic });
    expect(answer.status).toBe(200);
  });

  test('gives no refresh token, even when offline_access is asked for', async () => {
    const { body } = await token({ grant_type: 'client_credentials', ...client, scope: 'all offline_access' });
    expect(body.refresh_token).toBeUndefined();
    expect(body.scope).toBe('all');
  });

  test.each([
    ['none means all', undefined, 'all'],
    ['all:standard counts as all', 'all:standard', 'all'],
    ['unknown ones are left out', 'read:calendar read:crm', 'read:calendar'],
    ['only unknown ones leave nothing', 'read:crm', ''],
  ])('scopes: %s', async (_name, scope, granted) => {
    const { body } = await token({ grant_type: 'client_credentials', ...client, ...(scope && { scope }) });
    expect(body.scope).toBe(granted);
    expect(claimsOf(body.access_token).scope).toBe(granted);
  });

  test('needs the secret, and the right one', async () => {
    for (const sent of [
      { client_id: testClient.id },
      { ...client, client_secret: 'wrong' },
      { ...client, client_id: 'nobody' },
    ]) {
      const { status, body } = await token({ grant_type: 'client_credentials', ...sent });
      expect(status).toBe(400);
      expect(body.error).toBe('invalid_client');
      expect(body.Message).toBe(body.error_description);
    }
  });

  test('a client without an agent of its own may only act for people', async () => {
    await addClient('no-agent', { secret: 's3cret' });
    const form = { client_id: 'no-agent', client_secret: 's3cret' };
    expect((await token({ grant_type: 'client_credentials', ...form })).body.error).toBe('unauthorized_client');
    expect((await token({ grant_type: 'password', ...form, ...admin })).status).toBe(200);
  });
});

describe('password', () => {
  test('needs no client secret, and gives an id_token; a refresh token when offline_access is asked', async () => {
    const form = { grant_type: 'password', client_id: testClient.id, ...admin };
    const { status, body } = await token({ ...form, scope: 'all offline_access' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      'scope',
      'token_type',
      'access_token',
      'expires_in',
      'refresh_token',
      'id_token',
    ]);
    expect(body.scope).toBe('all offline_access');
    expect(claimsOf(body.id_token)).toMatchObject({
      sub: String(server.adminId),
      aud: testClient.id,
      iss: `${server.url}/auth`,
    });
    expect((await token({ ...form, scope: 'all' })).body.refresh_token).toBeUndefined();
  });

  test('the user name is the e-mail address in any letter case', async () => {
    const form = { grant_type: 'password', client_id: testClient.id, password: admin.password };
    expect((await token({ ...form, username: admin.username.toUpperCase() })).status).toBe(200);
  });

  test('a wrong secret that is sent is refused', async () => {
    const form = { grant_type: 'password', ...client, client_secret: 'wrong', ...admin };
    expect((await token(form)).body.error).toBe('invalid_client');
  });

  test('wrong password, unknown user and disabled agent get one and the same answer', async () => {
    const id = await addAgent('leaver@example.org', 'right password');
    await server.database.pool.query('update agent set isdisabled = true where id = $1', [id]);
    const tries = [
      { username: admin.username, password: 'wrong' },
      { username: 'nobody@example.org', password: 'wrong' },
      { username: 'leaver@example.org', password: 'right password' },
    ];
    for (const sent of tries) {
      const { status, body } = await token({ grant_type: 'password', client_id: testClient.id, ...sent });
      expect([status, body.error, body.Message]).toEqual([
        400,
        'invalid_grant',
        'The user name or the password is not right.',
      ]);
    }
  });
});

describe('what stops a sign-in', () => {
  test('a disabled agent and a disabled client lose their tokens within 5 seconds', async () => {
    const agentId = await addAgent('soon-gone@example.org');
    await addClient('soon-gone', { agentId, secret: 's3cret' });
    const form = { grant_type: 'client_credentials', client_id: 'soon-gone', client_secret: 's3cret' };
    for (const [disable, enable] of [
      ['update agent set isdisabled = true where id = $1', 'update agent set isdisabled = false where id = $1'],
      [
        'update api_client set disabled = true where agent_id = $1',
        'update api_client set disabled = false where agent_id = $1',
      ],
    ] as const) {
      const { access_token } = (await token(form)).body;
      expect(await worksFor(server, access_token)).toBe(true);
      await server.database.pool.query(disable, [agentId]);
      expect((await token(form)).body.error).toBe('invalid_client');
      server.clock.now = Date.now() + 5_001;
      expect(await worksFor(server, access_token)).toBe(false);
      server.clock.now = undefined;
      await server.database.pool.query(enable, [agentId]);
    }
  });

  test.each([
    ['no grant_type', {}, 'invalid_request'],
    ['an unknown grant_type', { grant_type: 'magic' }, 'unsupported_grant_type'],
    ['a grant_type that is a property of every object', { grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['no client_id', { grant_type: 'client_credentials' }, 'invalid_request'],
    [
      'a NUL in the client_id',
      { grant_type: 'client_credentials', client_id: 'a\0', client_secret: 'x' },
      'invalid_request',
    ],
    [
      'a NUL in the user name',
      { grant_type: 'password', client_id: testClient.id, username: '\0', password: '\0' },
      'invalid_request',
    ],
    ['a client_id that is too long', { grant_type: 'password', client_id: 'x'.repeat(300) }, 'invalid_request'],
  ])("%s is refused in OAuth's words", async (_name, form, error) => {
    const answer = await token(form as Record<string, string>);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(answer.body.Message).toBe(answer.body.error_description);
  });

  test.each([
    ['nothing', undefined, undefined],
    ['broken JSON', '{', 'application/json'],
    ['an array', '[]', 'application/json'],
    ['XML', '<a/>', 'text/xml'],
  ])("a body that is %s is refused in OAuth's words", async (_name, body, type) => {
    const response = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      ...(body !== undefined && { body }),
      ...(type && { headers: { 'content-type': type } }),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(((await response.json()) as { error: string }).error).toBe('invalid_request');
  });
});

describe('tenants', () => {
  test('where there are several, one must be named, in the query or in the form', async () => {
    const own = await startTestServer();
    try {
      const { rows } = await own.database.pool.query(`insert into tenant (name) values ('Beta') returning id`);
      await own.database.pool.query(
        `insert into api_client (tenant_id, client_id, name, secret_hash, created_at) values ($1, 'b', 'b', $2, now())`,
        [rows[0].id, await hashSecret('s')],
      );
      const ask = async (query: string, form: Record<string, string>) => {
        const response = await fetch(`${own.url}/auth/token${query}`, {
          method: 'POST',
          body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
        });
        return (await response.json()) as { error?: string; error_description?: string };
      };
      const unnamed = await ask('', client);
      expect([unnamed.error, unnamed.error_description]).toEqual([
        'invalid_request',
        expect.stringContaining('tenant'),
      ]);
      expect((await ask('?tenant=DEFAULT', client)).error).toBeUndefined();
      expect((await ask('', { ...client, tenant: 'default' })).error).toBeUndefined();
      expect((await ask('?tenant=beta', client)).error).toBe('invalid_client');
      expect((await ask('?tenant=beta', { client_id: 'b', client_secret: 's' })).error).toBe('unauthorized_client');
      expect((await ask('?tenant=gamma', client)).error).toBe('invalid_request');
      expect((await ask('?tenant=beta', { ...client, tenant: 'default' })).error).toBe('invalid_request');
      await own.database.pool.query(`update tenant set disabled = true where name = 'default'`);
      expect((await ask('?tenant=default', client)).error).toBe('invalid_request');
    } finally {
      await own.close();
    }
  });
});
