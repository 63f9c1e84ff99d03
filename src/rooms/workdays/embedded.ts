import { Type } from 'typebox';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { Problem } from '../../problems.ts';
import { readerOf } from '../../wire/read.ts';
import { publicHolidaysOf, replacePublicHolidays } from '../holidays/embedded-sql.ts';
import { type HolidayElement, HolidayFields } from '../holidays/schema.ts';

/** The public holidays that a workday embeds: rows of the room of holidays. */

interface Saving {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly now: number;
  readonly horizon: number;
}

/** Rows of workdays with the public holidays of each. */
export async function withHolidays<Row extends { id?: unknown }>(
  { connection, scope, now }: Omit<Saving, 'horizon'>,
  rows: readonly Row[],
): Promise<(Row & { holidays: unknown[] })[]> {
  const ids = [...new Set(rows.map(({ id }) => id as number))];
  const holidays = await publicHolidaysOf(connection, scope, ids, now);
  return rows.map((row) => ({ ...row, holidays: holidays.get(row.id as number) ?? [] }));
}

/** Are these the public holidays that the workday has, sent back as they were shown? */
export async function isEcho(saving: Saving, workdayId: number, given: readonly HolidayElement[]): Promise<boolean> {
  const shown = (await publicHolidaysOf(saving.connection, saving.scope, [workdayId], saving.now)).get(workdayId) ?? [];
  const read = asRead(JSON.parse(JSON.stringify(shown)), '', { errors: {}, ignored: new Set() });
  return JSON.stringify(read) === JSON.stringify(given);
}

const asRead = readerOf(Type.Array(HolidayFields));

/** Makes these the public holidays of a workday, and no others.
 * @param index of the workday in the body */
export async function replaceHolidays(
  saving: Saving,
  workdayId: number,
  given: readonly HolidayElement[],
  index: number,
): Promise<void> {
  try {
    await replacePublicHolidays(saving, workdayId, given);
  } catch (error) {
    if (!(error instanceof Problem) || !error.extras.errors) throw error;
    const path = `[${index}].holidays`;
    const errors = Object.entries(error.extras.errors).map(([field, messages]) => [path + field, messages]);
    throw new Problem(error.code, error.message, { ...error.extras, errors: Object.fromEntries(errors) });
  }
}
