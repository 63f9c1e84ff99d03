import { parseCivilDate } from '../../kernel/time/civil.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { fieldProblem } from '../../problems.ts';
import { zoneNamed } from './pattern-rules.ts';
import type { PatternRow, WorkdayElement } from './schema.ts';

/** Which hours of a workday a request speaks of. */

const earliest = '1900-01-01';
const latest = '2199-12-31';

/** The hours that hold today, else the first that will.
 * @param tenantZone what the zone '' means */
export function patternNow(patterns: readonly PatternRow[], tenantZone: string, now: number): PatternRow | undefined {
  const begun = patterns.findLast(
    ({ valid_from, timezone }) =>
      valid_from === null || (parseCivilDate(valid_from) ?? 0) <= dayOf(now, zoneNamed(timezone || tenantZone)),
  );
  return begun ?? patterns[0];
}

/** The hours of a workday after a save: without `valid_from` those that hold today are changed, as from their beginning;
 * with one, those that begin on that day, which are new where there are none.
 * @param made what the element makes of given hours, or of none */
export function versionsFrom(
  { valid_from, _removeversion }: WorkdayElement,
  stored: readonly PatternRow[],
  current: PatternRow | undefined,
  made: (base: PatternRow | undefined, isSame: boolean) => PatternRow,
): readonly PatternRow[] {
  if (_removeversion) return without(stored, valid_from ?? null);
  if (valid_from) refuseFar(valid_from);
  const begins = valid_from === undefined ? (current?.valid_from ?? null) : valid_from;
  const same = stored.find((one) => one.valid_from === begins) ?? (begins === null ? stored[0] : undefined);
  const base = same ?? stored.findLast((one) => isBefore(one, begins)) ?? stored[0];
  const changed = { ...made(base, same !== undefined), valid_from: begins };
  return [...stored.filter((one) => one !== same), changed].sort(byDate);
}

function isBefore({ valid_from }: PatternRow, date: string | null): boolean {
  return valid_from === null || (date !== null && valid_from < date);
}

/** ISO dates are in the order of their texts. */
function byDate(one: PatternRow, other: PatternRow): number {
  return (one.valid_from ?? '') < (other.valid_from ?? '') ? -1 : 1;
}

function refuseFar(date: string): void {
  if (date < earliest || date > latest) throw fieldProblem('valid_from', 'The year is from 1900 to 2199.');
}

function without(stored: readonly PatternRow[], date: string | null): readonly PatternRow[] {
  const left = stored.filter((one) => one.valid_from !== date);
  if (left.length === stored.length) throw fieldProblem('valid_from', 'There are no hours that begin on that day.');
  if (left.length === 0) throw fieldProblem('_removeversion', 'These are its only hours.');
  return left;
}
