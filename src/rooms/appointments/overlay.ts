import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { windowOf } from '../../wire/window.ts';
import type { PlannedKind } from '../change-calendar/planned-sql.ts';
import { eachOnce, type PublicHoliday } from '../workdays/public-holidays-rules.ts';
import { readPublicHolidays } from '../workdays/public-holidays-sql.ts';
import { agentsAsked } from './filter-sql.ts';
import type { ListQuery } from './list-query.ts';

/** The kinds of rows that a list has from elsewhere. */
export interface Overlay {
  readonly planned: readonly PlannedKind[];
  readonly holidays: readonly HolidayTime[];
  /** One row for all agents of a holiday. */
  readonly once: boolean;
}

/** A time of a public holiday as statements take it. */
export interface HolidayTime {
  /** Its rows are numbered from here on, in the order of `agents`. */
  readonly first: number;
  readonly holiday_id: string;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly agents: readonly number[];
}

/** What a query asks for beside stored rows; undefined when that is nothing. The ...only parameters want stored rows. */
export async function readOverlay(
  connection: Connection,
  query: ListQuery,
  { tenantId }: Scope,
  now: number,
): Promise<Overlay | undefined> {
  if (query.appointmentsonly || query.tasksonly || query.shiftsonly) return undefined;
  const planned: PlannedKind[] = [];
  if (query.showprojects) planned.push('project');
  if (query.showchanges) planned.push('change');
  const once = query.showholidayonce === true;
  const holidays = query.showholidays ? await holidaysFor(connection, query, tenantId, now) : [];
  if (planned.length === 0 && holidays.length === 0) return undefined;
  return { planned, holidays: numbered(once ? eachOnce(holidays) : holidays), once };
}

async function holidaysFor(connection: Connection, query: ListQuery, tenantId: number, now: number) {
  const { from, to } = windowOf(query);
  // A window without length is made one that finds what it may have; the statement leaves out what it has not.
  const end = from !== undefined && from === to ? from + 1 : to;
  return readPublicHolidays(connection, tenantId, { agentIds: agentsAsked(query), from, to: end, now });
}

function numbered(holidays: readonly PublicHoliday[]): HolidayTime[] {
  // No row has the number 0: that would be a stored one's.
  let first = 1;
  return holidays.map(({ holidayId, start, end, startDate, endDate, agents }) => {
    const time = {
      first,
      holiday_id: holidayId,
      starts_at: instantParameter(start),
      ends_at: instantParameter(end),
      start_date: startDate,
      end_date: endDate,
      agents,
    };
    first += agents.length;
    return time;
  });
}
