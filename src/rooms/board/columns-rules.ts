import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay, wallClockAt } from '../../kernel/time/local.ts';
import { transitionsBetween } from '../../kernel/time/transitions.ts';
import { HOUR, MINUTE } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { type Reader, shortDateText, timeText, zoneText } from '../booking-page/when-rules.ts';
import type { BoardColumn, SecondRuler } from './shape.ts';

/** The days of a board with what the clock shows in them: the page reckons in minutes only. */

/** An instant as minutes since the board's start. */
export function minutesFrom(start: number, instant: number): number {
  return Math.round(((instant - start) / MINUTE) * 10_000) / 10_000;
}

/** One column for each civil day from `first` on, without those that the zone skipped.
 * @param until the day after the last
 * @example
 * columnsOf(civilDay(2026, 3, 29), civilDay(2026, 3, 30), { locale: 'en-GB', zone: resolveZone('Europe/London') })[0].minutes // => 1380
 */
export function columnsOf(first: number, until: number, reader: Reader): BoardColumn[] {
  const start = startOfDay(first, reader.zone);
  const columns: BoardColumn[] = [];
  for (let day = first; day < until; day++) {
    const from = startOfDay(day, reader.zone);
    const end = startOfDay(day + 1, reader.zone);
    if (from === end) continue;
    const stretches = stretchesOf(from, end, reader.zone);
    columns.push({
      date: formatCivilDate(day),
      label: shortDateText(day, reader),
      at: minutesFrom(start, from),
      minutes: (end - from) / MINUTE,
      ticks: stretches.flatMap((stretch) =>
        ticksOf(stretch).map((at): [number, string] => [minutesFrom(start, at), timeText(at, reader)]),
      ),
      clock: stretches.map(({ from, wall }) => [minutesFrom(start, from), wall / MINUTE]),
    });
  }
  return columns;
}

/** The full hours of another zone within the window of a board, as minutes of that board. */
export function secondRuler(window: Interval, reader: Reader, now: number): SecondRuler {
  const { zone } = reader;
  const first = dayOf(window.start, zone);
  const ahead = minutesFrom(window.start, startOfDay(first, zone));
  const length = minutesFrom(window.start, window.end);
  const ticks = columnsOf(first, dayOf(window.end - 1, zone) + 1, reader)
    .flatMap((column) => column.ticks)
    .map(([at, label]): [number, string] => [at + ahead, label])
    .filter(([at]) => at >= 0 && at < length);
  return { zone: zone.name, zone_label: zoneText(zone, now), ticks };
}

interface Stretch {
  from: number;
  until: number;
  /** What the clock shows at its start, in milliseconds since midnight. */
  wall: number;
}

/** The parts of a day in which the clock runs on. */
function stretchesOf(from: number, end: number, zone: Zone): Stretch[] {
  const changes = transitionsBetween(from + 1, end, zone).map(({ at }) => at);
  const starts = [from, ...changes];
  return starts.map((start, index) => ({
    from: start,
    until: starts[index + 1] ?? end,
    wall: wallClockAt(start, zone).time,
  }));
}

/** Its beginning, and every full hour of the clock after it. */
function ticksOf({ from, until, wall }: Stretch): number[] {
  const ticks = [from];
  for (let at = from + HOUR - (wall % HOUR); at < until; at += HOUR) ticks.push(at);
  return ticks;
}
