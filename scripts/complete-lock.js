import { readFileSync, writeFileSync } from 'node:fs';
import { missingEntries } from './checks/lock.js';

/** `node scripts/complete-lock.js`, after `npm install NAME` on a machine whose registry lacks some platforms' packages.
 * npm then leaves their entries out of package-lock.json, and `npm ci` refuses such a lock everywhere. This writes them:
 * name, version and platform, as npm would; without the checksum, which nobody here can know. */

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd'];
const processors = { arm64: 'arm64', wasm32: 'wasm32', arm: 'arm', ia32: 'ia32', x64: 'x64' };

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const missing = missingEntries(lock);
for (const { name, version } of missing) lock.packages[`node_modules/${name}`] = entryOf(name, version);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} entries written`);

function entryOf(name, version) {
  const platform = name.split('/').at(-1);
  const os = systems.find((system) => platform.includes(system));
  const cpu = Object.keys(processors).find((processor) => platform.includes(processor));
  const libc = platform.includes('musl') ? 'musl' : platform.includes('gnu') ? 'glibc' : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    dev: true,
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
