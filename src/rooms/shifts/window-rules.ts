import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY, HOUR, wholeSecond } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { windowOf } from '../../wire/window.ts';
import type { Duty } from './rules.ts';
import { longestWindow, type OnDutyQuery } from './schema.ts';

/** How far to look, each way, for the ends of the stretch that an instant lies in. */
const sight = (longestWindow / 2) * DAY;
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The window that is asked for; without length it is an instant. A date without a suffix is local to `timezone`, else to
 * `utcoffset`, else UTC. */
export function dutyWindow(query: OnDutyQuery, now: number): Interval {
  const { from: start = wholeSecond(now), to: end = start } = windowOf(query);
  if (start < earliest || start >= latest) throw fieldProblem('start_date', 'The year is from 1900 to 2199.');
  if (end < start) throw fieldProblem('end_date', 'end_date is before start_date.');
  // 92 days of a calendar may be an hour longer.
  if (end - start > longestWindow * DAY + HOUR) {
    throw fieldProblem('end_date', `The window is at most ${longestWindow} days; ask for the rest by itself.`);
  }
  return { start, end };
}

/** What must be known to answer a window: around an instant there is more to see. */
export function horizonOf({ start, end }: Interval): Interval {
  return start < end ? { start, end } : { start: start - sight, end: end + sight };
}

/** Of an instant, the whole stretches that it lies in. */
export function answerFor({ start, end }: Interval, { onDuty, gaps }: Duty): Duty {
  if (start < end) return { onDuty, gaps };
  const isNow = (stretch: Interval) => stretch.start <= start && start < stretch.end;
  return { onDuty: onDuty.filter(isNow), gaps: gaps.filter(isNow) };
}
