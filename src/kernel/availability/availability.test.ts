import { describe, expect, test } from 'vitest';
import { civilDay } from '../time/civil.ts';
import type { Interval } from '../time/intervals.ts';
import { formatInZone } from '../time/iso.ts';
import { localToInstant } from '../time/local.ts';
import { DAY, HOUR, MINUTE } from '../time/units.ts';
import { wallTime } from '../time/wall.ts';
import { resolveZone, UTC, type Zone } from '../time/zones.ts';
import { nextFree } from './next-free.ts';
import type { SlotRequest, SlotResource } from './slot-request.ts';
import { findSlots } from './slots.ts';
import {
  type DayHours,
  freeTime,
  type WallSpan,
  type WorkPattern,
  workingLength,
  workingStretches,
  workingTime,
} from './working-time.ts';

const berlin = resolveZone('Europe/Berlin');
const monday = civilDay(2026, 3, 2);

function span(from: string, to: string): WallSpan {
  const time = (text: string) => wallTime(Number(text.slice(0, 2)), Number(text.slice(3)));
  return { start: time(from), end: time(to) };
}

function everyDay(zone: Zone, ...spans: WallSpan[]): WorkPattern {
  return patternOf(zone, { spans, breaks: [] });
}

function patternOf(zone: Zone, hours: DayHours): WorkPattern {
  return { zone, days: Array(7).fill(hours) };
}

function dayIn(zone: Zone, day: number, days = 1): Interval {
  return { start: localToInstant(day, 0, zone), end: localToInstant(day + days, 0, zone) };
}

/** `02T09:00-17:00` for each interval, on the zone's clock. */
function shown(intervals: readonly Interval[], zone: Zone): string[] {
  return intervals.map(({ start, end }) => {
    const [from, to] = [formatInZone(start, zone), formatInZone(end, zone)];
    return `${from.slice(8, 16)}-${to.slice(11, 16)}`;
  });
}

function at(hours: number, day = monday): number {
  return day * DAY + hours * HOUR;
}

describe('working time', () => {
  test('a shift that starts in the skipped hour begins at the first real minute', () => {
    const day = civilDay(2026, 3, 29);
    const working = workingTime(everyDay(berlin, span('02:30', '06:00')), dayIn(berlin, day));
    expect(shown(working, berlin)).toEqual(['29T03:00-06:00']);
    expect(workingLength(dayIn(berlin, day), working)).toBe(3 * HOUR);
  });

  test('a night of 22:00 to 06:00 is an hour shorter, or longer, when the clock changes in it', () => {
    const nights = everyDay(berlin, span('22:00', '06:00'));
    const lengthFrom = (day: number) => {
      const first = workingStretches(nights, dayIn(berlin, day)).find(({ start }) => start >= dayIn(berlin, day).start);
      return ((first?.end ?? 0) - (first?.start ?? 0)) / HOUR;
    };
    expect([civilDay(2026, 3, 28), civilDay(2026, 10, 24), monday].map(lengthFrom)).toEqual([7, 9, 8]);
  });

  test('the whole day has 23, 25 or 24 hours, written 00:00 to 00:00 or to 24:00', () => {
    for (const whole of [span('00:00', '00:00'), span('00:00', '24:00')]) {
      const lengths = [civilDay(2026, 3, 29), civilDay(2026, 10, 25), monday].map((day) => {
        const window = dayIn(berlin, day);
        return workingLength(window, workingTime(everyDay(berlin, whole), window)) / HOUR;
      });
      expect(lengths).toEqual([23, 25, 24]);
    }
  });

  test('split days, breaks and hours of each day are kept', () => {
    const days = Array.from({ length: 7 }, (_, weekday) => ({
      spans: weekday === 0 ? [] : [span('08:00', '12:00'), span('14:00', weekday === 5 ? '16:00' : '18:00')],
      breaks: [span('10:00', '10:15')],
    }));
    const friday = workingTime({ zone: berlin, days }, dayIn(berlin, monday + 4, 3));
    expect(shown(friday, berlin)).toEqual([
      ...['06T08:00-10:00', '06T10:15-12:00', '06T14:00-16:00', '07T08:00-10:00', '07T10:15-12:00', '07T14:00-18:00'],
    ]);
  });

  test('a break after midnight is taken out of the night before it', () => {
    const nights = patternOf(UTC, { spans: [span('22:00', '06:00')], breaks: [span('02:00', '02:30')] });
    const working = workingTime(nights, { start: at(12), end: at(36) });
    expect(shown(working, UTC)).toEqual(['02T22:00-02:00', '03T02:30-06:00']);
  });

  test('a shift takes the place of the pattern on the day it starts, less its breaks', () => {
    const pattern = patternOf(UTC, { spans: [span('09:00', '17:00')], breaks: [span('12:00', '13:00')] });
    const shifts = [{ start: at(11), end: at(20) }];
    const working = workingTime(pattern, { start: at(0), end: at(48) }, shifts);
    expect(shown(working, UTC)).toEqual(['02T11:00-12:00', '02T13:00-20:00', '03T09:00-12:00', '03T13:00-17:00']);
  });

  test('a shift of two days reaches into a window that begins on its last', () => {
    const working = workingTime(everyDay(UTC), { start: at(40), end: at(60) }, [{ start: at(1), end: at(50) }]);
    expect(working).toEqual([{ start: at(40), end: at(50) }]);
  });

  test('holidays, leave and appointments are taken out, whatever their order', () => {
    const working = workingTime(everyDay(UTC, span('09:00', '17:00')), { start: at(0), end: at(24) });
    const free = freeTime(
      working,
      [{ start: at(15), end: at(30) }],
      [
        { start: at(8), end: at(10) },
        { start: at(12), end: at(12) },
      ],
    );
    expect(shown(free, UTC)).toEqual(['02T10:00-15:00']);
  });

  test('an empty window has none, and one of centuries is refused', () => {
    const pattern = everyDay(UTC, span('09:00', '17:00'));
    expect(workingTime(pattern, { start: at(5), end: at(5) })).toEqual([]);
    expect(() => workingTime(pattern, { start: 0, end: 200 * 366 * DAY })).toThrow(RangeError);
  });
});

