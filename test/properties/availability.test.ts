import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextFree } from '../../src/kernel/availability/next-free.ts';
import type { SlotRequest, SlotResource } from '../../src/kernel/availability/slot-request.ts';
import { findSlots, fitsSlot } from '../../src/kernel/availability/slots.ts';
import {
  freeTime,
  type WallSpan,
  type WorkPattern,
  workingLength,
  workingStretches,
  workingTime,
} from '../../src/kernel/availability/working-time.ts';
import { type Interval, intersectIntervals, mergeIntervals, totalLength } from '../../src/kernel/time/intervals.ts';
import { dayOf, localToInstant, wallClockAt } from '../../src/kernel/time/local.ts';
import { DAY, MINUTE } from '../../src/kernel/time/units.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { LONG_TIME, runs } from '../support/long.ts';

/** Everything here lies on quarters of an hour, so that a reference may look at each of them. */
const QUARTER = 15 * MINUTE;
const zoneNames = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
];
/** Days around changes of the clock, in some of the zones. */
const anchors = [
  Date.UTC(2026, 2, 27),
  Date.UTC(2026, 9, 23),
  Date.UTC(2026, 2, 7),
  Date.UTC(2026, 3, 3),
  Date.UTC(2011, 11, 29),
  Date.UTC(2018, 10, 2),
  Date.UTC(2026, 5, 1),
];

const quarterOfDay = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * QUARTER);
const wallSpan: fc.Arbitrary<WallSpan> = fc.record({ start: quarterOfDay, end: quarterOfDay });
const dayHours = fc.record({
  spans: fc.array(wallSpan, { maxLength: 2 }),
  breaks: fc.array(
    fc.tuple(quarterOfDay, fc.integer({ min: 1, max: 4 })).map(([start, n]) => ({ start, end: start + n * QUARTER })),
    { maxLength: 2 },
  ),
});
const pattern: fc.Arbitrary<WorkPattern> = fc.record({
  zone: fc.constantFrom(...zoneNames).map(resolveZone),
  days: fc.array(dayHours, { minLength: 7, maxLength: 7 }),
});
const window: fc.Arbitrary<Interval> = fc
  .tuple(fc.constantFrom(...anchors), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 300 }))
  .map(([anchor, shift, length]) => ({ start: anchor + shift * QUARTER, end: anchor + (shift + length) * QUARTER }));

function intervalsIn({ start, end }: Interval, most: number): fc.Arbitrary<Interval[]> {
  const quarters = (end - start) / QUARTER;
  const one = fc
    .tuple(fc.integer({ min: -20, max: quarters + 10 }), fc.integer({ min: 0, max: 30 }))
    .map(([from, length]) => ({ start: start + from * QUARTER, end: start + (from + length) * QUARTER }));
  return fc.array(one, { maxLength: most });
}

const situation = window.chain((within) =>
  fc.record({
    within: fc.constant(within),
    pattern,
    shifts: fc.oneof(fc.constant([] as Interval[]), intervalsIn(within, 3)),
    busy: intervalsIn(within, 6),
    closed: intervalsIn(within, 2),
  }),
);

/** Whether a minute is working time, read off the wall clock of that minute: the slow and obvious way. */
function worksAt(instant: number, { zone, days }: WorkPattern, shifts: readonly Interval[]): boolean {
  const today = dayOf(instant, zone);
  const shiftDay = (shift: Interval) => dayOf(shift.start, zone);
  const real = shifts.filter(({ start, end }) => start < end);
  const inShift = real.find(
    ({ start, end }) => start <= instant && instant < end && !inBreak(instant, shiftDay({ start, end })),
  );
  if (inShift !== undefined) return true;
  for (const day of [today - 1, today, today + 1]) {
    if (shifts.some((shift) => shiftDay(shift) === day)) continue;
    const hours = days[weekday(day)];
    for (const span of hours?.spans ?? []) if (inSpan(instant, span, day) && !inBreak(instant, day)) return true;
  }
  return false;

  function inBreak(at: number, day: number): boolean {
    const breaks = days[weekday(day)]?.breaks ?? [];
    return breaks.some((span) => [0, 1, 2, 3, 4].some((later) => inSpan(at, span, day + later)));
  }

  function inSpan(at: number, { start, end }: WallSpan, day: number): boolean {
    const from = boundary(day, start);
    return from <= at && at < boundary(day, end > start ? end : end + DAY);
  }

  function boundary(day: number, time: number): number {
    return localToInstant(day, time, zone, { gap: 'boundary' });
  }
}

function weekday(day: number): number {
  return new Date(day * DAY).getUTCDay();
}

function quartersOf({ start, end }: Interval): number[] {
  return Array.from({ length: (end - start) / QUARTER }, (_, i) => start + i * QUARTER);
}

function covers(set: readonly Interval[], instant: number): boolean {
  return set.some(({ start, end }) => start <= instant && instant < end);
}

