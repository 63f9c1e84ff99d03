import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { withScheduleOf } from './hours-sql.ts';
import { boundsOf, occursBetween } from './list-rules.ts';
import { findHolidays, hasOnlyOneAgent } from './list-sql.ts';
import { shownHolidays } from './read-sql.ts';
import type { HolidayListQuery } from './schema.ts';
import { schedulesOfHolidays } from './sql.ts';

/** GET /Holiday. */
export async function listHolidays(connection: Connection, scope: Scope, query: HolidayListQuery, now: number) {
  const { tenantId } = scope;
  const bounds = boundsOf(query);
  const onlyAgent = query.my_approvals === true && (await hasOnlyOneAgent(connection, tenantId));
  const found = await findHolidays(connection, scope, query, bounds, onlyAgent);
  const recurring = bounds.from || bounds.to ? found.filter((row) => row.is_recurring) : [];
  const schedules = await schedulesOfHolidays(connection, tenantId, recurring);
  const isOut = (row: (typeof found)[number]) => !occursBetween(withScheduleOf(row, schedules.get(row.holid)), bounds);
  const out = new Set(recurring.filter(isOut));
  const rows = found.filter((row) => !out.has(row));
  return shownHolidays(connection, scope, rows, now, query);
}
