import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from './own-postgres.js';

/** `npm test [-- PROJECT...] [--engine=pglite|postgres]`: every test, those of the server on both engines.
 * Ends with the line `N passed, N failed`. With CI=true nothing may be left out. */

const projects = ['unit', 'http', 'faults', 'browser'];
const onBothEngines = ['http', 'faults'];
const ci = process.env.CI === 'true';

const words = process.argv.slice(2);
const asked = words.filter((word) => !word.startsWith('-'));
const askedEngine = words.find((word) => word.startsWith('--engine='))?.slice('--engine='.length);
const unknown = asked.filter((name) => !projects.includes(name));
if (unknown.length > 0 || (askedEngine && !['pglite', 'postgres'].includes(askedEngine))) {
  console.error(`usage: npm test [-- ${projects.join(' | ')} ...] [--engine=pglite|postgres]`);
  process.exit(2);
}

const running = new Set();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGTERM');
    // Stops PostgreSQL, too: own-postgres.js listens to `exit`.
    process.exit(code);
  });
}

const results = [];
const leftOut = [];
const scratch = mkdtempSync(join(tmpdir(), 'almanac-test-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

await runAll(plan());
report();

/** Which runs there are: those that need nothing first, so that the plain mistakes show early. */
function plan() {
  const chosen = asked.length > 0 ? asked : projects;
  const runs = [];
  if (chosen.includes('unit')) runs.push({ project: 'unit' });
  for (const engine of askedEngine ? [askedEngine] : ['pglite', 'postgres']) {
    for (const project of onBothEngines) if (chosen.includes(project)) runs.push({ project, engine });
  }
  if (chosen.includes('browser')) runs.push({ project: 'browser', engine: 'pglite' });
  return runs;
}

/** The two engines at the same time: a test server keeps one core busy, and there are two. PostgreSQL is done first; the
 * browser takes its place. */
async function runAll(runs) {
  installNeeds(runs);
  const unit = runs.filter((run) => run.project === 'unit');
  const servers = runs.filter((run) => onBothEngines.includes(run.project));
  const browser = runs.filter((run) => run.project === 'browser');
  for (const run of unit) await runTests(run);
  await Promise.all([
    inTurn(servers.filter((run) => run.engine === 'pglite')),
    onPostgres(servers.filter((run) => run.engine === 'postgres')).then(() => inBrowser(browser)),
  ]);
}

async function inBrowser(runs) {
  if (runs.length > 0 && !findChromium()) leaveOut('browser', 'there is no Chromium');
  else await inTurn(runs);
}

async function inTurn(runs, environment) {
  for (const run of runs) await runTests(run, environment);
}

async function onPostgres(runs) {
  if (runs.length === 0) return;
  if (!findPostgres()) {
    for (const run of runs) leaveOut(`${run.project} on postgres`, 'there is no PostgreSQL server');
    return;
  }
  const server = await startPostgres();
  console.log(`PostgreSQL ${server.version} of our own`);
  try {
    await inTurn(runs, { ALMANAC_TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

/** Runs one project of vitest.config.ts and counts its tests. */
async function runTests({ project, engine }, more = {}) {
  const name = engine ? `${project} on ${engine}` : project;
  const file = join(scratch, `${name.replaceAll(' ', '-')}.json`);
  console.log(`== ${name} ...`);
  const began = performance.now();
  const flags = ['run', '--project', project, '--passWithNoTests', '--reporter=dot', '--reporter=json'];
  const child = spawn('node_modules/.bin/vitest', [...flags, `--outputFile.json=${file}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plainWhenPiped(), ALMANAC_TEST_ENGINE: engine ?? '', ALMANAC_TEST_DATABASE_URL: '', ...more },
  });
  running.add(child);
  // Kept until the end, as two runs at once would write into each other's lines.
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  running.delete(child);
  console.log(`\n== ${name}\n${Buffer.concat(output)}`);
  results.push({ name, seconds: (performance.now() - began) / 1000, ...counted(file, code) });
}

/** A dot of colour is 15 characters in a log. */
function plainWhenPiped() {
  return process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
}

function counted(file, code) {
  const answer = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = answer;
  // A file that cannot even be loaded fails the run without a failed test.
  const failed = code === 0 ? numFailedTests : Math.max(numFailedTests, 1);
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

function installNeeds(runs) {
  const engines = runs.map((run) => run.engine);
  const missing = [
    engines.includes('postgres') && !findPostgres() && 'a PostgreSQL server',
    runs.some((run) => run.project === 'browser') && !findChromium() && 'Chromium',
    runs.some((run) => run.project === 'unit') && !hasDateutil() && 'python3-dateutil',
  ].filter(Boolean);
  if (missing.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) return console.log(`Missing: ${missing.join(', ')}. Install it to run every test.`);
  console.log(`Missing: ${missing.join(', ')}. Installing Debian's packages.`);
  const { status } = spawnSync('sh', ['scripts/install-test-needs.sh'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) console.log('That did not work.');
}

function findChromium() {
  return ['/usr/bin/chromium', process.env.CHROMIUM_PATH].find((path) => path && existsSync(path));
}

/** Of the system's Python, which is the one that Debian's package is for. */
function hasDateutil() {
  return spawnSync('/usr/bin/python3', ['-c', 'import dateutil']).status === 0;
}

function leaveOut(name, why) {
  leftOut.push(name);
  console.log(`\n== ${name}: NOT RUN, ${why}`);
}

function report() {
  console.log('');
  for (const { name, passed, failed, skipped, seconds } of results) {
    const more = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${name.padEnd(20)} ${passed} passed, ${failed} failed${more}  (${seconds.toFixed(0)} s)`);
  }
  for (const name of leftOut) console.log(`${name.padEnd(20)} not run`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  let failed = sum('failed');
  if (ci && (leftOut.length > 0 || sum('skipped') > 0)) {
    console.log('With CI=true nothing may be left out or skipped.');
    failed += leftOut.length + sum('skipped');
  }
  if (sum('passed') === 0) failed ||= 1;
  console.log(`${sum('passed')} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