const nineToFive = everyDay(UTC, span('09:00', '17:00'));
const today: Interval = { start: at(0), end: at(24) };

function agent(id: number, more: Partial<SlotResource> = {}): SlotResource {
  return { id, stretches: workingStretches(nineToFive, today), closed: [], busy: [], ...more };
}

function ask(more: Partial<SlotRequest> = {}): SlotRequest {
  const bookable = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  const candidates = { kind: 'grid', duration: 2 * HOUR, step: 2 * HOUR } as const;
  return { window: today, bookable, bufferBefore: 0, bufferAfter: 0, zone: UTC, candidates, ...more };
}

describe('slots', () => {
  test('stand on the step from the start of each stretch, and busy time does not restart it', () => {
    const busy = [{ start: at(9), end: at(9.5) }];
    expect(shown(findSlots([agent(1, { busy })], ask()), UTC)).toEqual([
      '02T11:00-13:00',
      '02T13:00-15:00',
      '02T15:00-17:00',
    ]);
  });

  test('start again after a break', () => {
    const pattern = patternOf(UTC, { spans: [span('09:00', '17:00')], breaks: [span('12:00', '12:30')] });
    const slots = findSlots([agent(1, { stretches: workingStretches(pattern, today) })], ask());
    expect(shown(slots, UTC)).toEqual(['02T09:00-11:00', '02T12:30-14:30', '02T14:30-16:30']);
  });

  test('keep the buffers from busy time, not from the edges of the day or from leave', () => {
    const request = ask({ bufferBefore: HOUR, bufferAfter: HOUR });
    expect(shown(findSlots([agent(1, { closed: [{ start: at(13), end: at(15) }] })], request), UTC)).toEqual([
      ...['02T09:00-11:00', '02T11:00-13:00', '02T15:00-17:00'],
    ]);
    expect(shown(findSlots([agent(1, { busy: [{ start: at(13), end: at(15) }] })], request), UTC)).toEqual([
      '02T09:00-11:00',
    ]);
  });

  test('back to back is free, and an appointment without length takes nothing', () => {
    const busy = [
      { start: at(7), end: at(9) },
      { start: at(12), end: at(12) },
      { start: at(17), end: at(18) },
    ];
    expect(findSlots([agent(1, { busy })], ask())).toHaveLength(4);
  });

  test('begin no earlier than the notice and before the furthest ahead', () => {
    const slots = findSlots([agent(1)], ask({ bookable: { start: at(11), end: at(15) } }));
    expect(shown(slots, UTC)).toEqual(['02T11:00-13:00', '02T13:00-15:00']);
  });

  test('say who is free in each, in the order asked', () => {
    const busy = [{ start: at(9), end: at(13) }];
    const slots = findSlots([agent(8), agent(3, { busy }), agent(5)], ask());
    expect(slots.map(({ resources }) => resources)).toEqual([
      [8, 5],
      [8, 5],
      [8, 3, 5],
      [8, 3, 5],
    ]);
  });

  test('of agents on different hours are put together', () => {
    const late = workingStretches(everyDay(UTC, span('10:00', '14:00')), today);
    const slots = findSlots(
      [agent(1), agent(2, { stretches: late })],
      ask({ candidates: { kind: 'grid', duration: HOUR, step: 2 * HOUR } }),
    );
    expect(slots.map(({ start, resources }) => [(start - at(0)) / HOUR, resources])).toEqual([
      ...[
        [9, [1]],
        [10, [2]],
        [11, [1]],
        [12, [2]],
        [13, [1]],
        [15, [1]],
      ],
    ]);
  });

  test('are none for who has enough bookings that day', () => {
    const full = agent(1, { bookedOn: new Map([[monday, 3]]) });
    expect(findSlots([full], ask({ maxPerDay: 3 }))).toEqual([]);
    expect(findSlots([full], ask({ maxPerDay: 4 }))).toHaveLength(4);
  });

  test('of whole days need every one of them free', () => {
    const window = { start: at(0), end: at(24 * 7) };
    const stretches = workingStretches(nineToFive, window);
    const request = ask({ window, candidates: { kind: 'days', days: 2 } });
    const busy = [{ start: at(24 * 3 + 20), end: at(24 * 3 + 21) }];
    const found = findSlots([agent(1, { stretches, busy })], request);
    expect(found.map(({ start }) => (start - at(0)) / DAY)).toEqual([0, 1, 4, 5]);
    const closed = [{ start: at(24), end: at(48) }];
    expect(findSlots([agent(1, { stretches, closed })], request).map(({ start }) => (start - at(0)) / DAY)).toEqual([
      2, 3, 4, 5,
    ]);
  });

  test('of custom slots are those that fit as they are', () => {
    const slots = [
      { start: at(16), end: at(17) },
      { start: at(9), end: at(10.5) },
      { start: at(8), end: at(10) },
    ];
    const busy = [{ start: at(16.5), end: at(18) }];
    const request = ask({ candidates: { kind: 'custom', slots } });
    expect(shown(findSlots([agent(1, { busy })], request), UTC)).toEqual(['02T09:00-10:30']);
  });

  test('a night over two whole days has slots across midnight', () => {
    const window = { start: at(0), end: at(48) };
    const stretches = workingStretches(everyDay(UTC, span('00:00', '00:00')), window);
    const request = ask({ window, candidates: { kind: 'grid', duration: 5 * HOUR, step: 7 * HOUR } });
    const starts = findSlots([agent(1, { stretches })], request).map(({ start }) => (start - at(0)) / HOUR);
    expect(starts).toEqual([0, 7, 14, 21, 24, 31, 38]);
  });

  test('no step, no duration and a million slots are refused', () => {
    for (const [duration, step] of [
      [0, HOUR],
      [HOUR, 0],
      [HOUR, Number.NaN],
      [-1, HOUR],
      [1, 1],
    ] as const) {
      expect(() => findSlots([agent(1)], ask({ candidates: { kind: 'grid', duration, step } }))).toThrow(RangeError);
    }
  });
});

