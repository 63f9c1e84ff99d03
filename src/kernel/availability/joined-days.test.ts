import { describe, expect, test } from 'vitest';
import type { Interval } from '../time/intervals.ts';
import { DAY, HOUR, MINUTE } from '../time/units.ts';
import { parseWallTime } from '../time/wall.ts';
import { resolveZone, UTC } from '../time/zones.ts';
import { type WallSpan, workingStretches } from './working-time.ts';

const monday = Date.UTC(2026, 2, 2);
const span = (start: string, end: string): WallSpan => ({
  start: parseWallTime(start) as number,
  end: parseWallTime(end) as number,
});
const on = (...spans: WallSpan[]) => ({ spans, breaks: [] });
const off = on();

/** Slots count from where a stretch begins: what is offered must not depend on the window that is asked for. */
describe('days that run into each other', () => {
  test('hours that run into those of the next day are one stretch, also where the window does not see the first', () => {
    // Monday 09:10 to Tuesday 09:10, Tuesday from 08:00 on, Wednesday from 07:00 on.
    const days = [
      off,
      on(span('09:10', '09:10')),
      on(span('08:00', '08:00')),
      on(span('07:00', '17:00')),
      off,
      off,
      off,
    ];
    const start = monday;
    const whole = { start: start + 9 * HOUR + 10 * MINUTE, end: start + 2 * DAY + 17 * HOUR };
    for (const hours of [0, 26, 34, 50, 60]) {
      const window = { start: start + hours * HOUR, end: start + 3 * DAY };
      expect(workingStretches({ zone: UTC, days }, window)).toEqual([whole]);
    }
  });

  test('a shift that runs into the hours of the next day begins their stretch, also where the window begins after it', () => {
    const start = monday;
    const shift = { start: start - 4 * HOUR - 10 * MINUTE, end: start + 10 * HOUR };
    const nine = { zone: UTC, days: Array(7).fill(on(span('09:00', '17:00'))) };
    for (const hours of [0, 8, 11, 16]) {
      const window = { start: start + hours * HOUR, end: start + DAY };
      expect(workingStretches(nine, window, [shift])).toEqual([{ start: shift.start, end: start + 17 * HOUR }]);
    }
  });
});

test('a break that the clock skips takes no time, and slots count on as if it were not there', () => {
  const zone = resolveZone('Europe/London');
  const sunday = Date.UTC(2026, 2, 29);
  const night = { spans: [span('00:00', '06:00')], breaks: [span('01:10', '01:25'), span('04:00', '04:30')] };
  const stretches = (window: Interval) => workingStretches({ zone, days: Array(7).fill(night) }, window);
  const [first, second] = [
    { start: sunday, end: sunday + 3 * HOUR },
    { start: sunday + 3.5 * HOUR, end: sunday + 5 * HOUR },
  ];
  for (const hours of [0, 2]) {
    const window = { start: sunday + hours * HOUR, end: sunday + 12 * HOUR };
    expect(stretches(window)).toEqual([first, second]);
    // In place of a shift it is no different.
    const shift = { start: sunday, end: sunday + 5 * HOUR };
    expect(workingStretches({ zone, days: Array(7).fill(night) }, window, [shift])).toEqual([first, second]);
  }
});
