/** What `findSlots` is asked and answers. */

import type { Interval } from '../time/intervals.ts';
import type { Zone } from '../time/zones.ts';

/** Who or what can be booked. All times are instants. */
export interface SlotResource {
  readonly id: number;
  /** Stretches of working time as `workingStretches` answers them. */
  readonly stretches: readonly Interval[];
  /** Public holidays and leave: not working then; buffers do not count against them. */
  readonly closed: readonly Interval[];
  /** Appointments and holds: buffers keep away from them. */
  readonly busy: readonly Interval[];
  /** How many bookings a civil day (of the request's zone) already has, where `maxPerDay` is asked for. */
  readonly bookedOn?: ReadonlyMap<number, number>;
}

/** What is looked for. Lengths in milliseconds. */
export interface SlotRequest {
  /** Slots lie inside it. */
  readonly window: Interval;
  /** Slots start inside it: `start` is now and the minimum notice, `end` the furthest ahead. */
  readonly bookable: Interval;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  /** The zone whose civil days count for whole days and for `maxPerDay`. */
  readonly zone: Zone;
  /** A resource with so many bookings on a day (one or more) offers no more on it. */
  readonly maxPerDay?: number;
  readonly candidates: SlotCandidates;
}

/** `grid`: a slot of `duration` every `step` from the start of each stretch of work. `days`: so many whole civil days on
 * end. `custom`: these intervals as they are. */
export type SlotCandidates =
  | { readonly kind: 'grid'; readonly duration: number; readonly step: number }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'custom'; readonly slots: readonly Interval[] };

/** A slot and who is free in it, in the order in which the resources were given. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly resources: readonly number[];
}
