import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { windowOf } from '../../wire/window.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { type BoardQuery, longestBoard } from './schema.ts';

export interface BoardDays {
  readonly zone: Zone;
  readonly locale: string;
  /** Whose hours are wanted beside. */
  readonly second: Zone | undefined;
  /** Civil days, the second not included. */
  readonly first: number;
  readonly until: number;
  readonly window: Interval;
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The civil days that a board shows.
 * @param ownZone the caller's
 * @throws Problem naming the parameter that is wrong */
export function boardDays(
  query: Pick<BoardQuery, 'start_date' | 'end_date' | 'timezone' | 'locale' | 'second_timezone'>,
  ownZone: string,
  now: number,
  acceptLanguage: string | undefined,
): BoardDays {
  const timezone = query.timezone || ownZone;
  const { from = now, to } = windowOf({ ...query, timezone });
  const zone = findZone(timezone) ?? UTC;
  if (from < earliest || from >= latest) throw fieldProblem('start_date', 'The year is from 1900 to 2199.');
  if (to !== undefined && to < from) throw fieldProblem('end_date', 'end_date is before start_date.');
  const first = dayOf(from, zone);
  const until = to === undefined || to === from ? first + 1 : dayOf(to - 1, zone) + 1;
  if (until - first > longestBoard) throw fieldProblem('end_date', `A board shows at most ${longestBoard} days.`);
  const { locale } = chosenLanguage(undefined, query.locale || acceptLanguage);
  return {
    zone,
    locale,
    second: secondZone(query.second_timezone),
    first,
    until,
    window: { start: startOfDay(first, zone), end: startOfDay(until, zone) },
  };
}

function secondZone(name: string | null | undefined): Zone | undefined {
  if (!name) return undefined;
  const zone = findZone(name);
  if (!zone) {
    throw fieldProblem('second_timezone', `'${name}' is not a time zone, such as Europe/Berlin.`);
  }
  return zone;
}
