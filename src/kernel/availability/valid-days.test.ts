import { describe, expect, test } from 'vitest';
import { civilDay } from '../time/civil.ts';
import type { Interval } from '../time/intervals.ts';
import { DAY, HOUR } from '../time/units.ts';
import { wallTime } from '../time/wall.ts';
import { UTC } from '../time/zones.ts';
import { type WorkPattern, workingStretches } from './working-time.ts';

const monday = civilDay(2026, 3, 2);
const at = (hours: number) => monday * DAY + hours * HOUR;

describe('a pattern that holds for some days', () => {
  const night: WorkPattern = {
    zone: UTC,
    days: Array(7).fill({ spans: [{ start: wallTime(22), end: wallTime(6) }], breaks: [] }),
  };
  const window = { start: at(0), end: at(72) };
  const starts = (shifts: Interval[], days: Interval) =>
    workingStretches(night, window, shifts, days).map(({ start }) => (start - at(0)) / HOUR);

  test('gives the stretches that begin on them, from the first to before the last', () => {
    expect(starts([], { start: monday + 1, end: monday + 2 })).toEqual([46]);
    expect(starts([], { start: Number.NEGATIVE_INFINITY, end: monday + 1 })).toEqual([-2, 22]);
  });

  test('and takes only the shifts of those days', () => {
    const shifts = [
      { start: at(-30), end: at(5) },
      { start: at(30), end: at(31) },
    ];
    expect(starts(shifts, { start: monday, end: monday + 1 })).toEqual([22]);
    expect(starts(shifts, { start: Number.NEGATIVE_INFINITY, end: monday + 2 })).toEqual([-30, 22, 30]);
  });
});
