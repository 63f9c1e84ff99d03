import { pino } from 'pino';
import { jobs } from '../../src/jobs.ts';
import type { Job } from '../../src/kernel/jobs/job.ts';
import { newWorker, type Worker } from '../../src/kernel/jobs/worker.ts';
import type { TestServer } from './server.ts';

/** A worker beside a test server, on its clock: `step()` does everything that is due. */
export function workerOf({ config, database, clock }: TestServer, these: readonly Job[] = jobs): Worker {
  const log = pino({ level: 'silent' });
  return newWorker({ config, database, log, now: () => clock.now ?? Date.now() }, these);
}
