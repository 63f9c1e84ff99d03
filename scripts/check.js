import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { docsProblems } from './checks/docs.js';
import { importProblems } from './checks/imports.js';
import { isTest, layoutProblems } from './checks/layout.js';
import { lockProblems } from './checks/lock.js';

/** `npm run check`: types, lint and format, import rules, layout, documentation. Tells all that is wrong, not the first. */

const files = trackedFiles();
const select = (choose) => new Map([...files].filter(([path]) => choose(path)));
const source = (path) => path.startsWith('src/') && path.endsWith('.ts');
const dependencies = new Set(Object.keys(JSON.parse(files.get('package.json')).dependencies));

const failed = [
  run('types', 'tsc'),
  run('types of the pages', 'tsc', '-p', 'web'),
  run(
    'lint and format',
    'biome',
    'ci',
    '--error-on-warnings',
    process.stdout.isTTY ? '--colors=force' : '--colors=off',
    '.',
  ),
  list(
    'imports',
    importProblems(
      select((path) => source(path) && !isTest(path)),
      dependencies,
    ),
  ),
  list('layout', layoutProblems(select((path) => /^(src|test|bench|scripts|web)\//.test(path)))),
  list(
    'documentation',
    docsProblems(files, (path) => existsSync(path)),
  ),
  list('package-lock.json', lockProblems(files.get('package-lock.json'))),
].filter(Boolean);

console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

function run(name, program, ...flags) {
  const { status } = spawnSync(`node_modules/.bin/${program}`, flags, { stdio: ['ignore', 'inherit', 'inherit'] });
  return told(name, status === 0);
}

function list(name, problems) {
  for (const problem of problems) console.log(`  ${problem}`);
  return told(name, problems.length === 0);
}

function told(name, fine) {
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${name}`);
  return fine ? undefined : name;
}

/** What git knows or would add: what a folder happens to hold beside that is nobody's business. */
function trackedFiles() {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' }).stdout.split(
    '\0',
  );
  const texts = listed.filter((path) => /\.(ts|tsx|js|json|md|sql|css|html)$/.test(path) && existsSync(path));
  return new Map(texts.map((path) => [path, readFileSync(path, 'utf8')]));
}
