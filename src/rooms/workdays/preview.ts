import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate, weekdayOf } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { notFound } from '../../problems.ts';
import { type RowWithin, wirePlanned } from '../appointments/planned-rules.ts';
import { rowsWithin } from '../appointments/within-sql.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { zoneText } from '../booking-page/when-rules.ts';
import { timesOfHoliday } from '../holidays/closed-rules.ts';
import { withScheduleOf } from '../holidays/hours-sql.ts';
import { holidaysOfWorkdays, schedulesOfHolidays } from '../holidays/sql.ts';
import { levelOf, refuseEditing } from './access-rules.ts';
import { workdayFrom } from './element-rules.ts';
import { type DatedPattern, datedPatterns, patternOn, withOtherHours } from './pattern-rules.ts';
import { fallsOut, type NamedTime, previewDays } from './preview-rules.ts';
import { agentsOfWorkday } from './preview-sql.ts';
import type { PreviewAnswer, WorkdayElement } from './schema.ts';
import { type StoredWorkday, workdayById, workdaysOf } from './sql.ts';
import { patternNow } from './version-rules.ts';
import { workingTimeOf } from './work-rules.ts';
import { readWork } from './work-sql.ts';

const weeks = 4;
/** How far what is planned is looked at. */
const ahead = 92 * DAY;
const mostShown = 50;
const kinds = new Set([0, 1]);

export interface PreviewCall {
  connection: Connection;
  scope: Scope;
  now: number;
  element: WorkdayElement;
  locale: string | undefined;
}

/** POST /Workday/Preview: what the hours of an element would be, and what would fall out of them. Nothing is saved. */
export async function previewOf({ connection, scope, now, element, locale }: PreviewCall): Promise<PreviewAnswer> {
  const { tenantId } = scope;
  const stored = await storedOf(connection, scope, element);
  const hours = await hoursOf(connection, scope, element, stored, now);
  const zone = patternOn(hours, Math.floor(now / DAY))?.pattern.zone ?? UTC;
  const today = dayOf(now, zone);
  const begins = Math.max(today, parseCivilDate(element.valid_from ?? '') ?? today);
  const monday = begins - ((weekdayOf(begins) + 6) % 7);
  const since = Math.max(now, startOfDay(begins, zone));
  const holidays = stored ? await holidaysNear(connection, tenantId, stored.id, monday, zone) : [];
  const agents = stored ? await agentsOfWorkday(connection, tenantId, stored.id, formatCivilDate(today)) : [];
  const changing = { connection, scope, window: { start: since, end: since + ahead }, hours };
  const out = await fallingOut(changing, stored?.id ?? 0, agents);
  const reader = { zone, locale: chosenLanguage(undefined, locale).locale };
  return {
    zone: zone.name,
    zone_label: zoneText(zone, now),
    days: previewDays(hours, zone, { first: monday, count: 7 * weeks }, holidays),
    agents: agents.map(({ name }) => name),
    since: formatCivilDate(begins),
    until: formatCivilDate(dayOf(since + ahead, zone)),
    outside_count: out.length,
    outside: out.slice(0, mostShown).map((row) => wirePlanned(row, reader)),
  };
}

async function storedOf(connection: Connection, scope: Scope, { id }: WorkdayElement) {
  if (!id || id <= 0) {
    refuseEditing(scope, undefined);
    return undefined;
  }
  const stored = await workdayById(connection, scope, id);
  if (!stored) throw notFound();
  refuseEditing(scope, levelOf(scope, stored.listed));
  return stored;
}

/** The hours that it would have, in the order of their days. */
async function hoursOf(
  connection: Connection,
  scope: Scope,
  element: WorkdayElement,
  stored: StoredWorkday | undefined,
  now: number,
): Promise<readonly DatedPattern[]> {
  // Every row knows the tenant's zone, and there is always the default one.
  const tenantZone = (stored ?? (await workdaysOf(connection, scope))[0])?.tenant_timezone ?? scope.timezone;
  const current = stored && patternNow(stored.patterns, tenantZone, now);
  const { patterns } = workdayFrom(stored ? element : { name: '-', ...element }, stored, current);
  return datedPatterns(stored?.id ?? 0, patterns, tenantZone);
}

async function holidaysNear(
  connection: Connection,
  tenantId: number,
  workdayId: number,
  first: number,
  zone: Zone,
): Promise<NamedTime[]> {
  const window = { start: startOfDay(first, zone), end: startOfDay(first + 7 * weeks, zone) };
  const rows = await holidaysOfWorkdays(connection, tenantId, [workdayId]);
  const schedules = await schedulesOfHolidays(connection, tenantId, rows);
  return rows.flatMap((row) =>
    timesOfHoliday(withScheduleOf(row, schedules.get(row.holid)), zone, window).map((time) => ({
      ...time,
      name: row.name,
    })),
  );
}

interface Changing {
  connection: Connection;
  scope: Scope;
  window: Interval;
  hours: readonly DatedPattern[];
}

/** What lies inside of working time now, and would not with other hours. */
async function fallingOut(
  { connection, scope, window, hours }: Changing,
  workdayId: number,
  agents: readonly { id: number }[],
): Promise<RowWithin[]> {
  const ids = agents.map(({ id }) => id);
  if (ids.length === 0) return [];
  const works = await readWork(connection, scope.tenantId, ids, window);
  const times = new Map(
    [...works].map(([id, work]) => {
      const other = { ...work, patterns: withOtherHours(work.patterns, workdayId, hours) };
      return [id, { before: workingTimeOf(work, window), after: workingTimeOf(other, window) }];
    }),
  );
  const rows = await rowsWithin(
    connection,
    scope,
    ids.map((agentId) => ({ agentId, ...window })),
  );
  return rows.filter((row) => {
    const own = times.get(row.agent_id);
    return kinds.has(row.kind) && own !== undefined && fallsOut(row, own.before, own.after);
  });
}
