import type { Context } from '../http/context.ts';
import { dayOf, localToInstant } from '../time/local.ts';
import { HOUR, MINUTE, SECOND } from '../time/units.ts';
import { findZone, UTC, type Zone } from '../time/zones.ts';
import type { Job, Turn } from './job.ts';
import { type Claim, claimRun, endRun, giveUpRun, keepRun, type TenantRun, tenantRuns } from './run-sql.ts';

/** A claim is renewed while the job is done; one of a server that died soon runs out. */
const leaseMilliseconds = 15 * SECOND;
/** Servers that start together count as one start. */
const togetherMilliseconds = MINUTE;
/** A job that failed is tried again. */
const retryMilliseconds = 5 * MINUTE;
const nightTime = 2 * HOUR;

/** A job that is done for each tenant when a server starts, and every night at two by the tenant's clock; by one server
 * only, however many there are.
 * @param run may be repeated: a server that dies leaves it half done
 * @example nightly('horizon', (context, tenantId, turn) => moveHorizon(context, tenantId, turn.now)) */
export function nightly(name: string, run: (context: Context, tenantId: number, turn: Turn) => Promise<void>): Job {
  return {
    name,
    step: async (turn) => {
      const { pool } = turn.context.database;
      // Looking costs one statement; claiming would write one row for each tenant, every few seconds.
      for (const tenant of await tenantRuns(pool, name)) {
        if (turn.isStopping()) break;
        const dueSince = dueSinceFor(tenant, turn);
        if (!mayBeDue(tenant, dueSince, turn.now)) continue;
        const claim = { tenantId: tenant.id, name, owner: turn.owner, until: turn.now + leaseMilliseconds };
        if (await claimRun(pool, claim, dueSince, turn.now)) await runClaimed(turn, claim, run);
      }
      return false;
    },
  };
}

function dueSinceFor({ timezone }: TenantRun, { now, startedAt }: Turn): number {
  return Math.max(latestNight(now, findZone(timezone) ?? UTC), startedAt - togetherMilliseconds);
}

function mayBeDue({ began_at, ended_at, lease_until }: TenantRun, dueSince: number, now: number): boolean {
  const isDone = began_at !== null && ended_at !== null && began_at >= dueSince;
  return !isDone && (lease_until === null || lease_until <= now);
}

async function runClaimed(turn: Turn, claim: Claim, run: Parameters<typeof nightly>[1]): Promise<void> {
  const { context } = turn;
  const { pool } = context.database;
  const keep = () => keepRun(pool, { ...claim, until: context.now() + leaseMilliseconds });
  const heartbeat = setInterval(() => keep().catch(() => {}), leaseMilliseconds / 3);
  try {
    await run(context, claim.tenantId, turn);
    // Who is asked to stop may have stopped half way.
    if (turn.isStopping()) await giveUpRun(pool, claim);
    else await endRun(pool, claim, context.now());
  } catch (error) {
    await giveUpRun(pool, claim, { until: context.now() + retryMilliseconds, error: (error as Error).message });
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** The latest instant up to now at which a zone's clock showed two at night. */
export function latestNight(now: number, zone: Zone): number {
  const today = dayOf(now, zone);
  const night = localToInstant(today, nightTime, zone);
  return night <= now ? night : localToInstant(today - 1, nightTime, zone);
}
