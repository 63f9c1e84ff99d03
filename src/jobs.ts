import type { Job } from './kernel/jobs/job.ts';
import { horizonJob } from './rooms/appointments/generate.ts';
import { forgetHolds } from './rooms/booking/forget-holds.ts';
import { leaveHorizonJob } from './rooms/holidays/horizon.ts';
import { scheduledTickets } from './rooms/schedules/run-queue.ts';

/** What the worker does, in this order: in every server, and alone as `almanac worker`. */
export const jobs: readonly Job[] = [scheduledTickets, horizonJob, leaveHorizonJob, forgetHolds];
