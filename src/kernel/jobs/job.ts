import type { Context } from '../http/context.ts';

/** What a server does beside answering requests. src/jobs.ts lists them. */
export interface Job {
  name: string;
  /** Does a part of what is due.
   * @returns whether there may be more to do at once */
  step(turn: Turn): Promise<boolean>;
  /** Gives back what the worker holds, once it has stopped. */
  release?(turn: Turn): Promise<void>;
}

/** What a job is given. */
export interface Turn {
  context: Context;
  /** The present instant. */
  now: number;
  /** Names this worker among those of all servers, for claims. */
  owner: string;
  /** When this worker began. */
  startedAt: number;
  /** The worker has been asked to stop: a step that does one thing after another ends before the next. */
  isStopping(): boolean;
  /** Lets requests be answered in between. The embedded database works on this thread, and leaves it by itself only
   * when nothing is left to do: a long job awaits this after each of its parts. */
  giveWay(): Promise<void>;
}
