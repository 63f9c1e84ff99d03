import { spanIn } from './spans.ts';
import type { Zone } from './zones.ts';

/** A change of a zone's offset: from `at` on the offset is `after`; all in milliseconds. */
export interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The changes of a zone's offset with `from <= at < until`, in order. Throws RangeError outside the years 1 to 9999.
 * @example
 * const inYear = transitionsBetween(Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1), resolveZone('Europe/Berlin'))
 * inYear.map(({ at }) => formatInstant(at)) // => ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']
 */
export function transitionsBetween(from: number, until: number, zone: Zone): Transition[] {
  const found: Transition[] = [];
  let before = spanIn(zone.table, from - 1);
  while (before.until < until) {
    const after = spanIn(zone.table, before.until);
    if (after.offset !== before.offset) found.push({ at: after.from, before: before.offset, after: after.offset });
    before = after;
  }
  return found;
}
