import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { windowOf } from '../../wire/window.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import type { HolidayListQuery } from './schema.ts';

/** The dates of GET /Holiday: `date` after one, `end_date` before another, or at them. */

interface Bound {
  readonly at: number;
  readonly operator: '>' | '>=' | '<' | '<=';
}

export interface WindowBounds {
  readonly from: Bound | undefined;
  readonly to: Bound | undefined;
}

export function boundsOf(query: HolidayListQuery): WindowBounds {
  const { from, to } = windowOf({ start_date: query.start_date ?? null, end_date: query.end_date ?? null });
  return {
    from: from === undefined ? undefined : { at: from, operator: query.inclusive_start ? '>=' : '>' },
    to: to === undefined ? undefined : { at: to, operator: query.inclusive_end ? '<=' : '<' },
  };
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** Does some time of a row that recurs lie between the bounds? */
export function occursBetween(holiday: HolidayTimes, { from, to }: WindowBounds): boolean {
  const window = { start: (from?.at ?? earliest) - 2 * DAY, end: (to?.at ?? latest) + 2 * DAY };
  const zone = findZone(holiday.rule?.timezone ?? '') ?? UTC;
  const isAfter = (start: number) => !from || start > from.at || (from.operator === '>=' && start === from.at);
  const isBefore = (end: number) => !to || end < to.at || (to.operator === '<=' && end === to.at);
  return timesOfHoliday(holiday, zone, window).some((time) => {
    const { start, end } = holiday.all_day ? shownDays(time.start, time.end) : time;
    return isAfter(start) && isBefore(end);
  });
  /** As rows show them: the midnights, in UTC, of the first and the last day. */
  function shownDays(start: number, end: number) {
    return { start: dayOf(start, zone) * DAY, end: dayOf(end - 1, zone) * DAY };
  }
}
