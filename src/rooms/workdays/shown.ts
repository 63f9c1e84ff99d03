import type { Scope } from '../../kernel/auth/scope.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { writeInstant } from '../../wire/dates.ts';
import { levelOf } from './access-rules.ts';
import { type PatternRow, type TimeslotRow, weekdayNames } from './schema.ts';
import type { StoredWorkday } from './sql.ts';
import { patternNow } from './version-rules.ts';
import { writeTime, writeWall } from './wall-rules.ts';

/** Workdays as clients get them. */

/** A row of the list: the hours that hold today. */
export function wireWorkday(row: StoredWorkday, now: number): Record<string, unknown> {
  const current = patternNow(row.patterns, row.tenant_timezone, now) as PatternRow;
  return {
    id: row.id,
    guid: row.guid,
    intent: row.intent ?? undefined,
    name: row.name,
    summary: row.summary ?? undefined,
    ...wireHours(current),
    is_default: row.is_default,
    last_modified: writeInstant(row.last_modified),
    _etag: etagOf(row.id, row.version),
  };
}

/** GET one: what the caller may, and with the details everything that belongs to it, but for its holidays. */
export function wireDetailed(row: StoredWorkday, scope: Scope, now: number): Record<string, unknown> {
  const current = patternNow(row.patterns, row.tenant_timezone, now) as PatternRow;
  return {
    ...wireWorkday(row, now),
    access_control_level: levelOf(scope, row.listed),
    breaks: wireBreaks(row.id, current),
    timeslots: row.timeslots.map((slot) => wireTimeslot(row, slot)),
    access_control: row.access.map(({ level, ...rest }) => ({ ...withoutNulls(rest), access_control_level: level })),
    versions: row.patterns.map((one) => ({ ...wireHours(one), breaks: wireBreaks(row.id, one) })),
  };
}

export function wireTimeslot(
  { id, guid }: { readonly id: number; readonly guid: string },
  slot: TimeslotRow,
): Record<string, unknown> {
  const { start, end, ...rest } = slot;
  return withoutNulls({
    ...rest,
    workday_id: id,
    workday_guid: guid,
    start_time: writeTime(start),
    end_time: writeTime(end),
  });
}

function wireHours(pattern: PatternRow): Record<string, unknown> {
  const each = (prefix: string, of: (weekday: number) => unknown) =>
    weekdayNames.map((name, weekday) => [prefix + name, of(weekday)]);
  const day = (weekday: number) => pattern.days[weekday] ?? { works: false, start: 0, end: 0 };
  return {
    ...(pattern.valid_from !== null && { valid_from: pattern.valid_from }),
    timezone: pattern.timezone,
    alldayssame: pattern.alldayssame,
    start: writeWall(pattern.start),
    end: writeWall(pattern.end),
    ...Object.fromEntries([
      ...each('inc', (weekday) => day(weekday).works),
      ...each('start', (weekday) => writeWall(day(weekday).start)),
      ...each('end', (weekday) => writeWall(day(weekday).end)),
    ]),
  };
}

function wireBreaks(workdayId: number, { breaks }: PatternRow) {
  return breaks.map(({ id, name, start, end, weekdays }) =>
    withoutNulls({
      id,
      name,
      workday_id: workdayId,
      start: writeWall(start),
      end: writeWall(end),
      ...Object.fromEntries(weekdayNames.map((day, weekday) => [`inc${day}`, weekdays.includes(weekday)])),
    }),
  );
}

function withoutNulls(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
