/** Finds the transitions of one stretch of a zone by asking for offsets and bisecting between different answers. */

import { DAY, MIN_INSTANT, SECOND } from './units.ts';

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

/** How many stretches before 1970: the first years are number 0, the next begins in 1800. */
const BEFORE_1970 = 1 - Math.floor(FIRST_YEARS_END / STRETCH);

/**
 * The number of the stretch that an instant lies in, counted from 0.
 * @example
 * stretchOf(Date.UTC(1500, 0, 1)) // => 0
 * stretchOf(Date.UTC(2026, 0, 1)) - stretchOf(Date.UTC(2016, 0, 1)) // => 1
 */
export function stretchOf(instant: number): number {
  return instant < FIRST_YEARS_END ? 0 : Math.floor(instant / STRETCH) + BEFORE_1970;
}

/**
 * The spans of a stretch, by its number, in order and without holes.
 * @example
 * buildStretch(() => 0, stretchOf(0)).length // => 1
 */
export function buildStretch(probe: OffsetProbe, stretch: number): Span[] {
  const until = stretch === 0 ? FIRST_YEARS_END : (stretch - BEFORE_1970 + 1) * STRETCH;
  const from = stretch === 0 ? MIN_INSTANT - DAY : Math.max(until - STRETCH, FIRST_YEARS_END);
  const edges = stretch === 0 ? [{ at: from, offset: probe(until - 1) }] : findEdges(probe, from, until);
  const before = stretch === 0 ? (edges[0] as Edge).offset : probe(from - 1);
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
