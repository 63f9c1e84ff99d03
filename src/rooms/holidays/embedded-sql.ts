import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem } from '../../problems.ts';
import { shownHolidays } from './read-sql.ts';
import { type HolidaySaving, removeRow, saveElements } from './save-sql.ts';
import type { HolidayElement } from './schema.ts';
import { holidaysOfWorkdays } from './sql.ts';

/** The public holidays that a Workday embeds, for the room of workdays. */

/** Public holidays as the wire has them, by workday and date; a bounded number of statements. */
export async function publicHolidaysOf(
  connection: Connection,
  scope: Scope,
  workdayIds: readonly number[],
  now: number,
): Promise<Map<number, Record<string, unknown>[]>> {
  const rows = await holidaysOfWorkdays(connection, scope.tenantId, workdayIds);
  const shown = await shownHolidays(connection, scope, rows, now);
  const byWorkday = new Map<number, Record<string, unknown>[]>(workdayIds.map((id) => [id, []]));
  for (const [index, row] of rows.entries()) {
    byWorkday.get(row.workday_id as number)?.push(shown[index] as Record<string, unknown>);
  }
  return byWorkday;
}

/** Makes these the public holidays of a workday: those with the id of one that it has change it, the others are made, and
 * what is not among them goes. For admins; leave and freezes are refused.
 * @throws Problem whose fields are of the array: `[0].date` */
export async function replacePublicHolidays(
  saving: HolidaySaving,
  workdayId: number,
  elements: readonly HolidayElement[],
): Promise<void> {
  const stored = await holidaysOfWorkdays(saving.connection, saving.scope.tenantId, [workdayId]);
  const known = new Set(stored.map(({ id }) => id));
  const kept = new Set<string>();
  const wanted = elements.map((element, index): HolidayElement => {
    if ((element.agent_id ?? 0) > 1) throw fieldProblem(`[${index}].agent_id`, 'Leave is not of a workday.');
    if ((element.entity ?? 0) > 0) throw fieldProblem(`[${index}].entity`, 'Only public holidays are of a workday.');
    // A copy of another workday's holidays makes new ones.
    const { id, ...rest } = element;
    const isOwn = id !== null && id !== undefined && known.has(id) && !kept.has(id);
    if (isOwn) kept.add(id);
    return { ...rest, ...(isOwn && { id }), agent_id: null, workday_id: workdayId };
  });
  for (const { id } of stored) if (!kept.has(id)) await removeRow({ ...saving, expected: undefined }, id);
  await saveElements({ ...saving, expected: undefined }, wanted);
}
