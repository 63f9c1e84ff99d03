/**
 * Which slots can be booked. For each resource the starts that fit are worked out as a few ranges, boundary by boundary;
 * the grid is then read off each range. No candidate is ever looked at and refused one by one.
 */

import { firstEndingAfter, type Interval } from '../time/intervals.ts';
import { dayOf, startOfDay } from '../time/local.ts';
import { customCandidates, type DayLimit, dayCandidates, openStarts } from './fitting.ts';
import type { Slot, SlotRequest, SlotResource } from './slot-request.ts';

/**
 * The slots that can be booked, by start and then end, each with who is free. Throws RangeError for a step or duration
 * that is not a positive whole number.
 * @example
 * const morning = [{ start: 0, end: 3 * HOUR }]
 * const agent = { id: 7, stretches: morning, closed: [], busy: [{ start: HOUR, end: 2 * HOUR }] }
 * const grid = { kind: 'grid', duration: HOUR, step: HOUR }
 * const request = { window: { start: 0, end: DAY }, bookable: { start: 0, end: DAY }, bufferBefore: 0, bufferAfter: 0, zone: UTC, candidates: grid }
 * findSlots([agent], request) // => [{ start: 0, end: HOUR, resources: [7] }, { start: 2 * HOUR, end: 3 * HOUR, resources: [7] }]
 */
export function findSlots(resources: readonly SlotResource[], request: SlotRequest): Slot[] {
  const { candidates } = request;
  if (candidates.kind === 'grid') return gridSlots(resources, request, candidates.duration, candidates.step);
  const found = new Map<string, { start: number; end: number; resources: number[] }>();
  for (const resource of resources) {
    const fitting =
      candidates.kind === 'custom'
        ? customCandidates(resource, request, candidates.slots)
        : dayCandidates(resource, request, candidates.days);
    for (const { start, end } of fitting) {
      const key = `${start}/${end}`;
      const slot = found.get(key);
      if (slot === undefined) found.set(key, { start, end, resources: [resource.id] });
      else slot.resources.push(resource.id);
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

interface OpenSlot {
  readonly start: number;
  readonly end: number;
  readonly resources: number[];
}

function gridSlots(resources: readonly SlotResource[], request: SlotRequest, duration: number, step: number): Slot[] {
  checkLength(duration);
  checkLength(step);
  let slots: OpenSlot[] = [];
  for (const resource of resources) {
    const starts = gridStarts(resource, request, duration, step);
    slots = addResource(slots, starts, duration, resource.id);
  }
  return slots;
}

function checkLength(length: number): void {
  if (!(Number.isSafeInteger(length) && length > 0)) {
    throw new RangeError('The step and duration of slots are positive whole milliseconds');
  }
}

/** The starts of the slots of one resource, ascending. */
function gridStarts(resource: SlotResource, request: SlotRequest, duration: number, step: number): number[] {
  const ranges = openStarts(resource, request, duration);
  const limit = dayLimitOf(resource, request);
  const starts: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  let overlapping = false;
  for (const stretch of resource.stretches) {
    for (let i = firstEndingAfter(ranges, stretch.start); i < ranges.length; i++) {
      const range = ranges[i] as Interval;
      if (range.start >= stretch.end) break;
      const until = Math.min(range.end, stretch.end);
      const skipped = Math.max(0, Math.ceil((range.start - stretch.start) / step));
      for (let start = stretch.start + skipped * step; start < until; start += step) {
        if (limit?.isFull(start)) continue;
        overlapping ||= start <= latest;
        latest = start;
        starts.push(start);
      }
    }
  }
  // Stretches are disjoint, so their starts ascend; whoever passes others gets them put in order.
  return overlapping ? [...new Set(starts)].sort((a, b) => a - b) : starts;
}

function dayLimitOf({ bookedOn }: SlotResource, { maxPerDay, zone }: SlotRequest): DayLimit | undefined {
  if (maxPerDay === undefined || bookedOn === undefined) return undefined;
  let from = 0;
  let until = 0;
  let full = false;
  return {
    isFull(instant) {
      if (instant < from || instant >= until) {
        const day = dayOf(instant, zone);
        from = startOfDay(day, zone);
        until = startOfDay(day + 1, zone);
        full = (bookedOn.get(day) ?? 0) >= maxPerDay;
      }
      return full;
    },
  };
}

/** Adds who is free at `starts` to the slots so far; both ascending. Resources on the same hours share the same grid, so
 * mostly every start is there already. */
function addResource(slots: OpenSlot[], starts: readonly number[], duration: number, id: number): OpenSlot[] {
  let fresh: OpenSlot[] | undefined;
  let at = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    while (at < slots.length && (slots[at] as OpenSlot).start < start) at += 1;
    const slot = slots[at];
    if (slot !== undefined && slot.start === start) {
      slot.resources.push(id);
    } else {
      fresh ??= [];
      fresh.push({ start, end: start + duration, resources: [id] });
    }
  }
  return fresh === undefined ? slots : mergeSlots(slots, fresh);
}

function mergeSlots(a: readonly OpenSlot[], b: readonly OpenSlot[]): OpenSlot[] {
  const merged: OpenSlot[] = [];
  let i = 0;
  for (const slot of b) {
    while (i < a.length && (a[i] as OpenSlot).start < slot.start) merged.push(a[i++] as OpenSlot);
    merged.push(slot);
  }
  while (i < a.length) merged.push(a[i++] as OpenSlot);
  return merged;
}

/**
 * Whether one interval could be booked with a resource: what the offer was made from, asked again for one slot.
 * @example
 * const agent = { id: 7, stretches: [{ start: 0, end: HOUR }], closed: [], busy: [] }
 * const request = { window: { start: 0, end: DAY }, bookable: { start: 0, end: DAY }, bufferBefore: 0, bufferAfter: 0, zone: UTC }
 * fitsSlot(agent, { start: 0, end: HOUR }, request) // => true
 */
export function fitsSlot(resource: SlotResource, slot: Interval, request: Omit<SlotRequest, 'candidates'>): boolean {
  return customCandidates(resource, { ...request, candidates: { kind: 'custom', slots: [slot] } }, [slot]).length === 1;
}
