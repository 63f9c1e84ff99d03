/**
 * A zone's transitions as spans of constant offset. Intl is asked only here: once for each stretch of about nine years
 * of a zone that somebody needs, and never again. Everything else looks the spans up.
 */

import { buildStretch, type OffsetProbe, type Span, stretchOf } from './stretches.ts';
import { DAY, MAX_INSTANT, MIN_INSTANT } from './units.ts';

export type { OffsetProbe, Span };

/** The spans known so far of one zone. Grows when asked about a stretch for the first time. */
export interface SpanTable {
  readonly probe: OffsetProbe;
  readonly stretches: (readonly Span[] | undefined)[];
  /** The span answered last: most questions come in order. */
  recent: Span;
  /** The stretch that it is of, and its place there; nothing in the years that only repeat. */
  around: readonly Span[];
  place: number;
}

/** All irregular rules (Ramadan in Morocco and Gaza) end before 2100: from there on the offsets repeat with the calendar,
 * every 400 years. So a table never grows past about 80 stretches. */
const CYCLE_START = Date.UTC(2100, 0, 1);
const CYCLE = 146_097 * DAY;

const NO_SPANS: readonly Span[] = [];
const NOWHERE: Span = { from: 0, until: 0, offset: 0, localFrom: 0, localUntil: 0 };

/**
 * An empty table over a source of offsets; `resolveZone` makes one for each zone.
 * @example
 * spanIn(newSpanTable(() => 3600000), 0).offset // => 3600000
 */
export function newSpanTable(probe: OffsetProbe): SpanTable {
  return { probe, stretches: [], recent: NOWHERE, around: NO_SPANS, place: 0 };
}

/**
 * The span that holds an instant. Spans are cut at the edges of stretches, so neighbours may have the same offset.
 * Throws RangeError for instants outside the years 1 to 9999.
 * @example
 * spanIn(resolveZone('Europe/Berlin').table, Date.UTC(2026, 6, 1)).offset // => 7200000
 */
export function spanIn(table: SpanTable, instant: number): Span {
  const recent = table.recent;
  if (instant >= recent.from && instant < recent.until) return recent;
  // A year on, where the clock changes twice a year.
  const yearOn = table.around[table.place + 2];
  if (yearOn !== undefined && instant >= yearOn.from && instant < yearOn.until) {
    table.place += 2;
    table.recent = yearOn;
    return yearOn;
  }
  if (!(instant >= MIN_INSTANT - DAY && instant < MAX_INSTANT + DAY)) {
    throw new RangeError('The instant lies outside the years 1 to 9999');
  }
  const shift = instant < CYCLE_START ? 0 : Math.floor((instant - CYCLE_START) / CYCLE) * CYCLE;
  const spans = stretchAt(table, instant - shift);
  const place = placeIn(spans, instant - shift);
  const span = spans[place] as Span;
  table.around = shift === 0 ? spans : NO_SPANS;
  table.place = place;
  table.recent = shift === 0 ? span : shifted(span, shift);
  return table.recent;
}

function stretchAt(table: SpanTable, instant: number): readonly Span[] {
  const stretch = stretchOf(instant);
  const known = table.stretches[stretch];
  if (known !== undefined) return known;
  const built = buildStretch(table.probe, stretch);
  table.stretches[stretch] = built;
  return built;
}

function placeIn(spans: readonly Span[], instant: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).from <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

function shifted(span: Span, shift: number): Span {
  return {
    from: span.from + shift,
    until: span.until + shift,
    offset: span.offset,
    localFrom: span.localFrom + shift,
    localUntil: span.localUntil + shift,
  };
}
