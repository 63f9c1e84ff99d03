import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { localToInstant, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { patternsOfWorkdays } from '../workdays/pattern-sql.ts';
import { hoursOfRows } from './hours-sql.ts';
import { type LibraryHoliday, libraryHolidays, libraryTypes } from './library.ts';
import type { LoadElement } from './load-schema.ts';
import { defaultWorkday, knownOfWorkday, lockWorkday } from './load-sql.ts';
import { type HolidayRow, holidayEntity } from './schema.ts';
import { loggedHoliday } from './shown.ts';
import { holidaysById, type StoredHoliday, writeHoliday } from './sql.ts';

export interface Loaded {
  readonly country: string;
  readonly year: number;
  readonly workdayId: number;
  readonly made: StoredHoliday[];
  /** How many were there already. */
  readonly existing: number;
}

/** Loads the public holidays of a country and year into a workday. What is there already, loaded before or with the same
 * name on the same day, is left alone. */
export async function loadHolidays(
  connection: Connection,
  scope: Scope,
  now: number,
  asked: LoadElement,
): Promise<Loaded> {
  const { tenantId } = scope;
  const { country, year } = asked;
  if (!country) throw fieldProblem('country', 'Say which country: GB-ENG, for example.');
  if (!year) throw fieldProblem('year', 'Say which year.');
  const found = await libraryHolidays(country, year, typesOf(asked));
  const workdayId =
    asked.workday_id && asked.workday_id > 0 ? asked.workday_id : await defaultWorkday(connection, tenantId);
  if (!(await lockWorkday(connection, tenantId, workdayId))) {
    throw fieldProblem('workday_id', `There is no workday ${workdayId}.`);
  }
  const zone =
    (await patternsOfWorkdays(connection, tenantId, [workdayId])).get(workdayId)?.at(-1)?.pattern.zone ?? UTC;
  const known = await knownOfWorkday(connection, tenantId, workdayId);
  const made: string[] = [];
  for (const holiday of found) {
    const row = rowOf(holiday, { workdayId, zone, place: country.trim().toUpperCase(), scope, now });
    if (known.has(row.loaded_from as string) || known.has(keyOf(holiday))) continue;
    known.add(row.loaded_from as string);
    made.push((await writeHoliday(connection, tenantId, row)).id);
  }
  const rows = await holidaysById(connection, tenantId, made);
  const stored = made.map((id) => rows.get(id) as StoredHoliday);
  await logAll(connection, scope, now, stored);
  return { country: country.trim().toUpperCase(), year, workdayId, made: stored, existing: found.length - made.length };
}

function typesOf({ types }: LoadElement): string[] {
  const asked = (types ?? '')
    .split(',')
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== '');
  const unknown = asked.find((type) => !(libraryTypes as readonly string[]).includes(type));
  if (unknown) throw fieldProblem('types', `'${unknown.slice(0, 40)}' is none of ${libraryTypes.join(', ')}.`);
  return asked.length > 0 ? asked : ['public'];
}

/** A name on a day, as `knownOfWorkday` has it. */
const keyOf = ({ name, date }: LibraryHoliday) => `${date} ${name.toLowerCase()}`;

interface Where {
  readonly workdayId: number;
  readonly zone: Zone;
  readonly place: string;
  readonly scope: Scope;
  readonly now: number;
}

function rowOf(holiday: LibraryHoliday, { workdayId, zone, place, scope, now }: Where): HolidayRow {
  return {
    id: null,
    holid: null,
    name: holiday.name,
    entity: holidayEntity.holiday,
    workday_id: workdayId,
    agent_id: null,
    service_id: null,
    holiday_type: 0,
    ...timesOf(holiday, zone),
    duration: null,
    is_recurring: false,
    risk: 0,
    freeze_per_client: false,
    freeze_clients: [],
    approval_status: null,
    requested_at: null,
    decided_by: null,
    decided_at: null,
    approvalnote: null,
    created_by: scope.agentId,
    loaded_from: `${place} ${holiday.date} ${holiday.name}`,
    extra: {},
    version: 1,
    last_modified: now,
  };
}

/** Half days have times, on the clock of the workday. */
function timesOf({ date, days, hours }: LibraryHoliday, zone: Zone) {
  const day = parseCivilDate(date) as number;
  if (!hours) {
    const end_date = formatCivilDate(day + (days ?? 1) - 1);
    return { all_day: true, start_date: date, end_date, starts_at: null, ends_at: null };
  }
  const at = (time: number) => (time >= DAY ? startOfDay(day + 1, zone) : localToInstant(day, time, zone));
  return { all_day: false, start_date: null, end_date: null, starts_at: at(hours.from), ends_at: at(hours.until) };
}

async function logAll(connection: Connection, scope: Scope, now: number, rows: StoredHoliday[]): Promise<void> {
  const hours = await hoursOfRows(connection, scope.tenantId, rows);
  const changes = rows.map((row) => ({
    entity: 'holiday',
    entityId: row.id,
    action: 'create' as const,
    after: loggedHoliday(row, scope, hours.get(row) ?? 0),
  }));
  await recordChanges(connection, scope, now, changes);
}
