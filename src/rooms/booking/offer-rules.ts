import type { Slot, SlotCandidates, SlotRequest, SlotResource } from '../../kernel/availability/slot-request.ts';
import { findSlots } from '../../kernel/availability/slots.ts';
import { datedSpan } from '../../kernel/availability/working-time.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { type BookingType, durationType } from './schema.ts';

/** Which times are offered (behaviour 6), as functions of what is known and `now`. */

/** Who or what can be booked, and in whose zone its days are. */
export interface BookableResource extends SlotResource {
  readonly zone: Zone;
}

export type OfferType = Pick<
  BookingType,
  | 'duration_type'
  | 'duration_mins'
  | 'duration_days'
  | 'slot_step_mins'
  | 'max_per_day'
  | 'buffer_mins_before'
  | 'buffer_mins_after'
  | 'min_hours_advance'
  | 'max_days_advance'
  | 'customslots'
>;

/** The slots inside a window that can be booked, by start and then end, each with the ids of who is free. Whole days,
 * custom slots and the daily limit are those of the resource's own zone. */
export function slotsIn(
  type: OfferType,
  resources: readonly BookableResource[],
  window: Interval,
  now: number,
): readonly Slot[] {
  if (resources.length === 0) return [];
  const request = { window, bookable: bookableAt(type, now), ...buffers(type), ...limit(type) };
  if (!dependsOnZone(type)) return findSlots(resources, { ...request, zone: UTC, candidates: grid(type) });
  const groups = byZone(resources);
  const found = groups.map(([zone, members]) => slotsOfZone(type, members, { ...request, zone }));
  return found.length === 1 ? (found[0] as Slot[]) : merged(found.flat(), resources);
}

/** Starts lie inside it: later than now and the notice, earlier than the furthest day. */
export function bookableAt({ min_hours_advance, max_days_advance }: OfferType, now: number): Interval {
  const notice = Math.max(min_hours_advance, 0) * HOUR;
  return {
    // The kernel's bound is the first start that is allowed; instants are whole milliseconds.
    start: now + notice + 1,
    end: max_days_advance < 0 ? Number.POSITIVE_INFINITY : now + max_days_advance * DAY,
  };
}

/** No slot is longer: how far beyond its start one slot has to be looked at. */
export function longestSlot({ duration_type, duration_mins, duration_days }: OfferType): number {
  if (duration_type === durationType.minutes) return duration_mins * MINUTE;
  // A day of a change of clocks is longer; a custom slot may end a day after the day it begins on.
  return duration_type === durationType.days ? duration_days * DAY + 3 * HOUR : 2 * DAY + 3 * HOUR;
}

/** Around a window: busy time there can matter to a slot of it. */
export function widened({ start, end }: Interval, type: OfferType): Interval {
  return { start: start - type.buffer_mins_before * MINUTE, end: end + type.buffer_mins_after * MINUTE };
}

export function dependsOnZone({ duration_type, max_per_day }: OfferType): boolean {
  return duration_type !== durationType.minutes || max_per_day !== null;
}

function grid({ duration_mins, slot_step_mins }: OfferType): SlotCandidates {
  return { kind: 'grid', duration: duration_mins * MINUTE, step: (slot_step_mins ?? duration_mins) * MINUTE };
}

function buffers({ buffer_mins_before, buffer_mins_after }: OfferType) {
  return { bufferBefore: buffer_mins_before * MINUTE, bufferAfter: buffer_mins_after * MINUTE };
}

const limit = ({ max_per_day }: OfferType) => (max_per_day === null ? {} : { maxPerDay: max_per_day });

function byZone(resources: readonly BookableResource[]): [Zone, BookableResource[]][] {
  const groups = new Map<string, [Zone, BookableResource[]]>();
  for (const resource of resources) {
    const known = groups.get(resource.zone.name);
    if (known) known[1].push(resource);
    else groups.set(resource.zone.name, [resource.zone, [resource]]);
  }
  return [...groups.values()];
}

function slotsOfZone(
  type: OfferType,
  resources: readonly BookableResource[],
  request: Omit<SlotRequest, 'candidates'>,
): Slot[] {
  if (type.duration_type === durationType.minutes) return findSlots(resources, { ...request, candidates: grid(type) });
  if (type.duration_type === durationType.days)
    return findSlots(resources, { ...request, candidates: { kind: 'days', days: type.duration_days } });
  const slots = customSlotsIn(type, request.window, request.zone);
  return findSlots(resources, { ...request, candidates: { kind: 'custom', slots } });
}

/** The named windows of every day that may lie in a window, each once. */
function customSlotsIn({ customslots }: OfferType, window: Interval, zone: Zone): Interval[] {
  if (!(window.start < window.end)) return [];
  const found = new Map<string, Interval>();
  const last = dayOf(window.end - 1, zone);
  for (let day = dayOf(window.start, zone) - 1; day <= last; day++) {
    for (const { start_minute, end_minute } of customslots) {
      const slot = datedSpan({ start: start_minute * MINUTE, end: end_minute * MINUTE }, day, zone);
      found.set(`${slot.start}/${slot.end}`, slot);
    }
  }
  return [...found.values()];
}

/** One list of the slots of several zones; who is free stands in the order of the resources. */
function merged(slots: readonly Slot[], resources: readonly BookableResource[]): Slot[] {
  const place = new Map(resources.map(({ id }, index) => [id, index]));
  const byTime = new Map<string, { start: number; end: number; resources: number[] }>();
  for (const { start, end, resources: free } of slots) {
    const key = `${start}/${end}`;
    const known = byTime.get(key);
    if (known) known.resources.push(...free);
    else byTime.set(key, { start, end, resources: [...free] });
  }
  for (const slot of byTime.values()) slot.resources.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  return [...byTime.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}
