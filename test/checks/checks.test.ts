import { describe, expect, test } from 'vitest';
import { docsProblems } from '../../scripts/checks/docs.js';
import { importProblems } from '../../scripts/checks/imports.js';
import { layoutProblems } from '../../scripts/checks/layout.js';
import { lockProblems } from '../../scripts/checks/lock.js';

/** `npm run check` must be able to fail: each of its rules is broken here once. */

const imports = (files: Record<string, string>) =>
  importProblems(new Map(Object.entries(files)), new Set(['fastify', 'pg', 'kysely']));

describe('imports', () => {
  test.each([
    ['src/kernel/http/a.ts', '../../rooms/x/schema.ts', 'the kernel knows no room'],
    ['src/kernel/http/a.ts', '../../wire/dates.ts', 'the kernel knows no room'],
    ['src/wire/a.ts', '../rooms/x/schema.ts', 'the wire knows no room'],
    ['src/kernel/time/a.ts', '../db/open.ts', 'stands alone'],
    ['src/kernel/time/a.ts', 'node:fs', 'stands alone'],
    ['src/kernel/recurrence/a.ts', '../availability/a.ts', 'kernel/time only'],
    ['src/rooms/x/rules.ts', './sql.ts', 'plain functions'],
    ['src/rooms/x/move-rules.ts', '../../kernel/db/open.ts', 'plain functions'],
    ['src/rooms/x/routes.ts', 'pg', 'touch the database'],
    ['src/rooms/x/routes.ts', 'kysely', 'touch the database'],
    ['src/rooms/x/routes.ts', '../y/routes.ts', "another room's"],
    ['src/rooms/x/sql.ts', '../y/save.ts', "another room's"],
    ['src/app.ts', 'vitest', 'not a run-time dependency'],
  ])('%s may not import %s', (from, to, why) => {
    expect(imports({ [from]: `import { a } from '${to}';` })).toEqual([expect.stringContaining(why)]);
  });

  test.each([
    ['src/kernel/availability/a.ts', '../recurrence/a.ts'],
    ['src/rooms/x/rules.ts', '../y/schema.ts'],
    ['src/rooms/x/rules.ts', '../../kernel/time/local.ts'],
    ['src/rooms/x/list-sql.ts', 'kysely'],
    ['src/rooms/x/sql/list.ts', 'pg'],
    ['src/rooms/x/routes.ts', '../y/sql.ts'],
    ['src/rooms/x/routes.ts', './rules.ts'],
  ])('%s may import %s', (from, to) => {
    expect(imports({ [from]: `import { a } from '${to}';` })).toEqual([]);
  });

  test('rules may not reach I/O through another file either', () => {
    const files = { 'src/rooms/x/rules.ts': "import './facts.ts';", 'src/rooms/x/facts.ts': "import './sql.ts';" };
    expect(imports(files)).toEqual([
      'src/rooms/x/rules.ts -> src/rooms/x/facts.ts -> src/rooms/x/sql.ts: rules are plain functions, without I/O',
    ]);
  });

  test('imports of types, of many lines, for their effect and at run time all count', () => {
    for (const statement of [
      "import type { A } from 'pg';",
      "import {\n  a,\n  b,\n} from 'pg';",
      "import 'pg';",
      "export { a } from 'pg';",
      "const a = await import('pg');",
    ]) {
      expect(imports({ 'src/app.ts': statement }), statement).toHaveLength(1);
    }
  });

  test('files that import each other in a ring are found', () => {
    const ring = { 'src/a.ts': "import './b.ts';", 'src/b.ts': "import './c.ts';", 'src/c.ts': "import './a.ts';" };
    expect(imports(ring)).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts: a cycle']);
  });
});

describe('layout', () => {
  const layout = (path: string, text = '') => layoutProblems(new Map([[path, text]]));

  test.each([
    ['src/kernel/db/helper.ts', '', 'says nothing'],
    ['test/support/text-utils.ts', '', 'says nothing'],
    ['src/kernel/index.ts', '', 'barrel'],
    ['src/kernel/long.ts', 'x\n'.repeat(301), 'more than 300'],
    ['src/kernel/clock.ts', 'const now = Date.now();', 'reads the clock'],
    ['src/wire/clock.ts', 'const now = new Date();', 'reads the clock'],
  ])('%s is refused', (path, text, why) => {
    expect(layout(path, text)).toEqual([expect.stringContaining(why)]);
  });

  test('main.ts and cli.ts may read the clock, comments may speak of it', () => {
    expect(layout('src/main.ts', 'Date.now()')).toEqual([]);
    expect(layout('src/cli.ts', 'Date.now()')).toEqual([]);
    expect(layout('src/kernel/a.ts', '// never Date.now()')).toEqual([]);
  });

  test('a room without a page, without routes or with SQL elsewhere is refused', () => {
    expect(layout('src/rooms/x/day.ts', 'pool.query("select 1")')).toEqual([
      'src/rooms/x/day.ts sends SQL; that belongs in a *sql.ts file',
      'src/rooms/x has no README.md',
      'src/rooms/x has no routes.ts',
    ]);
  });
});

describe('documentation', () => {
  const good = {
    'src/problems.ts': "export const problems = {\n  'bad-request': [400, 'x'],\n  conflict: [409, 'y'],\n}",
    'docs/errors.md': '## bad-request\n\n## conflict\n',
    'src/config.ts': "integer(env, 'PORT', 1)\nenv.HOST",
    'docs/operations.md': '`PORT` `HOST`',
  };
  const docs = (files: Record<string, string>) =>
    docsProblems(new Map(Object.entries({ ...good, ...files })), (path) => path in { ...good, ...files });

  test('complete pages pass', () => expect(docs({})).toEqual([]));

  test.each([
    [{ 'docs/errors.md': '## bad-request' }, "no heading '## conflict'"],
    [{ 'docs/errors.md': '## bad-request\n## conflict\n## gone' }, "explains 'gone'"],
    [{ 'docs/operations.md': '`PORT`' }, 'does not explain `HOST`'],
    [{ 'README.md': 'see [this](docs/nowhere.md)' }, 'not there'],
    [{ 'README.md': 'see [this](docs/errors.md#elsewhere)' }, 'no such heading'],
    [{ 'migrations/1.sql': 'create table a (\n  id int,\n  primary key (id)\n);' }, 'must begin with tenant_id'],
    [{ 'migrations/1.sql': 'create table a (\n  id int primary key\n);' }, 'must begin with tenant_id'],
  ])('%j is refused', (files, why) => {
    expect(docs(files as Record<string, string>)).toEqual([expect.stringContaining(why)]);
  });

  test('links to pages, headings and the web pass', () => {
    expect(docs({ 'README.md': '[a](docs/errors.md#bad-request) [b](https://example.org) [c](#top)\n# top' })).toEqual(
      [],
    );
  });
});

test('a lock that npm ci would refuse is told, and how to mend it', () => {
  const tool = { optionalDependencies: { '@tool/for-this': '1.0.0', '@tool/for-that': '1.0.0' } };
  const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/@tool/for-this': {} };
  expect(lockProblems(JSON.stringify({ packages }))).toEqual([
    'package-lock.json has no entry for @tool/for-that: run node scripts/complete-lock.js',
  ]);
});
