import { dirname, join } from 'node:path/posix';

/** What is documented is there, and what is there is documented. */

/**
 * @param {Map<string, string>} files text by path: sources, migrations and pages
 * @param {(path: string) => boolean} exists
 * @returns {string[]}
 */
export function docsProblems(files, exists) {
  const text = (path) => files.get(path) ?? '';
  return [
    ...errorHeadings(text('src/problems.ts'), text('docs/errors.md')),
    ...environment(text('src/config.ts'), text('docs/operations.md')),
    ...[...files].filter(([path]) => path.endsWith('.md')).flatMap(([path, page]) => links(path, page, exists, text)),
    ...[...files].filter(([path]) => path.startsWith('migrations/')).flatMap(([path, sql]) => primaryKeys(path, sql)),
  ];
}

function errorHeadings(source, page) {
  const registry = /export const problems = \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  const codes = [...registry.matchAll(/^ {2}'?([\w-]+)'?: \[/gm)].map((match) => match[1]);
  const headings = [...page.matchAll(/^## ([\w-]+)$/gm)].map((match) => match[1]);
  if (codes.length === 0) return ['src/problems.ts: no codes found; did its form change?'];
  return [
    ...codes.filter((code) => !headings.includes(code)).map((code) => `docs/errors.md has no heading '## ${code}'`),
    ...headings
      .filter((code) => !codes.includes(code))
      .map((code) => `docs/errors.md explains '${code}', which src/problems.ts does not have`),
  ];
}

function environment(source, page) {
  const names = [...source.matchAll(/\benv\.([A-Z_]+)|\(env, '([A-Z_]+)'/g)].map(([, direct, read]) => direct ?? read);
  if (names.length === 0) return ['src/config.ts: no variables found; did its form change?'];
  return [...new Set(names)]
    .filter((name) => !page.includes(`\`${name}\``))
    .map((name) => `docs/operations.md does not explain \`${name}\``);
}

/** Links to files of the project, and to headings of them. */
function links(path, page, exists, text) {
  const targets = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
  return targets.flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file, heading] = target.split('#');
    const pointed = file ? join(dirname(path), decodeURI(file)) : path;
    if (!exists(pointed)) return [`${path} links to ${target}, which is not there`];
    const known = !heading || !pointed.endsWith('.md') || anchors(text(pointed)).includes(heading);
    return known ? [] : [`${path} links to ${target}; there is no such heading`];
  });
}

function anchors(page) {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(page) {
  return page
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.slice(1, -1).replace(/[[\]()]/g, ''));
}

/** Tables that tenants share: everything else is distributed by tenant. */
const shared = ['tenant', 'migration', 'signing_key'];

function primaryKeys(path, sql) {
  const tables = [...sql.matchAll(/^create table (?:if not exists )?(\w+) \(([\s\S]*?)^\)/gm)];
  return tables.flatMap(([, table, columns]) => {
    if (shared.includes(table)) return [];
    const key = /primary key \(([^)]*)\)/.exec(columns)?.[1] ?? '';
    return key.startsWith('tenant_id') ? [] : [`${path}: the primary key of ${table} must begin with tenant_id`];
  });
}
