import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { queueStatus } from './occurrence-schema.ts';
import type { Failure } from './queue-rules.ts';

/** Who runs which occurrence. A server claims some for a short time and runs each in a transaction of its own, which
 * also writes that it is done: a server that dies leaves its claims to run out, and nothing is done twice. */

/** A row of the table `schedule_occurrence`, as far as running it needs. */
export interface Occurrence {
  id: number;
  schedule_id: number;
  creation_date: number;
  retry_attempts_remaining: number;
}

const columns = 'o.id, o.schedule_id, o.creation_date, o.retry_attempts_remaining';

/** Claims occurrences that are due: none that another server holds, unless its claim has run out. */
export async function claimDue(
  connection: Connection,
  tenantId: number,
  now: number,
  claim: { owner: string; until: number; most: number },
): Promise<Occurrence[]> {
  const { rows } = await connection.query<Occurrence>({
    name: 'claim_occurrences',
    text: `update schedule_occurrence o
      set status = ${queueStatus.running}, lease_owner = $3, due_at = $4, last_attempt_date = $2
      from (select id from schedule_occurrence where tenant_id = $1 and due_at <= $2
        order by due_at, id limit $5 for update skip locked) x
      where o.tenant_id = $1 and o.id = x.id returning ${columns}`,
    values: [tenantId, instantParameter(now), claim.owner, instantParameter(claim.until), claim.most],
  });
  return rows.sort((one, other) => one.creation_date - other.creation_date || one.id - other.id);
}

/** Holds a claimed occurrence until the transaction ends; false when it is no longer this owner's. */
export async function holdClaimed(
  connection: Connection,
  tenantId: number,
  id: number,
  owner: string,
): Promise<boolean> {
  const { rows } = await connection.query({
    name: 'hold_occurrence',
    text: `select id from schedule_occurrence
      where tenant_id = $1 and id = $2 and status = ${queueStatus.running} and lease_owner = $3 for update`,
    values: [tenantId, id, owner],
  });
  return rows.length > 0;
}

/** Holds the earliest occurrence of a schedule that is not made yet, and that no server is just running. */
export async function holdNext(
  connection: Connection,
  tenantId: number,
  scheduleId: number,
  withFailed: boolean,
): Promise<Occurrence | undefined> {
  const { due, waitingToRetry, failed } = queueStatus;
  const { rows } = await connection.query<Occurrence>(
    `select ${columns} from schedule_occurrence o
     where o.tenant_id = $1 and o.schedule_id = $2 and o.status = any ($3::int[])
     order by o.creation_date limit 1 for update`,
    [tenantId, scheduleId, withFailed ? [due, waitingToRetry, failed] : [due, waitingToRetry]],
  );
  return rows[0];
}

/** What an occurrence made. */
export interface Made {
  ticketId: number;
  appointmentId: number | null;
  description: string;
}

/** Written by the transaction that made it. */
export async function noteDone(
  connection: Connection,
  tenantId: number,
  id: number,
  made: Made,
  now: number,
): Promise<void> {
  await connection.query({
    name: 'occurrence_done',
    text: `update schedule_occurrence set status = ${queueStatus.done}, result_id = $3, appointment_id = $4,
        description = $5, error = null, date_processed = $6, last_attempt_date = $6, next_retry_date = null,
        due_at = null, lease_owner = null
      where tenant_id = $1 and id = $2`,
    values: [tenantId, id, made.ticketId, made.appointmentId, made.description, instantParameter(now)],
  });
}

const longestError = 255;

/** Written after the transaction that failed; nothing when another server has taken it over meanwhile.
 * @param owner whose claim it must still be; null where the caller holds the row */
export async function noteFailure(
  connection: Connection,
  tenantId: number,
  id: number,
  failure: Failure & { error: string; owner: string | null },
  now: number,
): Promise<void> {
  const { status, retriesLeft, retryAt, error, owner } = failure;
  await connection.query(
    `update schedule_occurrence set status = $3, retry_attempts_remaining = $4, next_retry_date = $5, due_at = $5,
       error = $6, last_attempt_date = $7, lease_owner = null,
       date_processed = case when $5::timestamptz is null then $7::timestamptz end
     where tenant_id = $1 and id = $2 and ($8::text is null or (lease_owner = $8 and status = ${queueStatus.running}))`,
    [
      tenantId,
      id,
      status,
      retriesLeft,
      instantParameter(retryAt),
      error.slice(0, longestError),
      instantParameter(now),
      owner,
    ],
  );
}

/** Gives back what an owner has claimed and not run, so that others need not wait for the claim to run out. */
export async function releaseClaims(connection: Connection, owner: string): Promise<void> {
  await connection.query(
    `update schedule_occurrence set lease_owner = null, due_at = coalesce(next_retry_date, creation_date),
       status = case when next_retry_date is null then ${queueStatus.due} else ${queueStatus.waitingToRetry} end
     where status = ${queueStatus.running} and lease_owner = $1`,
    [owner],
  );
}

/** Tries something inside a transaction, which goes on whether or not it succeeds.
 * @returns why it failed; undefined when it did not
 * @throws an error after which the whole transaction is to run again */
export async function tried(connection: Connection, work: () => Promise<void>): Promise<unknown> {
  await connection.query('savepoint tried');
  try {
    await work();
    await connection.query('release savepoint tried');
    return undefined;
  } catch (error) {
    if (['40P01', '40001'].includes((error as { code?: string }).code ?? '')) throw error;
    await connection.query('rollback to savepoint tried');
    return error;
  }
}
