import type { Interval } from '../../src/kernel/time/intervals.ts';
import { MINUTE } from '../../src/kernel/time/units.ts';

/** The offer of free times again, minute by minute, written from the contract (behaviour 6) and slow. */

export interface SlowWorld {
  duration: number;
  step: number;
  before: number;
  after: number;
  notice: number;
  /** Below 0: none. */
  maxDays: number;
  now: number;
  window: Interval;
  /** Stretches of working time after breaks. */
  stretches: readonly Interval[];
  closed: readonly Interval[];
  busy: readonly Interval[];
}

/** Starts of the slots of one resource. Lengths in minutes; everything begins and ends on whole minutes. */
export function slowStarts(world: SlowWorld): number[] {
  const { duration, step, before, after, notice, maxDays, now, window, stretches, closed, busy } = world;
  const isIn = (list: readonly Interval[], minute: number) =>
    list.some(({ start, end }) => start <= minute && minute < end);
  const found: number[] = [];
  for (let start = window.start; start + duration * MINUTE <= window.end; start += MINUTE) {
    const isOnGrid = stretches.some(
      (stretch) => stretch.start <= start && start < stretch.end && (start - stretch.start) % (step * MINUTE) === 0,
    );
    if (!isOnGrid || start <= now + notice * 60 * MINUTE) continue;
    if (maxDays >= 0 && start >= now + maxDays * 24 * 60 * MINUTE) continue;
    if (minutesOf(start, duration).every((minute) => isIn(stretches, minute) && !isIn(closed, minute))) {
      const wide = minutesOf(start - before * MINUTE, before + duration + after);
      if (!wide.some((minute) => isIn(busy, minute))) found.push(start);
    }
  }
  return found;
}

function minutesOf(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => start + n * MINUTE);
}
