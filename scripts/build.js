import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** `npm run build`, and what `npm start` does first when it must. The build is made aside and put in place whole, so
 * that two who start at once, or a server that runs from the old one, see no half of it. */

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist');
const stamp = join(built, '.built');
const webStamp = join(built, 'web/.built');

if (process.argv[1] === fileURLToPath(import.meta.url)) build();

/** Builds when a source is newer than the build. */
export function buildWhenStale() {
  if (isStale()) build();
}

function isStale() {
  if (!existsSync(stamp)) return true;
  return isNewer(serverSources(), stamp) || isWebStale();
}

function serverSources() {
  const single = ['package-lock.json', ...readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name))];
  return ['src', ...single, ...below('src')];
}

/** The pages have parts of `src` in them: types, and what reads the board. */
function webSources() {
  return ['web', 'package-lock.json', ...below('web'), ...below('src/rooms/board')];
}

function isWebStale() {
  return hasWeb() && (!existsSync(webStamp) || isNewer(webSources(), webStamp));
}

function hasWeb() {
  return existsSync(join(root, 'web/index.html'));
}

/** Folders too: their time changes when a file in them is removed. */
function below(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name));
}

function isNewer(names, mark) {
  const made = statSync(mark).mtimeMs;
  return names.some((name) => {
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
    addWeb(aside, began);
    setStamp(join(aside, '.built'), began);
    putInPlace(aside);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** A source that was saved while the compiler ran may not be in it. */
function setStamp(file, began) {
  writeFileSync(file, '');
  utimesSync(file, began, began);
}

/** The pages: made anew when one of their sources is newer than the last ones, which are taken otherwise. */
function addWeb(folder, began) {
  const web = join(folder, 'web');
  if (!hasWeb()) return;
  if (!isWebStale()) {
    cpSync(join(built, 'web'), web, { recursive: true, preserveTimestamps: true });
    return;
  }
  const vite = fileURLToPath(new URL('bin/vite.js', packageFolder('vite')));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', join(root, 'web'), '--outDir', web, '--emptyOutDir', '--logLevel', 'warn'],
    { encoding: 'utf8', env: { ...process.env, ALMANAC_WEB_OUT: web } },
  );
  if (status !== 0) throw new Error(`The build of the pages failed.\n${stdout}${stderr}`);
  compress(web);
  setStamp(join(web, '.built'), began);
}

/** Beside each file what a browser is sent that takes it. */
function compress(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue;
    const content = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
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
