import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../cli.ts';
import { openDatabase } from '../kernel/db/open.ts';

const folder = mkdtempSync(join(tmpdir(), 'almanac-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  ALMANAC_DATA_DIR: folder,
  ALMANAC_LOG_LEVEL: 'error',
  ALMANAC_ADMIN_EMAIL: 'admin@example.org',
  ALMANAC_ADMIN_PASSWORD: 'correct horse battery staple',
  ALMANAC_CLIENT_ID: 'first',
};

function collected() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

async function almanac(line: string, more: string[] = []) {
  const [out, err] = [collected(), collected()];
  const code = await runCli([...line.split(' '), ...more], { env, out: out.stream, err: err.stream });
  return { code, out: out.text(), err: err.text(), json: () => JSON.parse(out.text()) };
}

describe('the command line', () => {
  test('makes the first tenant on an empty folder, and tells what it made up, once', async () => {
    const first = await almanac('client list --json');
    expect(first.code).toBe(0);
    expect(first.err).toContain('API client secret: ');
    expect(first.err).not.toContain('password');
    expect(first.json()).toMatchObject([{ client_id: 'first', agent: 'admin@example.org', disabled: false }]);
    expect((await almanac('client list --json')).err).toBe('');
  });

  test('adds, lists, disables and enables agents', async () => {
    const made = await almanac('agent add --email ada@example.org --role manager --json', ['--name', 'Ada L.']);
    expect(made.json()).toMatchObject({ email: 'ada@example.org', role: 'manager', password: expect.any(String) });
    expect((await almanac('agent add --email ADA@example.org')).err).toContain('There is already an agent');
    expect((await almanac('agent disable --email ada@example.org')).code).toBe(0);
    const listed = (await almanac('agent list --json')).json();
    expect(listed).toMatchObject([{ name: 'Ada L.', isdisabled: true }, { role: 'admin' }]);
    expect((await almanac('agent enable --email ada@example.org --json')).json().isdisabled).toBe(false);
    const renewed = (await almanac('agent password --email ada@example.org --json')).json();
    expect(renewed.password).not.toBe(made.json().password);
  });

  test('loads public holidays, once', async () => {
    const loaded = (await almanac('holidays load GB-ENG 2027 --json')).json();
    expect(loaded).toEqual({ country: 'GB-ENG', year: 2027, workday: 1, loaded: 10, existing: 0 });
    expect((await almanac('holidays load gb-eng 2027 --workday 1')).out).toContain(
      '0 holidays of GB-ENG in 2027; 10 were',
    );
    expect((await almanac('holidays load GB 2027 --types silly')).code).toBe(1);
    expect((await almanac('holidays load GB 2027 --workday 99')).err).toContain('There is no workday 99');
    expect((await almanac('holidays load GB MMXXVII')).code).toBe(2);
    expect((await almanac('holidays load GB')).code).toBe(2);
  });

  test('adds clients: with a secret, public, with addresses to return to', async () => {
    const made = (
      await almanac('client add --id second --agent ada@example.org --json', ['--name', 'Two words'])
    ).json();
    expect(made).toMatchObject({ client_id: 'second', client_secret: expect.any(String) });
    const uris = '--redirect-uri https://a.example/cb --redirect-uri com.example:/cb';
    const open = (await almanac(`client add --name Open --public ${uris} --json`)).json();
    expect(open.client_secret).toBeUndefined();
    expect(open.redirect_uris).toEqual(['https://a.example/cb', 'com.example:/cb']);
    expect((await almanac('client disable --id second')).code).toBe(0);
    const listed = (await almanac('client list --json')).json();
    expect(listed.map((client: { disabled: boolean }) => client.disabled)).toEqual([false, true, false]);
    expect((await almanac('client secret --id nobody')).code).toBe(1);
  });

  test('with several tenants, asks which', async () => {
    expect((await almanac('tenant add --name Beta --timezone Asia/Tokyo')).code).toBe(0);
    expect((await almanac('tenant add --name beta')).code).toBe(1);
    const unsaid = await almanac('agent list');
    expect([unsaid.code, unsaid.err]).toEqual([2, expect.stringContaining('default, Beta')]);
    expect((await almanac('agent list --tenant BETA --json')).json()).toEqual([]);
    expect((await almanac('agent add --tenant beta --email x@example.org --role admin')).code).toBe(0);
    expect((await almanac('tenant disable --name beta')).code).toBe(0);
    expect((await almanac('tenant list --json')).json()).toMatchObject([{ disabled: false }, { disabled: true }]);
  });

  test('every write is history, without secrets', async () => {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: folder, databasePoolSize: 1 });
    const { rows } = await database.pool.query('select entity, action, before, after from change order by id');
    await database.close();
    const seen = new Set(rows.map(({ entity, action }) => `${entity} ${action}`));
    expect(seen).toContain('agent create');
    expect(seen).toContain('api_client update');
    expect(seen).toContain('tenant update');
    expect(JSON.stringify(rows)).not.toMatch(/scrypt|secretHash|passwordHash/);
  });

  test('says that the folder is in use while a server has it', async () => {
    const database = await openDatabase({ databaseUrl: undefined, dataDir: folder, databasePoolSize: 1 });
    const refused = await almanac('client list');
    await database.close();
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/in use by/);
  });
});

describe('a command that is called wrongly ends with 2 and says how', () => {
  test.each([
    ['agent add', '--email is missing'],
    ['agent add --email nonsense', 'is not an e-mail address'],
    ['agent add --email a@b.c --role boss', '--role must be one of'],
    ['agent add --email a@b.c --password short', 'at least 12 characters'],
    ['agent list --nonsense', '--nonsense'],
    ['agent list extra', 'options only'],
    ['client add --name x --redirect-uri javascript:alert(1)', 'must not be a javascript: address'],
    ['tenant add --name x --timezone Mars/Olympus', 'no time zone'],
    ['frobnicate', 'no command'],
    ['toString', 'no command'],
  ])('%s', async (line, words) => {
    const { code, err, out } = await almanac(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err).toContain('Usage: ');
  });

  test('help is an answer, not an error', async () => {
    for (const line of ['help', 'help agent add', 'agent add --help']) {
      const { code, out, err } = await almanac(line);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Usage: ');
    }
  });
});
