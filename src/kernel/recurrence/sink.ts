/**
 * Where the occurrences of one rule arrive, as local readings in ascending order, and become instants. Nearly all of them
 * lie well inside a span of constant offset and take the short way: two comparisons, one subtraction. The long way sees to
 * the start, the end, changes of the clock, and repeats.
 */

import { localToInstant, offsetAt } from '../time/local.ts';
import { type Span, spanIn } from '../time/spans.ts';
import { DAY, MAX_INSTANT, MIN_INSTANT } from '../time/units.ts';
import type { Zone } from '../time/zones.ts';

/** Local readings from here on are beyond the calendar. */
const LAST_LOCAL = MAX_INSTANT - DAY;

const NONE: readonly number[] = [];

/** What is taken out of a recurrence, as EXDATE says: instants and whole civil days. */
export interface Exclusions {
  readonly instants: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
}

/** What a sink takes: instants in `[from, until)` of readings in `[fromLocal, untilLocal]`, at most `limit` of them. */
export interface SinkBounds {
  readonly zone: Zone;
  readonly from: number;
  readonly until: number;
  readonly fromLocal: number;
  readonly untilLocal: number;
  readonly limit: number;
  readonly exclusions: Exclusions | undefined;
  /** False only counts. */
  readonly keep: boolean;
}

export class Sink {
  readonly bounds: SinkBounds;
  /** Earlier readings are before the start or the window, whatever the zone does. */
  private readonly earliest: number;
  /** The instants taken, ascending, when they are kept. */
  readonly out: number[] = [];
  /** How many were taken. */
  taken = 0;
  /** The instant taken last, when they are only counted. */
  newest = Number.NEGATIVE_INFINITY;
  /** The instant that arrived last on the long way. */
  last = Number.NEGATIVE_INFINITY;
  /** Readings that need no look: those of the span at hand, inside every bound. */
  private easyFrom = 0;
  private easyUntil = 0;
  private offset = 0;
  /** Instants of skipped readings, moved forward: later readings may come before them, or become the same instant. */
  private moved: readonly number[] = NONE;

  constructor(bounds: SinkBounds) {
    this.bounds = bounds;
    this.earliest = Math.max(bounds.fromLocal, bounds.from - 2 * DAY);
  }

  /** Takes the readings `base + day + time` for each day and time. False when no later one can be taken. */
  takeAll(base: number, days: readonly number[], times: readonly number[]): boolean {
    if (base + (days[days.length - 1] as number) + DAY <= this.earliest) return true;
    const single = times.length === 1 ? (times[0] as number) : -1;
    for (let i = base < this.earliest ? this.firstFrom(base, days) : 0; i < days.length; i++) {
      const day = base + (days[i] as number);
      if (single >= 0) {
        if (!this.take(day + single)) return false;
      } else {
        for (let j = 0; j < times.length; j++) if (!this.take(day + (times[j] as number))) return false;
      }
    }
    return true;
  }

  /** The index of the first day that does not end before the earliest reading. */
  private firstFrom(base: number, days: readonly number[]): number {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (base + (days[middle] as number) + DAY <= this.earliest) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes one reading. False when no later one can be taken. */
  take(local: number): boolean {
    if (local < this.easyFrom || local >= this.easyUntil) return this.takeWithCare(local);
    return this.keep(local - this.offset, local);
  }

  /** Takes an instant that steps in elapsed time, not by the wall clock. False when no later one can be taken. */
  takeInstant(instant: number, local: number): boolean {
    if (instant >= this.bounds.until || local > this.bounds.untilLocal || local > LAST_LOCAL) return false;
    return this.arrive(instant, local);
  }

  /** Lets go of what was moved forward past the last reading. */
  finish(): void {
    if (this.taken < this.bounds.limit) this.release(Number.POSITIVE_INFINITY);
  }

  private takeWithCare(local: number): boolean {
    if (local < this.earliest) return true;
    const { zone, untilLocal, until } = this.bounds;
    if (local > untilLocal || local > LAST_LOCAL) return false;
    // Nearly always the offset is still the last one, or the new span is plain about this reading.
    const span = spanIn(zone.table, Math.max(local - this.offset, MIN_INSTANT));
    const plain = local >= span.localFrom && local < span.localUntil;
    const instant = plain ? local - span.offset : localToInstant(0, local, zone);
    if (this.moved.length > 0 && !this.release(instant)) return false;
    if (!plain && instant + offsetAt(instant, zone) !== local) {
      this.moved = [...this.moved, instant];
      this.easyUntil = this.easyFrom;
      return true;
    }
    if (instant >= until) return false;
    if (plain && this.moved.length === 0) this.standOn(span);
    return this.arrive(instant, local);
  }

  /** Remembers the readings around a span that need no look. */
  private standOn(span: Span): void {
    const { from, until, fromLocal, untilLocal } = this.bounds;
    this.offset = span.offset;
    this.easyFrom = Math.max(span.localFrom, fromLocal, from + span.offset);
    this.easyUntil = Math.min(span.localUntil, untilLocal + 1, until + span.offset, LAST_LOCAL);
  }

  private release(instant: number): boolean {
    while (this.moved.length > 0 && (this.moved[0] as number) <= instant) {
      const moved = this.moved[0] as number;
      this.moved = this.moved.slice(1);
      if (moved >= this.bounds.until) return false;
      if (!this.arrive(moved, moved + offsetAt(moved, this.bounds.zone))) return false;
    }
    return true;
  }

  private arrive(instant: number, local: number): boolean {
    if (instant <= this.last) return true;
    this.last = instant;
    return instant < this.bounds.from || this.keep(instant, local);
  }

  private keep(instant: number, local: number): boolean {
    const { exclusions, keep, limit } = this.bounds;
    if (exclusions !== undefined && isExcluded(exclusions, instant, local)) return true;
    if (keep) this.out.push(instant);
    else this.newest = instant;
    this.taken += 1;
    return this.taken < limit;
  }
}

function isExcluded({ instants, days }: Exclusions, instant: number, local: number): boolean {
  return instants.has(instant) || (days.size > 0 && days.has(Math.floor(local / DAY)));
}
