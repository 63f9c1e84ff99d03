/** Which given intervals, and which whole days, fit a resource. */

import {
  clipIntervals,
  firstEndingAfter,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  subtractIntervals,
} from '../time/intervals.ts';
import { dayOf, startOfDay } from '../time/local.ts';
import type { SlotRequest, SlotResource } from './slot-request.ts';

/** Window and patience: no request has more whole days than two years. */
const MOST_DAYS = 800;

/**
 * Those of the given intervals that fit a resource, sorted.
 * @example
 * const agent = { id: 7, stretches: [{ start: 0, end: 10 }], closed: [], busy: [{ start: 4, end: 5 }] }
 * const request = { window: { start: 0, end: 99 }, bookable: { start: 0, end: 99 }, bufferBefore: 0, bufferAfter: 0, zone: UTC, candidates: { kind: 'days', days: 1 } }
 * customCandidates(agent, request, [{ start: 0, end: 4 }, { start: 4, end: 8 }]) // => [{ start: 0, end: 4 }]
 */
export function customCandidates(
  resource: SlotResource,
  request: SlotRequest,
  candidates: readonly Interval[],
): Interval[] {
  const open = subtractIntervals(mergeIntervals(resource.stretches), mergeIntervals(resource.closed));
  const busy = mergeIntervals(resource.busy);
  return candidates
    .filter((slot) => slot.start < slot.end && isBookable(slot, request) && !isDayFull(slot.start, resource, request))
    .filter((slot) => isCovered(slot, open) && isClear(slot, busy, request))
    .map(({ start, end }) => ({ start, end }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * The runs of so many whole civil days that fit a resource: on each of them it works, none of its working time is closed,
 * and no busy time touches it.
 * @example
 * const agent = { id: 7, stretches: [{ start: 0, end: HOUR }], closed: [], busy: [] }
 * const request = { window: { start: 0, end: 2 * DAY }, bookable: { start: 0, end: DAY }, bufferBefore: 0, bufferAfter: 0, zone: UTC, candidates: { kind: 'days', days: 1 } }
 * dayCandidates(agent, request, 1) // => [{ start: 0, end: DAY }]
 */
export function dayCandidates(resource: SlotResource, request: SlotRequest, days: number): Interval[] {
  const { zone, window } = request;
  if (!(Number.isSafeInteger(days) && days > 0 && days <= MOST_DAYS)) {
    throw new RangeError(`A slot of whole days has 1 to ${MOST_DAYS} of them`);
  }
  if (!(window.start < window.end)) return [];
  const working = mergeIntervals(resource.stretches);
  const closed = mergeIntervals(resource.closed);
  const busy = mergeIntervals(resource.busy);
  const found: Interval[] = [];
  const last = dayOf(window.end - 1, zone);
  let run = 0;
  for (let day = dayOf(window.start, zone); day <= last; day++) {
    const whole = { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
    const works = clipIntervals(working, whole);
    const fits = works.length > 0 && isClear(whole, busy, request) && works.every((part) => isClearOf(part, closed));
    run = fits ? run + 1 : 0;
    if (run < days) continue;
    const slot = { start: startOfDay(day - days + 1, zone), end: whole.end };
    if (isBookable(slot, request) && !isDayFull(slot.start, resource, request)) found.push(slot);
  }
  return found;
}

function isBookable({ start, end }: Interval, { window, bookable }: SlotRequest): boolean {
  return start >= window.start && end <= window.end && start >= bookable.start && start < bookable.end;
}

function isDayFull(start: number, { bookedOn }: SlotResource, { maxPerDay, zone }: SlotRequest): boolean {
  return maxPerDay !== undefined && (bookedOn?.get(dayOf(start, zone)) ?? 0) >= maxPerDay;
}

function isCovered({ start, end }: Interval, open: IntervalSet): boolean {
  const around = open[firstEndingAfter(open, start)];
  return around !== undefined && around.start <= start && end <= around.end;
}

function isClear({ start, end }: Interval, busy: IntervalSet, { bufferBefore, bufferAfter }: SlotRequest): boolean {
  return isClearOf({ start: start - bufferBefore, end: end + bufferAfter }, busy);
}

function isClearOf({ start, end }: Interval, set: IntervalSet): boolean {
  const next = set[firstEndingAfter(set, start)];
  return next === undefined || next.start >= end;
}