describe('the next free time', () => {
  const pattern: WorkPattern = {
    zone: UTC,
    days: Array.from({ length: 7 }, (_, weekday) => ({
      spans: weekday === 0 || weekday === 6 ? [] : [span('09:00', '17:30')],
      breaks: [],
    })),
  };

  test('is after the appointments in the way, and never in a weekend', () => {
    const friday = monday + 4;
    const taken = [{ start: at(9, friday), end: at(16, friday) }];
    expect(nextFree({ pattern, taken }, HOUR, at(9, friday), at(0, friday + 30))).toBe(at(16, friday));
    expect(nextFree({ pattern, taken }, 2 * HOUR, at(9, friday), at(0, friday + 30))).toBe(at(9, friday + 3));
  });

  test('is found months away, and is none when nothing is long enough', () => {
    const taken = [{ start: at(0), end: at(0, monday + 100) }];
    expect(nextFree({ pattern, taken }, HOUR, at(9), at(0, monday + 365))).toBe(at(9, monday + 100));
    expect(nextFree({ pattern, taken: [] }, 9 * HOUR, at(9), at(0, monday + 365))).toBeUndefined();
    expect(nextFree({ pattern, taken: [] }, 9 * HOUR, at(9), Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  test('begins at once when now is free', () => {
    expect(nextFree({ pattern, taken: [] }, HOUR, at(10) + 7 * MINUTE, at(48))).toBe(at(10) + 7 * MINUTE);
  });
});
