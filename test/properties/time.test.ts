import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilDate, civilDay } from '../../src/kernel/time/civil.ts';
import {
  clipIntervals,
  complementIn,
  containsInstant,
  type Interval,
  intersectIntervals,
  mergeIntervals,
  subtractIntervals,
  totalLength,
  unionIntervals,
} from '../../src/kernel/time/intervals.ts';
import { dayLength, dayOf, localToInstant, startOfDay, wallClockAt } from '../../src/kernel/time/local.ts';
import { DAY, HOUR } from '../../src/kernel/time/units.ts';
import { formatWallTime, parseWallTime } from '../../src/kernel/time/wall.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { LONG_TIME, runs } from '../support/long.ts';

const zones = fc
  .constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Asia/Tehran',
  )
  .map(resolveZone);
const instants = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2100, 0, 1) });
const days = fc.integer({ min: civilDay(1950, 1, 1), max: civilDay(2100, 1, 1) });

describe('local time', () => {
  test('there and back is the same instant, or the same reading an hour or so before', LONG_TIME, () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const { day, time } = wallClockAt(instant, zone);
        const first = localToInstant(day, time, zone);
        const last = localToInstant(day, time, zone, { overlap: 'last' });
        expect([first, last]).toContain(instant);
        expect(wallClockAt(first, zone)).toEqual({ day, time });
      }),
      runs(1_000),
    );
  });

  test('a reading outside gaps comes back as it was', LONG_TIME, () => {
    fc.assert(
      fc.property(zones, days, fc.integer({ min: 0, max: DAY - 1 }), (zone, day, time) => {
        const instant = localToInstant(day, time, zone);
        const back = wallClockAt(instant, zone);
        const moved = (back.day - day) * DAY + back.time - time;
        expect(moved).toBeGreaterThanOrEqual(0);
        if (moved > 0) expect(() => localToInstant(day, time, zone, { gap: 'reject' })).toThrow('skips');
      }),
      runs(1_000),
    );
  });

  test('every instant lies in its day, and days follow one another without holes', LONG_TIME, () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const day = dayOf(instant, zone);
        // Where a clock goes back over midnight the day before is shown again after the next has begun.
        const begins = startOfDay(day, zone);
        expect(begins).toBeLessThanOrEqual(instant);
        expect(instant - begins).toBeLessThan(26 * HOUR);
        expect(begins + dayLength(day, zone)).toBe(startOfDay(day + 1, zone));
      }),
      runs(1_000),
    );
  });

  test('dates and wall times read back as they were printed', LONG_TIME, () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), fc.integer({ min: 0, max: DAY }), (day, time) => {
        const { year, month, date } = civilDate(day);
        expect(civilDay(year, month, date)).toBe(day);
        expect(parseWallTime(formatWallTime(time))).toBe(time);
      }),
      runs(1_000),
    );
  });
});

const SIZE = 60;
const interval = fc
  .tuple(fc.integer({ min: 0, max: SIZE }), fc.integer({ min: 0, max: 12 }))
  .map(([start, length]): Interval => ({ start, end: Math.min(SIZE, start + length) }));
const intervals = fc.array(interval, { maxLength: 8 });

/** The same set as one yes or no for each unit: what every operation means. */
function bits(set: readonly Interval[]): boolean[] {
  return Array.from({ length: SIZE }, (_, i) => set.some(({ start, end }) => start <= i && i < end));
}

describe('sets of intervals', () => {
  test('merging is idempotent, independent of order, and leaves nothing empty or touching', LONG_TIME, () => {
    fc.assert(
      fc.property(intervals, (given) => {
        const merged = mergeIntervals(given);
        expect(mergeIntervals(merged)).toEqual(merged);
        expect(mergeIntervals([...given].reverse())).toEqual(merged);
        expect(bits(merged)).toEqual(bits(given));
        merged.forEach(({ start, end }, i) => {
          expect(start).toBeLessThan(end);
          if (i > 0) expect(start).toBeGreaterThan((merged[i - 1] as Interval).end);
        });
      }),
      runs(500),
    );
  });

  test('union, intersection, difference, complement and length mean what they say', LONG_TIME, () => {
    fc.assert(
      fc.property(intervals, intervals, interval, (left, right, window) => {
        const [a, b] = [mergeIntervals(left), mergeIntervals(right)];
        const [inA, inB, inside] = [bits(a), bits(b), bits([window])];
        expect(bits(unionIntervals(a, b))).toEqual(inA.map((yes, i) => yes || inB[i]));
        expect(bits(intersectIntervals(a, b))).toEqual(inA.map((yes, i) => yes && inB[i]));
        expect(bits(subtractIntervals(a, b))).toEqual(inA.map((yes, i) => yes && !inB[i]));
        expect(bits(complementIn(window, a))).toEqual(inA.map((yes, i) => !yes && inside[i]));
        expect(bits(clipIntervals(a, window))).toEqual(inA.map((yes, i) => yes && inside[i]));
        expect(totalLength(a)).toBe(inA.filter(Boolean).length);
        expect(inA).toEqual(inA.map((_, i) => containsInstant(a, i)));
        for (const set of [unionIntervals(a, b), intersectIntervals(a, b), subtractIntervals(a, b)]) {
          expect(mergeIntervals(set)).toEqual(set);
        }
      }),
      runs(500),
    );
  });
});
