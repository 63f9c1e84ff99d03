import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Database } from '../db/open.ts';

/** What every room is given. Time comes in through `now`, so that a test can decide it. */
export interface Context {
  config: Config;
  database: Database;
  log: Logger;
  /** The present instant in integer milliseconds. */
  now(): number;
}
