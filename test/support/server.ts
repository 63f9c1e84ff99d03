import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { firstStart } from '../../src/first-start.ts';
import { tokenSigner } from '../../src/kernel/auth/access-token.ts';
import { migrate } from '../../src/kernel/db/migrate.ts';
import { type Database, openDatabase } from '../../src/kernel/db/open.ts';

/** A real server on a real, empty database of the engine under test, on a free port. */
export interface TestServer {
  url: string;
  database: Database;
  config: Config;
  /** The first tenant and its admin. */
  tenantId: number;
  adminId: number;
  /** Present time of the server; set it to move the clock. Undefined = the real one. */
  clock: { now: number | undefined };
  /** An access token for an agent, straight from the signer. */
  tokenFor(agentId: number, options?: { tenantId?: number; clientId?: string; scopes?: string }): Promise<string>;
  /** Requests as the admin, or with the token given. */
  api(method: string, path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export interface CallOptions {
  token?: string | null;
  headers?: Record<string, string>;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** The body read as JSON, undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  body: any;
  text: string;
}

export const testClient = { id: 'test-client', secret: 'test-secret' };
export const testAdmin = { email: 'admin@example.org', password: 'correct horse battery staple' };

export async function startTestServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const base = process.env.ALMANAC_TEST_DATABASE_URL;
  const ownDatabase = base ? await createDatabase(base) : undefined;
  const config = readConfig({
    PORT: '0',
    ALMANAC_DATA_DIR: 'memory://',
    ALMANAC_LOG_LEVEL: 'error',
    ALMANAC_CLIENT_ID: testClient.id,
    ALMANAC_CLIENT_SECRET: testClient.secret,
    ALMANAC_ADMIN_EMAIL: testAdmin.email,
    ALMANAC_ADMIN_PASSWORD: testAdmin.password,
    ...(ownDatabase && { DATABASE_URL: ownDatabase.url }),
    ...environment,
  });
  const database = await openDatabase({ ...config, ...template(config) });
  await migrate(database);
  const clock: TestServer['clock'] = { now: undefined };
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const context = { config, database, log, now: () => clock.now ?? Date.now() };
  await firstStart(context);
  const app = await buildApp(context);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const signer = await tokenSigner(database, context.now());
  const admin = (await database.pool.query('select tenant_id, id from agent order by id limit 1')).rows[0];
  const server: TestServer = {
    url,
    database,
    config,
    tenantId: admin.tenant_id,
    adminId: admin.id,
    clock,
    tokenFor: (agentId, { tenantId = admin.tenant_id, clientId = testClient.id, scopes = 'all' } = {}) =>
      signer.sign({ tenantId, agentId, clientId, scopes }, context.now()),
    api: async (method, path, body, options = {}) => {
      const token = options.token === undefined ? await adminToken() : options.token;
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    close: async () => {
      await app.close();
      await database.close();
      await ownDatabase?.drop();
    },
  };
  let cached: Promise<string> | undefined;
  const adminToken = () => {
    if (clock.now !== undefined) return server.tokenFor(admin.id);
    cached ??= server.tokenFor(admin.id);
    return cached;
  };
  return server;
}

/** The migrated empty database that test/support/template.ts made; without it (a script) the server makes its own. */
function template(config: Config): { copyOf?: Blob } {
  const file = process.env.ALMANAC_TEST_TEMPLATE;
  return file && config.dataDir === 'memory://' ? { copyOf: new Blob([readFileSync(file)]) } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each test server on PostgreSQL has a database of its own, gone afterwards. */
export async function createDatabase(base: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `almanac_test_${randomBytes(6).toString('hex')}`;
  await onServer(base, `create database ${name}`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(base, `drop database if exists ${name} with (force)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
