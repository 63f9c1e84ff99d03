import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that this process itself has open. */
const ownFolders = new Set<string>();

/** Keeps a second process out of an embedded database's folder: two writers would destroy it.
 * A lock left behind by a killed process is recognised and taken over.
 * @returns a function that releases the lock.
 * @throws Error naming the process that has the folder. */
export function lockFolder(folder: string): () => void {
  if (ownFolders.has(folder)) throw inUse(folder, process.pid);
  const file = join(folder, 'almanac.lock');
  try {
    writeFileSync(file, ownMark(), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readFileSync(file, 'utf8');
    if (isAlive(holder)) throw inUse(folder, Number(holder.split(' ')[0]));
    writeFileSync(file, ownMark());
  }
  ownFolders.add(folder);
  return () => {
    rmSync(file, { force: true });
    ownFolders.delete(folder);
  };
}

function inUse(folder: string, holder: number): Error {
  return new Error(
    `The database in ${folder} is in use by process ${holder}. Stop that server first, or set DATABASE_URL to share a PostgreSQL server.`,
  );
}

function ownMark(): string {
  return `${process.pid} ${startTime(process.pid)}`;
}

/** A process id alone is not enough: after a restart (of a container, say) another process may have it. */
function isAlive(mark: string): boolean {
  const [pid = 0, started] = mark.split(' ').map(Number);
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startTime(pid) === started;
}

/** When the process started, in clock ticks since boot (field 22 of /proc/PID/stat); 0 where there is no /proc. */
function startTime(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const afterName = readFileSync(file, 'utf8').replace(/^.*\) /s, '');
  return Number(afterName.split(' ')[19]);
}
