/** From instants to wall clocks and back. Instants are milliseconds since 1970-01-01T00:00Z. */

import { civilDay } from './civil.ts';
import { type Span, spanIn } from './spans.ts';
import { DAY } from './units.ts';
import type { Zone } from './zones.ts';

/** What a zone's clock and calendar show: a civil day and milliseconds since its midnight. */
export interface WallClock {
  readonly day: number;
  readonly time: number;
}

/**
 * What to answer for a reading that the clock skips or shows twice.
 * `gap`: `forward` moves it on by the length of the gap (02:30 becomes 03:30); `backward` moves it back by as much;
 * `boundary` is the first real instant after the gap; `reject` throws RangeError.
 * `overlap`: the `first` or the `last` time it is shown, or `reject`.
 */
export interface LocalChoice {
  readonly gap?: 'forward' | 'backward' | 'boundary' | 'reject';
  readonly overlap?: 'first' | 'last' | 'reject';
}

/**
 * Local time minus UTC at an instant, in milliseconds.
 * @example
 * offsetAt(Date.UTC(2026, 6, 1), resolveZone('America/New_York')) // => -4 * HOUR
 */
export function offsetAt(instant: number, zone: Zone): number {
  return spanIn(zone.table, instant).offset;
}

/**
 * What the clock and calendar of a zone show at an instant.
 * @example
 * wallClockAt(Date.UTC(2026, 6, 1, 23), resolveZone('Europe/Berlin')) // => { day: civilDay(2026, 7, 2), time: HOUR }
 */
export function wallClockAt(instant: number, zone: Zone): WallClock {
  const local = instant + offsetAt(instant, zone);
  const day = Math.floor(local / DAY);
  return { day, time: local - day * DAY };
}

/**
 * The civil day that a zone's calendar shows at an instant.
 * @example
 * formatCivilDate(dayOf(Date.UTC(2026, 6, 1, 23), resolveZone('Europe/Berlin'))) // => '2026-07-02'
 */
export function dayOf(instant: number, zone: Zone): number {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY);
}

/**
 * The instant at which a zone shows `time` (milliseconds since midnight, any integer) on `day`. By default a time that
 * is skipped moves forward by the length of the gap and one shown twice is the first. Throws RangeError outside the
 * years 1 to 9999, and where `choice` says `reject`.
 * @example
 * formatInstant(localToInstant(civilDay(2026, 3, 29), wallTime(2, 30), resolveZone('Europe/Berlin'))) // => '2026-03-29T01:30:00Z'
 */
export function localToInstant(day: number, time: number, zone: Zone, choice?: LocalChoice): number {
  const local = day * DAY + time;
  const recent = zone.table.recent;
  if (local >= recent.localFrom && local < recent.localUntil) return local - recent.offset;
  // No offset reaches 24 hours and no two transitions are within 48: one day either side gives both candidates.
  const before = spanIn(zone.table, local - DAY);
  const after = spanIn(zone.table, local + DAY);
  if (before.offset === after.offset) return local - before.offset;
  const early = local - before.offset;
  const late = local - after.offset;
  const isEarly = offsetAt(early, zone) === before.offset;
  const isLate = offsetAt(late, zone) === after.offset;
  if (isEarly && isLate) return chooseRepeated(early, late, choice?.overlap ?? 'first');
  if (isEarly) return early;
  return isLate ? late : chooseSkipped(early, late, transitionBetween(before, after, zone), choice?.gap ?? 'forward');
}

function chooseRepeated(first: number, last: number, overlap: 'first' | 'last' | 'reject'): number {
  if (overlap === 'reject') throw new RangeError('The clock shows this time twice');
  return overlap === 'first' ? first : last;
}

function chooseSkipped(
  forward: number,
  backward: number,
  boundary: number,
  gap: 'forward' | 'backward' | 'boundary' | 'reject',
): number {
  if (gap === 'reject') throw new RangeError('The clock skips this time');
  if (gap === 'boundary') return boundary;
  return gap === 'forward' ? forward : backward;
}

/** Spans are cut where stretches meet, so the span before may not end at the transition itself. */
function transitionBetween(before: Span, after: Span, zone: Zone): number {
  let span = before;
  while (span.until < after.from && span.offset === before.offset) span = spanIn(zone.table, span.until);
  return span.offset === before.offset ? span.until : span.from;
}

/**
 * The first instant of a civil day: midnight, or where midnight is skipped the first minute that exists. A day that the
 * zone skipped altogether begins, and ends, where the next one does.
 * @example
 * formatInstant(startOfDay(civilDay(2018, 11, 4), resolveZone('America/Sao_Paulo'))) // => '2018-11-04T03:00:00Z'
 */
export function startOfDay(day: number, zone: Zone): number {
  return localToInstant(day, 0, zone, { gap: 'boundary' });
}

/**
 * How long a civil day lasts, in milliseconds: 23, 23.5, 24, 24.5 or 25 hours; 0 for a day that a zone skipped.
 * @example
 * dayLength(civilDay(2026, 3, 29), resolveZone('Europe/Berlin')) // => 23 * HOUR
 */
export function dayLength(day: number, zone: Zone): number {
  return startOfDay(day + 1, zone) - startOfDay(day, zone);
}

/**
 * The first instant of a civil date given by its parts; `startOfDay` for people.
 * @example
 * startOfDate(2026, 1, 1, resolveZone('Europe/London')) // => Date.UTC(2026, 0, 1)
 */
export function startOfDate(year: number, month: number, date: number, zone: Zone): number {
  return startOfDay(civilDay(year, month, date), zone);
}
