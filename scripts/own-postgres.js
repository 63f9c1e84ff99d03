import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL for tests and benchmarks: in a temporary folder, on a free loopback port, gone when it is stopped. */

/** The folder with `initdb` and `postgres` of the newest PostgreSQL here, or undefined. */
export function findPostgres() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
    '/opt/homebrew/bin',
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/**
 * @param {{ settings?: Record<string, string | number> }} [options] further lines of postgresql.conf
 * @returns {Promise<{ url: string, version: string, stop: () => Promise<void> }>}
 */
export async function startPostgres({ settings = {} } = {}) {
  const bin = findPostgres();
  if (!bin) throw new Error('no PostgreSQL here; scripts/install-test-needs.sh installs it (Debian, as root)');
  const owner = ownerOfServer();
  const folder = mkdtempSync(join(tmpdir(), 'almanac-pg-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const as = { cwd: folder, env: { ...process.env, HOME: folder }, ...owner };
  const data = join(folder, 'data');
  const flags = ['-A', 'trust', '-U', 'almanac', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '-D', data];
  execFileSync(join(bin, 'initdb'), flags, { ...as, stdio: ['ignore', 'ignore', 'inherit'] });
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...serverFlags(folder, port, settings)], {
    ...as,
    // A group of its own: Ctrl+C is for the script, which stops the server when nothing uses it any more.
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const removeNow = () => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', removeNow);
  const url = `postgres://almanac@127.0.0.1:${port}/postgres`;
  const version = await untilReady(url, server);
  return {
    url,
    version,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
      process.removeListener('exit', removeNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function ownerOfServer() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user; try the next.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
}

/** Durability is not what tests are about: without fsync they take a third of the time. */
function serverFlags(folder, port, settings) {
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilReady(connectionString, server) {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`postgres ended at once with code ${server.exitCode}`);
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      const { rows } = await client.query('show server_version');
      return rows[0].server_version;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('postgres did not answer within 30 seconds');
}
