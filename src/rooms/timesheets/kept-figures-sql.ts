import type { Connection } from '../../kernel/db/transaction.ts';
import { keptFigureNames } from './approval-schema.ts';
import { readDays } from './day-sql.ts';
import { dayFigures } from './figure-rules.ts';
import { civilDayOf } from './save-rules.ts';
import type { TimesheetRow } from './schema.ts';

/** The figures of a day as they are now, to be kept while it is locked.
 * @param row with what the request says of the day, which is not written yet */
export async function keptFigures(
  connection: Connection,
  tenantId: number,
  row: TimesheetRow,
  now: number,
): Promise<Record<string, number>> {
  const day = civilDayOf(row.day);
  const [read] = await readDays(connection, tenantId, [row.agent_id], { from: day, to: day }, { now });
  if (!read) return {};
  const figures = dayFigures({ ...read.facts, startTime: row.start_time, endTime: row.end_time });
  return Object.fromEntries(keptFigureNames.map((name) => [name, figures[name]]));
}
