/**
 * A zone's transitions as spans of constant offset. Intl is asked only here: once for each stretch of about nine years
 * of a zone that somebody needs, and never again. Everything else looks the spans up.
 */

import { DAY, MAX_INSTANT, MIN_INSTANT, SECOND } from './units.ts';

/** A stretch of time during which a zone keeps one offset: `[from, until)`, all in milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
  /** Local time minus UTC. */
  readonly offset: number;
  /** Local readings in `[localFrom, localUntil)` happen exactly once, in this span: neither skipped nor repeated. */
  readonly localFrom: number;
  readonly localUntil: number;
}

/** Where the offset of a zone is found: asks the platform's zone data, slowly. */
export type OffsetProbe = (instant: number) => number;

/** The spans known so far of one zone. Grows when asked about a stretch for the first time. */
export interface SpanTable {
  readonly probe: OffsetProbe;
  readonly stretches: Map<number, readonly Span[]>;
  /** The span answered last: most questions come in order. */
  recent: Span;
}

/** About 8.7 years: small enough that the first question about a zone costs well under a millisecond. */
const STRETCH = 2 ** 38;
/** Two transitions nearer than this that cancel out would be missed. The nearest two since 1900 are just under 7 days
 * apart (Brazil in October 2000, Gaza from 2053 on); the long property test scans every zone day by day to keep this true. */
const STEP = 4 * DAY;

const NOWHERE: Span = { from: 0, until: 0, offset: 0, localFrom: 0, localUntil: 0 };

/**
 * An empty table over a source of offsets; `resolveZone` makes one for each zone.
 * @example
 * spanIn(newSpanTable(() => 3600000), 0).offset // => 3600000
 */
export function newSpanTable(probe: OffsetProbe): SpanTable {
  return { probe, stretches: new Map(), recent: NOWHERE };
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
  const key = Math.floor(instant / STRETCH);
  const spans = table.stretches.get(key) ?? growTable(table, key, instant);
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).from <= instant) low = middle;
    else high = middle - 1;
  }
  table.recent = spans[low] as Span;
  return table.recent;
}

function growTable(table: SpanTable, key: number, instant: number): readonly Span[] {
  if (!(instant >= MIN_INSTANT - DAY && instant < MAX_INSTANT + DAY)) {
    throw new RangeError('The instant lies outside the years 1 to 9999');
  }
  const from = key * STRETCH;
  const edges = findTransitions(table.probe, from, from + STRETCH);
  const before = table.probe(from - 1);
  const after = table.probe(from + STRETCH);
  const spans = edges.map((edge, i) => {
    const earlier = i === 0 ? before : (edges[i - 1] as Edge).offset;
    const next = edges[i + 1] ?? { at: from + STRETCH, offset: after };
    return spanBetween(edge, earlier, next);
  });
  table.stretches.set(key, spans);
  return spans;
}

interface Edge {
  readonly at: number;
  readonly offset: number;
}

/** The start of the stretch and each transition inside it, with the offset that begins there. */
function findTransitions(probe: OffsetProbe, from: number, until: number): Edge[] {
  const edges: Edge[] = [{ at: from, offset: probe(from) }];
  let at = from;
  let offset = (edges[0] as Edge).offset;
  while (at < until - 1) {
    const next = Math.min(at + STEP, until - 1);
    const offsetThere = probe(next);
    if (offsetThere === offset) {
      at = next;
    } else {
      // A step may hold two transitions: go on from the first one found, not from the end of the step.
      at = bisect(probe, at, next, offset);
      offset = probe(at);
      edges.push({ at, offset });
    }
  }
  return edges;
}

/** The first whole second after `low` at which the offset is no longer `offset`. */
function bisect(probe: OffsetProbe, low: number, high: number, offset: number): number {
  let same = Math.floor(low / SECOND);
  let different = Math.ceil(high / SECOND);
  while (different - same > 1) {
    const middle = Math.floor((same + different) / 2);
    if (probe(middle * SECOND) === offset) same = middle;
    else different = middle;
  }
  return different * SECOND;
}

function spanBetween(edge: Edge, offsetBefore: number, next: Edge): Span {
  return {
    from: edge.at,
    until: next.at,
    offset: edge.offset,
    // After a gap the first readings are taken by times that were moved forward; after an overlap they are repeats.
    localFrom: edge.at + Math.max(edge.offset, offsetBefore),
    localUntil: next.at + Math.min(edge.offset, next.offset),
  };
}
