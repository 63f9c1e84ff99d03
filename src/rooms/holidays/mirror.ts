import { approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { type MirroredTime, mirrorLeave } from '../appointments/leave-sql.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import { nearOf } from './hours-sql.ts';
import type { StoredHoliday } from './sql.ts';

/** Leave as appointments: one, or one for each time up to the horizon where it recurs. */

/** Leave with the rule that it recurs by. */
export type LeaveWithRule = StoredHoliday & HolidayTimes;

const mostTimes = 1_000;

/** The times of leave up to the horizon; all of leave that does not recur.
 * @throws Problem for a rule that gives too many */
export function timesUntil(leave: LeaveWithRule, zone: Zone, horizon: number, from?: number): MirroredTime[] {
  const near = nearOf(leave);
  const window = { start: from ?? near.start, end: leave.rule ? Math.max(horizon, near.end) : near.end };
  const times = timesOfHoliday(leave, zone, window);
  if (times.length > mostTimes) {
    throw fieldProblem('schedule', `Leave has at most ${mostTimes} times from its start until the horizon.`);
  }
  return times.map(({ start, end }) => ({ start, end, days: leave.all_day ? daysOf(start, end, zone) : undefined }));
}

function daysOf(start: number, end: number, zone: Zone) {
  const last = Math.max(dayOf(end - 1, zone), dayOf(start, zone));
  return { first: formatCivilDate(dayOf(start, zone)), last: formatCivilDate(last) };
}

/** Makes the calendar show what the leave is now; leave that was rejected is not shown.
 * @throws Problem appointment-clash */
export function showInCalendar(
  connection: Connection,
  scope: Scope,
  now: number,
  leave: LeaveWithRule,
  times: readonly MirroredTime[],
  options: { force: boolean; from?: number },
): Promise<void> {
  const isRejected = leave.approval_status === approvalStatus.rejected;
  return mirrorLeave(
    connection,
    scope,
    now,
    {
      holidayId: leave.id,
      agentId: leave.agent_id as number,
      subject: leave.name || leave.holiday_type_name || 'Leave',
      holidayType: leave.holiday_type,
      approvalStatus: leave.approval_status as number,
      approvalNote: leave.approvalnote,
      decidedBy: leave.decided_by,
      decidedAt: leave.decided_at,
      times: isRejected ? [] : times,
      ...(options.from !== undefined && { from: options.from }),
    },
    options.force,
  );
}

/** How long leave may last: appointments last no longer. */
export const longestLeave = 366 * DAY;
