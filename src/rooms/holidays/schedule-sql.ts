import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { expand } from '../../kernel/recurrence/expand.ts';
import { DAY } from '../../kernel/time/units.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { otherFacts } from '../appointments/facts-sql.ts';
import { agentFacts } from '../directory/sql.ts';
import type { OwnerTold } from '../schedules/owner-sql.ts';
import { recurrenceOfSchedule, sameRule } from '../schedules/rules.ts';
import { type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import { insertSchedule, schedulesOf, updateSchedule } from '../schedules/sql.ts';
import { patternsOfWorkdays } from '../workdays/pattern-sql.ts';
import { scheduleOfHoliday } from './recurrence-rules.ts';
import { mayWrite } from './rules.ts';
import type { HolidayElement, HolidayRow } from './schema.ts';
import { holidayNumbered, type StoredHoliday } from './sql.ts';
import { timesOf } from './time-rules.ts';

/** The schedule of what recurs: type 2, its uniqueid the holid. */

interface Saving {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly now: number;
}

/** Writes the schedule of a stored row that recurs. */
export async function saveSchedule(
  saving: Saving,
  row: HolidayRow,
  said: HolidayElement['schedule'],
): Promise<ScheduleRow> {
  const { connection, scope } = saving;
  const { tenantId } = scope;
  const [stored] = await schedulesOf(connection, tenantId, scheduleType.holiday, [row.holid as number]);
  const schedule = await planned(saving, row, said, stored);
  refuseOften(schedule);
  const written = stored
    ? await updateSchedule(connection, tenantId, schedule)
    : await insertSchedule(connection, tenantId, schedule);
  return written as ScheduleRow;
}

/** Does an element make a row that recurs occur at other times, its own date aside? */
export async function recursAnew(
  saving: Saving,
  element: HolidayElement,
  stored: StoredHoliday,
  schedule: ScheduleRow | undefined,
): Promise<boolean> {
  if (!schedule || element.schedule === undefined || element.isrecurring === false) return false;
  const row = { ...stored, ...timesOf(element, stored) };
  return !sameRule(await planned(saving, row, element.schedule, schedule), schedule);
}

async function planned(
  saving: Saving,
  row: HolidayRow,
  said: HolidayElement['schedule'],
  stored: ScheduleRow | undefined,
): Promise<ScheduleRow> {
  const { scope, now } = saving;
  return scheduleOfHoliday(row, said, stored, { zone: await zoneOf(saving, row), savedBy: scope.agentId, now });
}

/** Whose calendar a rule goes by, unless it says so itself: the agent's, the workday's, the tenant's. */
async function zoneOf({ connection, scope }: Saving, { agent_id, workday_id }: HolidayRow): Promise<Zone> {
  if (agent_id !== null) {
    const agent = (await agentFacts(connection, scope.tenantId, [agent_id])).get(agent_id);
    return findZone(agent?.timezone ?? '') ?? UTC;
  }
  const patterns =
    workday_id === null ? [] : (await patternsOfWorkdays(connection, scope.tenantId, [workday_id])).get(workday_id);
  return patterns?.at(-1)?.pattern.zone ?? (await otherFacts(connection, scope, [])).tenantZone;
}

const mostInYear = 400;

/** @throws Problem for a rule that gives more than a time a day, which nobody means by a holiday */
function refuseOften(schedule: ScheduleRow): void {
  const year = { start: schedule.startdate, end: schedule.startdate + 366 * DAY };
  const isTooFine = /FREQ=(SECONDLY|MINUTELY|HOURLY)/i.test(schedule.rrule);
  if (!isTooFine && expand(recurrenceOfSchedule(schedule), year, mostInYear + 1).length <= mostInYear) return;
  throw fieldProblem('schedule.rrule', 'It recurs at most once a day.');
}

/** A schedule of a holiday that is saved by itself (POST /Schedule).
 * @throws Problem forbidden unless the caller may change the holiday; conflict for leave, which is more than its dates */
export const scheduleOfHolidayTold: OwnerTold = async (connection, scope, _now, schedule) => {
  if (schedule.uniqueid === null) return;
  const holiday = await holidayNumbered(connection, scope.tenantId, schedule.uniqueid);
  if (!holiday) return;
  mayWrite(scope, holiday);
  if (holiday.agent_id !== null) {
    throw new Problem('conflict', `Leave and its schedule are changed together: post Holiday ${holiday.id}.`);
  }
  refuseOften(schedule);
};
