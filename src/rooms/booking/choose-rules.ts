import type { Interval } from '../../kernel/time/intervals.ts';
import { assignment } from './schema.ts';

/** Who gets a booking that several could have. */

/** What is known of somebody who is free. */
export interface Candidate {
  readonly id: number;
  /** Busy milliseconds of the day of the slot, on their calendar. */
  readonly load: number;
  /** When it was their turn last; 0 = never. */
  readonly turn: number;
}

/** All of them, the one who should get it first. Round robin takes who was not booked for longest; the others whoever is
 * least busy that day. Ties go by the other measure, and then by id. */
export function inOrder<T extends Candidate>(candidates: readonly T[], how: number): T[] {
  const byTurn = (one: T, other: T) => one.turn - other.turn;
  const byLoad = (one: T, other: T) => one.load - other.load;
  const [first, second] = how === assignment.roundRobin ? [byTurn, byLoad] : [byLoad, byTurn];
  return [...candidates].sort((one, other) => first(one, other) || second(one, other) || one.id - other.id);
}

/** The nearest in time to what was asked for, at most `most`, in the order of their starts. */
export function nearest<T extends Interval>(slots: readonly T[], start: number, most: number): T[] {
  return [...slots]
    .sort((one, other) => Math.abs(one.start - start) - Math.abs(other.start - start) || one.start - other.start)
    .slice(0, most)
    .sort((one, other) => one.start - other.start || one.end - other.end);
}