describe('working time', () => {
  test(
    'is what the wall clock says, quarter by quarter, breaks, nights, shifts and changes of the clock included',
    LONG_TIME,
    () => {
      fc.assert(
        fc.property(situation, ({ within, pattern: hours, shifts }) => {
          const working = workingTime(hours, within, shifts);
          const wrong = quartersOf(within).filter((at) => covers(working, at) !== worksAt(at, hours, shifts));
          expect(wrong.map((at) => wallClockAt(at, hours.zone))).toEqual([]);
        }),
        runs(250),
      );
    },
  );

  test('free and busy never overlap and together are the working time', LONG_TIME, () => {
    fc.assert(
      fc.property(situation, ({ within, pattern: hours, shifts, busy, closed }) => {
        const working = workingTime(hours, within, shifts);
        const taken = intersectIntervals(working, mergeIntervals([...busy, ...closed]));
        const free = freeTime(working, busy, closed);
        expect(intersectIntervals(free, taken)).toEqual([]);
        expect(mergeIntervals([...free, ...taken])).toEqual(working);
        expect(workingLength(within, working)).toBe(totalLength(free) + totalLength(taken));
      }),
      runs(300),
    );
  });

  test('of two adjacent windows is that of the whole', LONG_TIME, () => {
    fc.assert(
      fc.property(situation, fc.double({ min: 0, max: 1, noNaN: true }), ({ within, pattern: hours, shifts }, cut) => {
        const middle = within.start + Math.floor((within.end - within.start) * cut);
        const first = workingTime(hours, { start: within.start, end: middle }, shifts);
        const second = workingTime(hours, { start: middle, end: within.end }, shifts);
        expect(mergeIntervals([...first, ...second])).toEqual(workingTime(hours, within, shifts));
      }),
      runs(300),
    );
  });
});

const request = fc.record({
  bufferBefore: fc.integer({ min: 0, max: 3 }).map((n) => n * QUARTER),
  bufferAfter: fc.integer({ min: 0, max: 3 }).map((n) => n * QUARTER),
  duration: fc.integer({ min: 1, max: 8 }).map((n) => n * QUARTER),
  step: fc.integer({ min: 1, max: 8 }).map((n) => n * QUARTER),
  notice: fc.integer({ min: -10, max: 100 }).map((n) => n * QUARTER),
  ahead: fc.integer({ min: 50, max: 400 }).map((n) => n * QUARTER),
  maxPerDay: fc.integer({ min: 1, max: 3 }),
  booked: fc.integer({ min: 0, max: 3 }),
});

describe('slots', () => {
  test('are exactly the ones that fit when each quarter of an hour is tried', LONG_TIME, () => {
    fc.assert(
      fc.property(situation, situation, request, (one, other, asked) => {
        const { within } = one;
        const zone = one.pattern.zone;
        const resources = [one, other, { ...one, busy: other.busy }].map(
          ({ pattern: hours, shifts, busy, closed }, id): SlotResource => ({
            id,
            stretches: workingStretches(hours, within, shifts),
            closed,
            busy,
            bookedOn: new Map([[dayOf(within.start, zone), asked.booked]]),
          }),
        );
        // The third is on the hours of the first: the very same list, as a room would pass it.
        const third = { ...(resources[2] as SlotResource), stretches: (resources[0] as SlotResource).stretches };
        const all = [resources[0] as SlotResource, resources[1] as SlotResource, third];
        const full: SlotRequest = {
          window: within,
          bookable: { start: within.start + asked.notice, end: within.start + asked.ahead },
          bufferBefore: asked.bufferBefore,
          bufferAfter: asked.bufferAfter,
          zone,
          maxPerDay: asked.maxPerDay,
          candidates: { kind: 'grid', duration: asked.duration, step: asked.step },
        };
        const slots = findSlots(all, full);
        expect(slots).toEqual(slowSlots(all, full, asked.duration, asked.step));
        for (const slot of slots) {
          for (const id of slot.resources) expect(fitsSlot(all[id] as SlotResource, slot, full)).toBe(true);
        }
      }),
      runs(200),
    );
  });

  test('the next free time fits, and nothing earlier does', LONG_TIME, () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 12 }), ({ within, pattern: hours, shifts, busy }, quarters) => {
        const duration = quarters * QUARTER;
        const found = nextFree({ pattern: hours, shifts, taken: busy }, duration, within.start, within.end);
        const around = { start: within.start, end: within.end + duration };
        const free = freeTime(workingTime(hours, around, shifts), busy);
        const fits = (at: number) => free.some(({ start, end }) => start <= at && at + duration <= end);
        expect(found).toBe(quartersOf(within).find(fits));
      }),
      runs(200),
    );
  });
});

/** Tries each quarter of an hour with each resource, and asks everything that the contract asks. */
function slowSlots(resources: readonly SlotResource[], asked: SlotRequest, duration: number, step: number) {
  const { window: within, bookable, bufferBefore, bufferAfter, zone, maxPerDay } = asked;
  const slots = [];
  for (const start of quartersOf(within)) {
    const end = start + duration;
    if (end > within.end || start < bookable.start || start >= bookable.end) continue;
    const free = resources.filter(({ stretches, closed, busy, bookedOn }) => {
      const onGrid = stretches.some(
        (stretch) => stretch.start <= start && start < stretch.end && (start - stretch.start) % step === 0,
      );
      const quarters = quartersOf({ start, end });
      const open = quarters.every((at) => covers(stretches, at) && !covers(closed, at));
      const around = quartersOf({ start: start - bufferBefore, end: end + bufferAfter });
      const full = maxPerDay !== undefined && (bookedOn?.get(dayOf(start, zone)) ?? 0) >= maxPerDay;
      return onGrid && open && !around.some((at) => covers(busy, at)) && !full;
    });
    if (free.length > 0) slots.push({ start, end, resources: free.map(({ id }) => id) });
  }
  return slots;
}
