import type { Connection } from '../../kernel/db/transaction.ts';
import { type Interval, overlaps } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import type { ScheduleRow } from '../schedules/schema.ts';
import { patternsOfWorkdays } from '../workdays/pattern-sql.ts';
import type { Work } from '../workdays/work-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import { hoursTaken } from './hours-rules.ts';
import { type HolidayRow, kindOf } from './schema.ts';

/** The computed `duration` of rows: the working time that they take away. */

/** Hours of each row, of its first time where it recurs. A bounded number of statements for each year that they begin in. */
export async function hoursOfRows<Row extends HolidayRow>(
  connection: Connection,
  tenantId: number,
  rows: readonly Row[],
): Promise<Map<Row, number>> {
  const hours = new Map<Row, number>();
  const leave = rows.filter((row) => kindOf(row) === 'leave' && saidHours(row) === null);
  for (const some of byYear(leave)) await addHoursOfLeave(connection, tenantId, some, hours);
  await addHoursOfPublic(
    connection,
    tenantId,
    rows.filter((row) => kindOf(row) === 'public'),
    hours,
  );
  for (const row of rows) if (!hours.has(row)) hours.set(row, saidHours(row) ?? 0);
  return hours;
}

/** Hours that timed leave says itself. */
export function saidHours(row: Pick<HolidayRow, 'all_day' | 'duration'>): number | null {
  return row.all_day ? null : row.duration;
}

/** What a row is, and by which rule it recurs. */
export function withScheduleOf<Row extends HolidayRow>(
  row: Row,
  schedule: ScheduleRow | undefined,
): Row & HolidayTimes {
  const rule = row.is_recurring && schedule ? schedule : null;
  return { ...row, rule };
}

/** The times of a row itself, whether it recurs or not. */
export function ownTimes(row: HolidayRow, zone: Zone): Interval[] {
  const near = nearOf(row);
  return timesOfHoliday({ ...row, rule: null }, zone, near);
}

/** An interval that holds the row in any zone. */
export function nearOf({ start_date, end_date, starts_at, ends_at }: HolidayRow): Interval {
  const start = starts_at ?? Date.parse(start_date as string) - 2 * DAY;
  const end = ends_at ?? Date.parse(end_date as string) + 3 * DAY;
  return { start, end };
}

function byYear<Row extends HolidayRow>(rows: readonly Row[]): Row[][] {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const year = new Date(nearOf(row).start).getUTCFullYear();
    groups.set(year, [...(groups.get(year) ?? []), row]);
  }
  return [...groups.values()];
}

async function addHoursOfLeave<Row extends HolidayRow>(
  connection: Connection,
  tenantId: number,
  rows: readonly Row[],
  hours: Map<Row, number>,
): Promise<void> {
  const agentIds = [...new Set(rows.map((row) => row.agent_id as number))];
  const works = await readWork(connection, tenantId, agentIds, hull(rows.map(nearOf)));
  for (const row of rows) {
    const work = works.get(row.agent_id as number);
    if (work) hours.set(row, hoursTaken(nearby(work, nearOf(row)), ownTimes(row, work.zone)));
  }
}

/** Without the public holidays and shifts of other days. */
function nearby(work: Work, window: Interval): Work {
  const isNear = (time: Interval) => overlaps(time, { start: window.start - 3 * DAY, end: window.end + 3 * DAY });
  return { ...work, publicHolidays: work.publicHolidays.filter(isNear), shifts: work.shifts.filter(isNear) };
}

function hull(intervals: readonly Interval[]): Interval {
  return {
    start: Math.min(...intervals.map(({ start }) => start)),
    end: Math.max(...intervals.map(({ end }) => end)),
  };
}

/** A public holiday takes the hours of its workday. */
async function addHoursOfPublic<Row extends HolidayRow>(
  connection: Connection,
  tenantId: number,
  rows: readonly Row[],
  hours: Map<Row, number>,
): Promise<void> {
  const workdayIds = [...new Set(rows.map((row) => row.workday_id as number))];
  const patterns = await patternsOfWorkdays(connection, tenantId, workdayIds);
  for (const row of rows) {
    const dated = patterns.get(row.workday_id as number) ?? [];
    const zone = dated.at(-1)?.pattern.zone ?? UTC;
    hours.set(row, hoursTaken({ patterns: dated, shifts: [], publicHolidays: [] }, ownTimes(row, zone)));
  }
}
