import type { DayHours, WorkPattern } from '../../kernel/availability/working-time.ts';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import type { PatternRow } from './schema.ts';

/** From the rows of workdays to patterns of the kernel, and which of them holds when. */

/** A pattern, and the civil day (of its zone) from which on it holds; undefined: since always. */
export interface DatedPattern {
  readonly fromDay: number | undefined;
  readonly pattern: WorkPattern;
  readonly workdayId: number;
}

/** A workday that somebody has until a civil day; undefined: from the one before it on, for good. */
export interface Assignment {
  readonly untilDay: number | undefined;
  readonly workdayId: number;
}

const weekdays = [0, 1, 2, 3, 4, 5, 6];

/** @param tenantZone what '' means */
export function workPatternOf(row: PatternRow, tenantZone: string): WorkPattern {
  return { zone: zoneNamed(row.timezone || tenantZone), days: weekdays.map((weekday) => hoursOf(row, weekday)) };
}

/** A zone whose name was checked when it was saved; a name that Node has dropped since is UTC. */
export function zoneNamed(name: string): Zone {
  return findZone(name) ?? UTC;
}

/** The patterns of a workday, in the order of their days, the first since always: before its first hours a workday has none,
 * and shifts are all that is worked. */
export function datedPatterns(
  workdayId: number,
  rows: readonly PatternRow[],
  tenantZone: string,
): readonly DatedPattern[] {
  const dated = rows.map((row) => ({
    fromDay: row.valid_from === null ? undefined : parseCivilDate(row.valid_from),
    pattern: workPatternOf(row, tenantZone),
    workdayId,
  }));
  const [first] = dated;
  if (first?.fromDay === undefined) return dated;
  return [{ fromDay: undefined, pattern: { zone: first.pattern.zone, days: [] }, workdayId }, ...dated];
}

/** What somebody works by who changes from one workday to another: of each, what holds in its time. */
export function patternsOf(
  assignments: readonly Assignment[],
  byWorkday: ReadonlyMap<number, readonly DatedPattern[]>,
): readonly DatedPattern[] {
  const [only] = assignments;
  // One array for everyone on the same workday: what is worked out from it is then shared.
  if (only && assignments.length === 1) return byWorkday.get(only.workdayId) ?? [];
  let from: number | undefined;
  return assignments.flatMap(({ untilDay, workdayId }) => {
    const own = heldBetween(byWorkday.get(workdayId) ?? [], from, untilDay);
    from = untilDay;
    return own;
  });
}

/** The same where one of the workdays has other hours: they hold as long as that workday counts. */
export function withOtherHours(
  patterns: readonly DatedPattern[],
  workdayId: number,
  hours: readonly DatedPattern[],
): readonly DatedPattern[] {
  return patterns.flatMap((one, index) => {
    if (one.workdayId !== workdayId) return [one];
    if (patterns[index - 1]?.workdayId === workdayId) return [];
    const next = patterns.slice(index).find((other) => other.workdayId !== workdayId);
    return heldBetween(hours, one.fromDay, next?.fromDay);
  });
}

/** The pattern that holds on a civil day; undefined where there is none at all. */
export function patternOn(patterns: readonly DatedPattern[], day: number): DatedPattern | undefined {
  return patterns.findLast(({ fromDay }) => fromDay === undefined || fromDay <= day) ?? patterns[0];
}

function heldBetween(
  patterns: readonly DatedPattern[],
  from: number | undefined,
  until: number | undefined,
): DatedPattern[] {
  const begun = from === undefined ? -1 : patterns.findLastIndex(({ fromDay }) => (fromDay ?? from) <= from);
  return patterns
    .slice(Math.max(begun, 0))
    .map((one, index) => (index === 0 ? { ...one, fromDay: from } : one))
    .filter(({ fromDay }) => until === undefined || fromDay === undefined || fromDay < until);
}

function hoursOf(row: PatternRow, weekday: number): DayHours {
  const day = row.days[weekday];
  const breaks = row.breaks.filter((one) => one.weekdays.includes(weekday)).map(spanOf);
  if (!day?.works) return { spans: [], breaks };
  return { spans: [spanOf(row.alldayssame ? row : day)], breaks };
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }) {
  return { start: start * SECOND, end: end * SECOND };
}
