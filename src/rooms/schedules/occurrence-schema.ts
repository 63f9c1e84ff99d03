import { Type } from 'typebox';
import { Bool, Fields, Instant, Int, IntList, Text } from '../../wire/fields.ts';
import { orderParameters, pageParameters } from '../../wire/list-query.ts';

/** The run queue as clients see it (contract/wire.md, ScheduleOccurrence). */

export const queueStatus = { due: 0, running: 1, done: 2, failed: 3, waitingToRetry: 4 } as const;

export const OccurrenceFields = Fields(
  {
    id: Int('Id'),
    timestamp: Instant('When it was put into the queue'),
    schedule_id: Int('The schedule whose occurrence it is'),
    creation_date: Instant('When it occurs'),
    status: Int('0 due, 1 running, 2 done, 3 failed, 4 waiting to retry'),
    error: Text('Why the latest attempt failed', 255),
    retry_attempts_remaining: Int('How many more times it is tried'),
    result_id: Int('The ticket that it made'),
    appointment_id: Int('The appointment that it made, where the schedule has an agent and hours'),
    date_processed: Instant('When it was done, or failed for good'),
    next_retry_date: Instant('When it is tried again'),
    last_attempt_date: Instant('When it was last tried'),
    description: Text('What it is about', 1_000),
    _warning: Text('What the caller should know'),
  },
  { title: 'ScheduleOccurrence' },
);

export const OccurrenceList = Fields(
  {
    page_no: Int('The page asked for'),
    page_size: Int('The page size asked for'),
    record_count: Int('How many there are in all pages'),
    occurrences: Type.Array(OccurrenceFields, { description: 'What was made, what is due, and what comes next' }),
  },
  { title: 'ScheduleOccurrence list' },
);

export const OccurrenceQuery = Fields({
  schedule_id: IntList('Of these schedules; several ids with commas, 0 or less = no filter'),
  status: IntList('With one of these statuses, separated by commas'),
  start_date: Instant('creation_date at or after this'),
  end_date: Instant('creation_date before this'),
  ...orderParameters,
  ...pageParameters,
});

export const RunQuery = Fields({
  includefailed: Bool('Occurrences that failed for good are made, too, the oldest first'),
});

export const RunPost = Type.Array(Int('Schedule id'), {
  minItems: 1,
  maxItems: 100,
  description: 'Ids of schedules of type 0: the next occurrence of each is made now',
});
