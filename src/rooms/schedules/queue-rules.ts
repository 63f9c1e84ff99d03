import { expand, next } from '../../kernel/recurrence/expand.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { queueStatus } from './occurrence-schema.ts';
import { recurrenceOfSchedule } from './rules.ts';
import type { ScheduleRow } from './schema.ts';

/** The rules of the run queue. */

/** A server that was off for long catches up a part at a time. */
const mostAtOnce = 500;

export interface Queued {
  instants: number[];
  /** The latest occurrence that is then in the queue; null when the schedule has no further one. */
  latest: number | null;
}

/** What belongs into the queue after the latest that is there: everything up to now, and the next one. */
export function occurrencesSince(row: ScheduleRow, now: number): Queued {
  if (row.next_creation === null) return { instants: [], latest: null };
  const recurrence = recurrenceOfSchedule(row);
  const instants = expand(recurrence, { start: row.next_creation + 1, end: now + 1 }, mostAtOnce);
  if (instants.length === mostAtOnce) return { instants, latest: instants.at(-1) as number };
  const upcoming = next(recurrence, now);
  return upcoming === undefined ? { instants, latest: null } : { instants: [...instants, upcoming], latest: upcoming };
}

/** The occurrence after the latest that is in the queue. */
export function laterOf(row: ScheduleRow): number | undefined {
  return row.next_creation === null ? undefined : next(recurrenceOfSchedule(row), row.next_creation);
}

/** How long to wait after each attempt that failed. */
const backoffMinutes = [1, 5, 15, 60, 240] as const;
export const mostRetries = backoffMinutes.length;

export interface Failure {
  status: number;
  retriesLeft: number;
  /** When it is tried again; null when it has failed for good. */
  retryAt: number | null;
}

/** What becomes of an occurrence whose attempt failed.
 * @param retriesLeft before this attempt */
export function afterFailure(retriesLeft: number, now: number): Failure {
  const minutes = backoffMinutes[mostRetries - retriesLeft];
  if (retriesLeft <= 0 || minutes === undefined) return { status: queueStatus.failed, retriesLeft: 0, retryAt: null };
  return { status: queueStatus.waitingToRetry, retriesLeft: retriesLeft - 1, retryAt: now + minutes * MINUTE };
}
