import { jobs } from '../jobs.ts';
import { newWorker } from '../kernel/jobs/worker.ts';
import type { Command } from './command.ts';

/** For a server that should only answer requests (ALMANAC_WORKER=false). Any number of workers may run. */
export const workerCommand: Command = {
  summary: 'Do what servers do beside answering requests, until SIGTERM or Ctrl+C',
  run: async ({ open, out }) => {
    const worker = newWorker(await open(), jobs);
    const asked = new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    worker.start();
    out.write('almanac worker ready\n');
    await asked;
    await worker.stop();
  },
};
