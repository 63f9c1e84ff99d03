/** Finds the transitions of one stretch of a zone by asking for offsets and bisecting between different answers. */

import type { OffsetProbe, Span } from './spans.ts';
import { DAY, MIN_INSTANT, SECOND } from './units.ts';

/** About 8.7 years: small enough that the first question about a zone costs about half a millisecond. */
const STRETCH = 2 ** 38;
/** No zone left its first local time before 1800, so the centuries before are one stretch. */
const FIRST_YEARS_END = Date.UTC(1800, 0, 1);
/** Two transitions nearer than this that cancel out would be missed. The nearest two since 1900 are just under 7 days
 * apart (Brazil in October 2000, Gaza from 2053 on); the long property test scans every zone day by day to keep this true. */
const STEP = 4 * DAY;

/** An offset and the instant from which it holds. */
interface Edge {
  readonly at: number;
  readonly offset: number;
}

/**
 * The key of the stretch that an instant lies in: the instant at which it begins.
 * @example
 * stretchOf(2 ** 38 + 1) // => 2 ** 38
 */
export function stretchOf(instant: number): number {
  if (instant < FIRST_YEARS_END) return MIN_INSTANT - DAY;
  return Math.max(Math.floor(instant / STRETCH) * STRETCH, FIRST_YEARS_END);
}

/**
 * The spans of the stretch that begins at `from`, in order and without holes.
 * @example
 * buildStretch(() => 0, 0).length // => 1
 */
export function buildStretch(probe: OffsetProbe, from: number): Span[] {
  const firstYears = from < FIRST_YEARS_END;
  const until = firstYears ? FIRST_YEARS_END : (Math.floor(from / STRETCH) + 1) * STRETCH;
  const edges = firstYears ? [{ at: from, offset: probe(until - 1) }] : findEdges(probe, from, until);
  const before = firstYears ? (edges[0] as Edge).offset : probe(from - 1);
  const after = { at: until, offset: probe(until) };
  return edges.map((edge, i) => spanBetween(edge, edges[i - 1]?.offset ?? before, edges[i + 1] ?? after));
}

/** The start of the stretch and each transition inside it. */
function findEdges(probe: OffsetProbe, from: number, until: number): Edge[] {
  let edge = { at: from, offset: probe(from) };
  const edges: Edge[] = [edge];
  let at = from;
  while (at < until - 1) {
    const next = Math.min(at + STEP, until - 1);
    if (probe(next) === edge.offset) {
      at = next;
    } else {
      // A step may hold two transitions: go on from the first one found, not from the end of the step.
      at = bisect(probe, at, next, edge.offset);
      edge = { at, offset: probe(at) };
      edges.push(edge);
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
