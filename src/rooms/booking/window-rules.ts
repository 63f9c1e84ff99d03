import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY, HOUR, wholeSecond } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { type WindowQuery, windowOf } from '../../wire/window.ts';
import { longestWindow } from './schema.ts';

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The window of a question about free times. A date without a suffix is local to `timezone`, else to `utcoffset`, else UTC.
 * @param defaultDays how long it is when its end is not said
 * @throws Problem naming the parameter that is wrong */
export function freeWindow(query: WindowQuery, now: number, defaultDays: number): Interval {
  const { from: start = wholeSecond(now), to: end = start + defaultDays * DAY } = windowOf(query);
  if (start < earliest || start >= latest) throw fieldProblem('start_date', 'The year is from 1900 to 2199.');
  if (end < start) throw fieldProblem('end_date', 'end_date is before start_date.');
  // 92 days of a calendar may be an hour longer.
  if (end - start > longestWindow * DAY + HOUR) {
    throw fieldProblem('end_date', `The window is at most ${longestWindow} days; ask for the rest by itself.`);
  }
  return { start, end };
}
