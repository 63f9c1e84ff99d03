import type { Interval } from '../time/intervals.ts';
import { customCandidates, dayCandidates } from './fitting.ts';
import { gridSlots } from './grid.ts';
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
