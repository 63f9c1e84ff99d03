import { basename } from 'node:path/posix';
import { sqlFile } from './imports.js';

/** How files are laid out (CONTRIBUTING.md). */

const longest = 300;
const emptyNames = ['util', 'utils', 'helper', 'helpers', 'manager', 'process', 'handle', 'handler', 'data', 'info'];

/**
 * @param {Map<string, string>} files text by path, tests included
 * @returns {string[]}
 */
export function layoutProblems(files) {
  const each = [...files].flatMap(([path, text]) => [
    ...(path.startsWith('src/') ? length(path, text) : []),
    ...names(path),
    ...(path.startsWith('src/') && !isTest(path) ? [...clocks(path, text), ...statements(path, text)] : []),
  ]);
  return [...each, ...rooms([...files.keys()])];
}

export const isTest = (path) => /\.test\.ts$/.test(path);

function length(path, text) {
  const lines = text.split('\n').length - 1;
  return lines > longest ? [`${path} has ${lines} lines, more than ${longest}: split it by what it does`] : [];
}

function names(path) {
  const words = basename(path).replace(/\..*$/, '').split('-');
  if (words[0] === 'index' && path.endsWith('.ts')) return [`${path}: no barrel files; import from where things are`];
  return words
    .filter((word) => emptyNames.includes(word))
    .map((word) => `${path}: '${word}' says nothing; name what it does`);
}

/** The same file names in each room, so that who knows one room knows them all. */
function rooms(paths) {
  const names = new Set(paths.map((path) => /^src\/rooms\/([^/]+)\//.exec(path)?.[1]).filter(Boolean));
  return [...names].flatMap((room) => {
    const own = paths.filter((path) => path.startsWith(`src/rooms/${room}/`));
    const missing = [
      !own.includes(`src/rooms/${room}/README.md`) && 'README.md',
      !own.some((path) => /[/-]routes(\.ts|\/[^/]+\.ts)$/.test(path)) && 'routes.ts',
    ];
    return missing.filter(Boolean).map((file) => `src/rooms/${room} has no ${file}`);
  });
}

function clocks(path, text) {
  if (/^src\/(main|cli[\w-]*)\.ts$|^src\/cli\//.test(path)) return [];
  return /\bDate\.now\(|\bnew Date\(\)/.test(withoutComments(text))
    ? [`${path} reads the clock; take \`now\` as a parameter (only main.ts and cli.ts may ask for it)`]
    : [];
}

/** SQL of a room is in its *sql.ts files. */
function statements(path, text) {
  if (!path.startsWith('src/rooms/') || sqlFile.test(path)) return [];
  return /\.query\s*[<(]|\bsql`/.test(text) ? [`${path} sends SQL; that belongs in a *sql.ts file`] : [];
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
