import { approvalStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Work } from '../workdays/work-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import type { Taken } from './allowance-rules.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import { rules, times, withRule } from './closed-sql.ts';
import { hoursTaken, rounded, within, yearIn } from './hours-rules.ts';

/** How many hours of leave agents have taken, by type and calendar year of their zone. */

/** What is asked about: leave of an agent, of one type, in one year. */
export interface TakenAsked {
  readonly agentId: number;
  readonly holidayType: number;
  readonly year: number;
}

export const takenKey = ({ agentId, holidayType, year }: TakenAsked) => `${agentId} ${holidayType} ${year}`;

/** Hours by `takenKey`. A bounded number of statements, whatever is asked.
 * @param exceptId leave that does not count */
export async function hoursOfLeaveTaken(
  connection: Connection,
  tenantId: number,
  asked: readonly TakenAsked[],
  exceptId?: string,
): Promise<Map<string, Taken>> {
  if (asked.length === 0) return new Map();
  const agentIds = [...new Set(asked.map(({ agentId }) => agentId))];
  const window = yearsIn(asked.map(({ year }) => year));
  const works = await readWork(connection, tenantId, agentIds, window);
  const rows = await leaveDuring(connection, tenantId, agentIds, window);
  const counted = rows.filter((row) => row.id !== exceptId);
  return new Map(
    asked.map((one): [string, Taken] => {
      const work = works.get(one.agentId);
      const own = counted.filter((row) => row.agent_id === one.agentId && row.holiday_type === one.holidayType);
      const hours = (isApproved: boolean) =>
        rounded(
          own
            .filter((row) => (row.approval_status === approvalStatus.approved) === isApproved)
            .reduce((sum, row) => sum + (work ? hoursInYear(row, work, one.year) : 0), 0),
        );
      return [takenKey(one), { approved: hours(true), pending: hours(false) }];
    }),
  );
}

export interface LeaveHours extends HolidayTimes {
  /** Hours that the leave says itself; all of them count for the year in which it begins. */
  readonly duration: number | null;
}

/** Hours that leave takes in a calendar year. */
export function hoursInYear(row: LeaveHours, work: Work, year: number): number {
  const window = yearIn(year, work.zone);
  const during = timesOfHoliday(row, work.zone, window);
  if (!row.all_day && row.duration !== null) {
    return during.filter(({ start }) => start >= window.start).length * row.duration;
  }
  return hoursTaken(work, within(during, window));
}

function yearsIn(years: readonly number[]): Interval {
  return {
    start: Date.UTC(Math.min(...years), 0, 1) - 2 * DAY,
    end: Date.UTC(Math.max(...years) + 1, 0, 1) + 2 * DAY,
  };
}

type TakenRow = LeaveHours & { id: string; agent_id: number; holiday_type: number; approval_status: number };

async function leaveDuring(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
): Promise<TakenRow[]> {
  const { rows } = await connection.query({
    name: 'leave_taken',
    text: `select h.id, h.agent_id, h.holiday_type, h.approval_status, h.duration, ${times} from holiday h ${rules}
      where h.tenant_id = $1 and h.agent_id = any ($2::bigint[]) and h.near && tstzrange($3, $4)
        and h.approval_status <> ${approvalStatus.rejected}`,
    values: [tenantId, agentIds, instantParameter(start), instantParameter(end)],
  });
  return rows.map((row) => withRule(row) as TakenRow);
}
