import { transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { nightly } from '../../kernel/jobs/nightly.ts';
import { DAY, wholeSecond } from '../../kernel/time/units.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import { withScheduleOf } from './hours-sql.ts';
import { showInCalendar, timesUntil } from './mirror.ts';
import { holidaysById, lockHolidays, recurringLeave, schedulesOfHolidays } from './sql.ts';

/** At start and every night: leave that recurs is shown in the calendar up to the horizon. */
export const leaveHorizonJob = nightly('leave_horizon', async (context, tenantId, { isStopping }) => {
  for (const id of await recurringLeave(context.database.pool, tenantId)) {
    if (isStopping()) return;
    await moveOn(context, tenantId, id);
  }
});

/** It may be run again, and by two servers at once: what is there already is left alone. What somebody has put in its
 * way meanwhile does not stop it: the leave is approved. */
async function moveOn(context: Context, tenantId: number, id: string): Promise<void> {
  const now = wholeSecond(context.now());
  await transaction(context.database, async (connection) => {
    const glimpse = (await holidaysById(connection, tenantId, [id])).get(id);
    if (!glimpse) return;
    const agentId = glimpse.agent_id as number;
    const agent = (await lockAgents(connection, tenantId, [agentId])).get(agentId);
    await lockHolidays(connection, tenantId, [id]);
    const stored = (await holidaysById(connection, tenantId, [id])).get(id);
    if (!stored || !agent || !stored.is_recurring) return;
    const schedule = (await schedulesOfHolidays(connection, tenantId, [stored])).get(stored.holid);
    const leave = withScheduleOf(stored, schedule);
    const times = timesUntil(leave, agent.zone, now + context.config.horizonDays * DAY, now);
    const begun = times.filter(({ start }) => start >= now);
    await showInCalendar(connection, workerScope(tenantId), now, leave, begun, { force: true, from: now });
  });
}

/** Nobody asked: the worker makes what somebody else decided. */
function workerScope(tenantId: number) {
  return {
    tenantId,
    agentId: 0,
    agentName: 'worker',
    timezone: 'UTC',
    role: 'admin' as const,
    reports: [],
    grants: new Set(['all']),
    clientId: 'worker',
    requestsPerMinute: 0,
  };
}
