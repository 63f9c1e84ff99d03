import { transaction } from '../../kernel/db/transaction.ts';
import type { Job, Turn } from '../../kernel/jobs/job.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { Problem } from '../../problems.ts';
import { actingFor, failureText, makeOccurrence } from './making.ts';
import { afterFailure } from './queue-rules.ts';
import { fillQueue, tenantsWithWork } from './queue-sql.ts';
import { claimDue, holdClaimed, noteFailure, type Occurrence, releaseClaims } from './run-sql.ts';
import { schedulesById } from './sql.ts';

/** Few enough that a server which dies keeps the others waiting for little. */
const claimedAtOnce = 10;
/** Far longer than making some takes, so that a claim runs out only with its server. */
const leaseMilliseconds = 15 * SECOND;

/** Queues what falls due, and makes it. Any number of servers may do so at once. */
export const scheduledTickets: Job = {
  name: 'scheduled tickets',
  step: async (turn) => {
    const tenants = await tenantsWithWork(turn.context.database.pool, turn.now);
    for (const tenantId of tenants) if (!turn.isStopping()) await workFor(turn, tenantId);
    return tenants.length > 0;
  },
  release: ({ context, owner }) => releaseClaims(context.database.pool, owner),
};

async function workFor(turn: Turn, tenantId: number): Promise<void> {
  const { context, owner, now } = turn;
  await transaction(context.database, (connection) => fillQueue(connection, tenantId, now));
  const claim = { owner, until: now + leaseMilliseconds, most: claimedAtOnce };
  const claimed = await claimDue(context.database.pool, tenantId, now, claim);
  for (const occurrence of claimed) {
    if (turn.isStopping()) return;
    await runOne(turn, tenantId, occurrence);
    await turn.giveWay();
  }
}

async function runOne({ context, owner }: Turn, tenantId: number, occurrence: Occurrence): Promise<void> {
  const { database, log } = context;
  const now = Math.floor(context.now() / SECOND) * SECOND;
  try {
    await transaction(database, async (connection) => {
      if (!(await holdClaimed(connection, tenantId, occurrence.id, owner))) return;
      const { schedule_id } = occurrence;
      const schedule = (await schedulesById(connection, tenantId, [schedule_id])).get(schedule_id);
      if (schedule) await makeOccurrence(connection, actingFor(tenantId, schedule), schedule, occurrence, now);
    });
  } catch (error) {
    if (!(error instanceof Problem)) log.error({ err: error, occurrence: occurrence.id }, 'an occurrence failed');
    const failure = { ...afterFailure(occurrence.retry_attempts_remaining, now), error: failureText(error), owner };
    await noteFailure(database.pool, tenantId, occurrence.id, failure, now);
  }
}
