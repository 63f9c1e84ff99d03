/** Times of the day, and BYSETPOS over days and times. */

import { HOUR, MINUTE, SECOND } from '../time/units.ts';
import { wallTime } from '../time/wall.ts';
import type { Rule, Start } from './rule.ts';

/**
 * The wall times of a rule that steps by days or longer, in milliseconds since midnight, ascending. What the rule leaves
 * open is the start's; whole days have midnight only (RFC 5545: BYHOUR and the like are ignored there).
 * @example
 * const start = { day: 0, time: wallTime(9, 30), zone: UTC, allDay: false }
 * timesOfDay(parseRule('FREQ=DAILY;BYHOUR=8,17'), start) // => [wallTime(8, 30), wallTime(17, 30)]
 */
export function timesOfDay(rule: Rule, start: Start): number[] {
  if (start.allDay) return [0];
  if (rule.byHour.length + rule.byMinute.length + rule.bySecond.length === 0) return [start.time];
  const hours = rule.byHour.length > 0 ? rule.byHour : [Math.floor(start.time / HOUR)];
  const times: number[] = [];
  for (const hour of hours) for (const time of timesOfHour(rule, start)) times.push(wallTime(hour) + time);
  return times;
}

/**
 * The times within an hour that a rule means, in milliseconds, ascending: BYMINUTE and BYSECOND, or the start's.
 * @example
 * timesOfHour(parseRule('FREQ=HOURLY;BYMINUTE=0,30'), { day: 0, time: 0, zone: UTC, allDay: false }) // => [0, 1800000]
 */
export function timesOfHour(rule: Rule, start: Start): number[] {
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [Math.floor((start.time % HOUR) / MINUTE)];
  const times: number[] = [];
  for (const minute of minutes) for (const time of timesOfMinute(rule, start)) times.push(minute * MINUTE + time);
  return times;
}

/**
 * The times within a minute that a rule means, in milliseconds, ascending: BYSECOND, or the start's.
 * @example
 * timesOfMinute(parseRule('FREQ=MINUTELY;BYSECOND=59,60'), { day: 0, time: 0, zone: UTC, allDay: false }) // => [59000]
 */
export function timesOfMinute(rule: Rule, start: Start): number[] {
  if (rule.bySecond.length === 0) return [start.time % MINUTE];
  // A leap second is the second before it, for clocks that have none (RFC 5545 3.3.12).
  const seconds = new Set(rule.bySecond.map((second) => Math.min(second, 59)));
  return [...seconds].map((second) => second * SECOND);
}

/**
 * The chosen positions (1 the first, -1 the last) among all sums of a day offset and a time, ascending; both lists
 * ascending, in milliseconds. The sums are never written out: there may be 86,400 times on 366 days.
 * @example
 * pickPositions([0, 86400000], [100, 200], [1, -1]) // => [100, 86400200]
 */
export function pickPositions(
  days: readonly number[],
  times: readonly number[],
  positions: readonly number[],
): number[] {
  const total = days.length * times.length;
  const picked = new Set<number>();
  for (const position of positions) {
    const index = position > 0 ? position - 1 : total + position;
    if (index < 0 || index >= total) continue;
    const day = days[Math.floor(index / times.length)] as number;
    picked.add(day + (times[index % times.length] as number));
  }
  return [...picked].sort((a, b) => a - b);
}
