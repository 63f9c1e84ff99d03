import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run build`, and what `npm start` does first when it must. The build is made aside and put in place whole, so
 * that two who start at once, or a server that runs from the old one, see no half of it. */

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist');
const stamp = join(built, '.built');

if (process.argv[1] === fileURLToPath(import.meta.url)) build();

/** Builds when a source is newer than the build. */
export function buildWhenStale() {
  if (isStale()) build();
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const made = statSync(stamp).mtimeMs;
  const single = ['package-lock.json', ...readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name))];
  // Folders too: their time changes when a file in them is removed.
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join('src', name));
  return ['src', ...single, ...sources].some((name) => {
    const { mtimeMs } = statSync(join(root, name), { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    return mtimeMs > made;
  });
}

function build() {
  const began = new Date();
  const aside = mkdtempSync(join(root, 'dist-'));
  try {
    compile(aside);
    copyAssets(aside);
    writeFileSync(join(aside, '.built'), '');
    // A source that was saved while the compiler ran may not be in it.
    utimesSync(join(aside, '.built'), began, began);
    putInPlace(aside);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Types are checked by `npm run check`, not at every start. */
function compile(folder) {
  const compiler = fileURLToPath(new URL('bin/tsc', packageFolder('typescript')));
  const flags = ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder, '--noCheck'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...flags], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`);
}

function packageFolder(name) {
  return new URL(`../node_modules/${name}/`, import.meta.url);
}

/** Style sheets and other files that sources read lie beside them, in dist as in src. */
function copyAssets(folder) {
  cpSync(join(root, 'src'), folder, {
    recursive: true,
    filter: (path) => !/\.(ts|md)$/.test(path),
  });
}

function putInPlace(aside) {
  const old = mkdtempSync(join(root, 'dist-'));
  try {
    if (existsSync(built)) renameSync(built, join(old, 'dist'));
    renameSync(aside, built);
  } catch (error) {
    // Another one was faster: its build is as good as ours.
    if (!existsSync(stamp)) throw error;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}
