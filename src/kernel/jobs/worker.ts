import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { Context } from '../http/context.ts';
import type { Job, Turn } from './job.ts';

/** How long to wait when nothing is due. */
const restMilliseconds = 2_000;

export interface Worker {
  /** Does everything that is due now. */
  step(): Promise<void>;
  /** Does so from now on, until it is stopped. */
  start(): void;
  /** Finishes what it is just doing and gives back the rest. */
  stop(): Promise<void>;
}

/** Makes the worker that does the jobs, one at a time. A job that fails is logged, and tried again later. */
export function newWorker(context: Context, jobs: readonly Job[]): Worker {
  const owner = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  const startedAt = context.now();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const isStopping = () => stopping;
  const turn = (): Turn => ({ context, now: context.now(), owner, startedAt, isStopping, giveWay });

  const doAll = async (): Promise<void> => {
    for (const job of jobs) await attempt(context, job, () => untilDone(job, turn));
  };

  const step = (): Promise<void> => {
    running = running.then(() => (stopping ? undefined : doAll()));
    return running;
  };

  const loop = async (): Promise<void> => {
    await step();
    if (!stopping) timer = setTimeout(loop, restMilliseconds);
  };

  return {
    step,
    start: () => void loop(),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await running;
      for (const job of jobs) await attempt(context, job, async () => job.release?.(turn()));
    },
  };
}

async function untilDone(job: Job, turn: () => Turn): Promise<void> {
  let more = true;
  while (more && !turn().isStopping()) more = await job.step(turn());
}

async function attempt({ log }: Context, { name }: Job, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error, job: name }, 'a job failed');
  }
}
