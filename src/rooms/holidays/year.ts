import { appointmentKind } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay, wallClockAt } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { formatWallTime } from '../../kernel/time/wall.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { type RowWithin, wirePlanned } from '../appointments/planned-rules.ts';
import { rowsWithin } from '../appointments/within-sql.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { type Reader, slotText } from '../booking-page/when-rules.ts';
import { patternOn } from '../workdays/pattern-rules.ts';
import { patternsOfWorkdays } from '../workdays/pattern-sql.ts';
import { everyAgent } from '../workdays/public-holidays-sql.ts';
import type { Work } from '../workdays/work-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import { withScheduleOf } from './hours-sql.ts';
import type { HolidayElement } from './schema.ts';
import { holidaysOfWorkdays, schedulesOfHolidays } from './sql.ts';
import { timesOf } from './time-rules.ts';
import type { HolidayEffect } from './year-schema.ts';
import { workdayNames } from './year-sql.ts';

/** The public holidays of a year as they fall, each with what is planned on it. */

interface Asking {
  connection: Connection;
  scope: Scope;
  locale: string | undefined;
}

interface Day extends HolidayTimes {
  readonly id: string;
  readonly name: string;
  readonly workday_id: number;
  readonly is_recurring: boolean;
  readonly loaded_from: string | null;
}

const mostShown = 50;

/** GET /Holiday/Year */
export async function holidaysOfYear(asking: Asking, year: number, workdayId: number): Promise<HolidayEffect[]> {
  const { connection, scope } = asking;
  const names = await workdayNames(connection, scope.tenantId);
  const ids = [...names.keys()].filter((id) => workdayId <= 0 || id === workdayId);
  const rows = await holidaysOfWorkdays(connection, scope.tenantId, ids);
  const schedules = await schedulesOfHolidays(connection, scope.tenantId, rows);
  const days = rows.map((row) => withScheduleOf(row, schedules.get(row.holid)) as unknown as Day);
  return effectsOf(asking, days, { start: Date.UTC(year, 0, 1), end: Date.UTC(year + 1, 0, 1) }, names);
}

/** POST /Holiday/Preview: the same of one that is not saved, and of the first time only. */
export async function holidayPreview(asking: Asking, element: HolidayElement): Promise<HolidayEffect> {
  const names = await workdayNames(asking.connection, asking.scope.tenantId);
  const workday_id = element.workday_id ?? 0;
  if (!names.has(workday_id)) throw fieldProblem('workday_id', `There is no workday ${workday_id}.`);
  const times = timesOf(element, undefined);
  const day = { id: '', name: element.name ?? '', workday_id, is_recurring: false, loaded_from: null };
  const start = times.starts_at ?? Date.parse(times.start_date as string);
  const window = { start: start - 2 * DAY, end: start + 2 * DAY };
  const [effect] = await effectsOf(asking, [{ ...day, ...times, rule: null }], window, names);
  return effect as HolidayEffect;
}

/** One time of a holiday. */
interface Occurrence extends Interval {
  readonly day: Day;
  readonly zone: Zone;
  /** Civil days, the second not included. */
  readonly first: number;
  readonly until: number;
}

async function effectsOf(asking: Asking, days: readonly Day[], window: Interval, names: ReadonlyMap<number, string>) {
  const { connection, scope } = asking;
  const { tenantId } = scope;
  const patterns = await patternsOfWorkdays(connection, tenantId, [...new Set(days.map((day) => day.workday_id))]);
  const found = days
    .flatMap((day) => occurrencesOf(day, patterns.get(day.workday_id)?.at(-1)?.pattern.zone ?? UTC, window))
    .sort((one, other) => one.start - other.start);
  const around = { start: window.start - 2 * DAY, end: window.end + 2 * DAY };
  const works = await readWork(connection, tenantId, await everyAgent(connection, tenantId), around);
  const having = found.map((one) => [...works].flatMap(([agentId, work]) => timeFor(one, agentId, work)));
  const whose = having.flatMap((times, index) => times.map(() => index));
  const planned = await rowsWithin(connection, scope, having.flat());
  const { locale } = chosenLanguage(undefined, asking.locale);
  return found.map((one, index) => {
    const rows = planned.filter(({ place }) => whose[place] === index);
    return wireEffect(one, having[index]?.length ?? 0, rows, names, { locale, zone: one.zone });
  });
}

/** In whose year they begin. */
function occurrencesOf(day: Day, zone: Zone, { start, end }: Interval): Occurrence[] {
  const [first, until] = [startOfDay(Math.round(start / DAY), zone), startOfDay(Math.round(end / DAY), zone)];
  return timesOfHoliday(day, zone, { start: first, end: until })
    .filter((time) => time.start >= first && time.start < until)
    .map((time) => ({ ...time, day, zone, first: dayOf(time.start, zone), until: dayOf(time.end - 1, zone) + 1 }));
}

/** Whole days are those of the agent's own zone. */
function timeFor({ day, first, until, start, end }: Occurrence, agentId: number, { patterns, zone }: Work) {
  if (patternOn(patterns, first)?.workdayId !== day.workday_id) return [];
  if (!day.all_day) return [{ agentId, start, end }];
  return [{ agentId, start: startOfDay(first, zone), end: startOfDay(until, zone) }];
}

function wireEffect(
  { day, start, end, first, until, zone }: Occurrence,
  agents: number,
  rows: readonly RowWithin[],
  names: ReadonlyMap<number, string>,
  reader: Reader,
): HolidayEffect {
  const shifts = rows.filter(({ kind }) => kind === appointmentKind.shift).length;
  const clock = (instant: number) => formatWallTime(wallClockAt(instant, zone).time);
  return {
    id: day.id,
    name: day.name,
    date: formatCivilDate(first),
    label: slotText({ start, end }, reader, true),
    ...(!day.all_day && { half: [clock(start), clock(end)] as [string, string] }),
    days: until - first,
    workday_id: day.workday_id,
    workday_name: names.get(day.workday_id) ?? '',
    recurring: day.is_recurring,
    loaded: day.loaded_from !== null,
    agents,
    shifts,
    appointments: rows.length - shifts,
    planned: rows.slice(0, mostShown).map((row) => wirePlanned(row, reader)),
  };
}
