import { approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { yearOf } from '../../kernel/time/civil.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { wallClockAt } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { Problem } from '../../problems.ts';
import { busyDuring } from '../appointments/leave-sql.ts';
import { readWork } from '../workdays/work-sql.ts';
import { refuseBeyond } from './allowance-rules.ts';
import { allowancesOf } from './allowance-sql.ts';
import { type LeaveWithRule, showInCalendar, timesUntil } from './mirror.ts';
import { mostAway } from './overlap-rules.ts';
import { hoursInYear, hoursOfLeaveTaken, takenKey } from './taken-sql.ts';
import { leaveOfMates, lockTeamsOf, readTeamLimit } from './team-sql.ts';

/** What stands for and against leave that has just been written, and its place in the calendar. */

export interface Settling {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly now: number;
  readonly horizon: number;
  readonly zone: Zone;
  /** It is new, is moved, or is being approved: then it is weighed. */
  readonly isWeighed: boolean;
  /** Somebody who may overrides what stands against it. */
  readonly force: boolean;
}

export interface Settled {
  readonly warnings: string[];
  readonly conflicts: unknown[];
}

/** Weighs leave against the allowance and the team, puts it into the calendar, and tells what it overlaps.
 * @throws Problem allowance-exceeded, team-away or appointment-clash */
export async function settleLeave(settling: Settling, leave: LeaveWithRule): Promise<Settled> {
  const { connection, scope, now, zone, horizon, isWeighed, force } = settling;
  const times = timesUntil(leave, zone, horizon);
  const isAlive = leave.approval_status !== approvalStatus.rejected;
  const warnings: string[] = [];
  if (isAlive && isWeighed) {
    if (!force) await weighAllowance(settling, leave, times);
    warnings.push(...(await weighTeams(settling, leave, times)));
  }
  await showInCalendar(connection, scope, now, leave, times, { force });
  if (leave.approval_status !== approvalStatus.pending) return { warnings, conflicts: [] };
  const conflicts = await busyDuring(connection, scope, leave.agent_id as number, times, leave.id);
  if (conflicts.length > 0) {
    warnings.unshift(`It overlaps ${conflicts.length} busy appointment${conflicts.length === 1 ? '' : 's'}.`);
  }
  return { warnings, conflicts };
}

async function weighAllowance({ connection, scope, zone }: Settling, leave: LeaveWithRule, times: readonly Interval[]) {
  const { tenantId } = scope;
  const agentId = leave.agent_id as number;
  const years = yearsOf(times, zone);
  const filter = { agentIds: [agentId], holidayType: leave.holiday_type, years };
  const allowances = await allowancesOf(connection, tenantId, filter);
  if (allowances.length === 0) return;
  const asked = allowances.map(({ year }) => ({ agentId, holidayType: leave.holiday_type, year }));
  const taken = await hoursOfLeaveTaken(connection, tenantId, asked, leave.id);
  const first = Math.min(...allowances.map(({ year }) => year));
  const last = Math.max(...allowances.map(({ year }) => year));
  const window = { start: Date.UTC(first, 0, 1) - 2 * DAY, end: Date.UTC(last + 1, 0, 1) + 2 * DAY };
  const work = (await readWork(connection, tenantId, [agentId], window)).get(agentId);
  for (const [index, { hours, year, holiday_type_name }] of allowances.entries()) {
    const others = taken.get(takenKey(asked[index] as (typeof asked)[number]))?.approved ?? 0;
    const own = work ? hoursInYear(leave, work, year) : 0;
    refuseBeyond({ hours, year, type: holiday_type_name ?? 'leave' }, own, others);
  }
}

function yearsOf(times: readonly Interval[], zone: Zone): number[] {
  const years = new Set<number>();
  for (const { start, end } of times) {
    const last = yearOf(wallClockAt(end - 1, zone).day);
    for (let year = yearOf(wallClockAt(start, zone).day); year <= last; year++) years.add(year);
  }
  return [...years];
}

/** @returns warnings, where the tenant does not refuse it */
async function weighTeams(
  { connection, scope, force }: Settling,
  leave: LeaveWithRule,
  times: readonly Interval[],
): Promise<string[]> {
  const { limit, refuses } = await readTeamLimit(connection, scope.tenantId);
  const [first] = times;
  if (limit === null || !first) return [];
  const teams = await lockTeamsOf(connection, scope.tenantId, leave.agent_id as number);
  const window = { start: first.start, end: Math.max(...times.map(({ end }) => end)) };
  const away = await leaveOfMates(connection, scope.tenantId, teams, window);
  const crowded = teams.flatMap(({ name, mates }) => {
    const others = mates.map(({ id }) =>
      (away.get(id) ?? []).filter((one) => times.some((time) => overlaps(one, time))),
    );
    const most = mostAway(times, others);
    return most > limit ? [`With this leave ${most} of ${name} are away at once; at most ${limit} may be.`] : [];
  });
  if (crowded.length > 0 && refuses && !force) {
    throw new Problem('team-away', `${crowded.join(' ')} A manager or an admin may send _force.`);
  }
  return crowded;
}
