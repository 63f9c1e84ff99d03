import { describe, expect, test } from 'vitest';
import { workingStretches } from '../../kernel/availability/working-time.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { formatInZone } from '../../kernel/time/iso.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { wallTime } from '../../kernel/time/wall.ts';
import { resolveZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { type BookableResource, bookableAt, longestSlot, type OfferType, slotsIn, widened } from './offer-rules.ts';

const monday = Date.UTC(2026, 4, 4);
const longAgo = Date.UTC(2010, 0, 1);

const type = (values: Partial<OfferType> = {}): OfferType => ({
  duration_type: 0,
  duration_mins: 60,
  duration_days: 1,
  slot_step_mins: null,
  max_per_day: null,
  buffer_mins_before: 0,
  buffer_mins_after: 0,
  min_hours_advance: -1,
  max_days_advance: -1,
  customslots: [],
  ...values,
});

/** Works 9 to 12 and 13 to 17 every day, on the clock of a zone. */
function worker(window: Interval, values: Partial<BookableResource> & { zone?: Zone } = {}): BookableResource {
  const { zone = UTC } = values;
  const hours = {
    spans: [{ start: wallTime(9), end: wallTime(17) }],
    breaks: [{ start: wallTime(12), end: wallTime(13) }],
  };
  const stretches = workingStretches({ zone, days: Array(7).fill(hours) }, window);
  return { id: 2, zone, stretches, closed: [], busy: [], ...values };
}

const day = { start: monday, end: monday + DAY };
const at = (hours: number, minutes = 0) => monday + hours * HOUR + minutes * MINUTE;
const clock = (start: number, zone = UTC) => formatInZone(start, zone).slice(11, 16);
const starts = (values: Partial<OfferType>, resource: Partial<BookableResource> = {}, now = longAgo, window = day) =>
  slotsIn(type(values), [worker(window, resource)], window, now)
    .map(({ start }) => clock(start, resource.zone))
    .join(' ');

const slot = (start: number, end: number, id = 1) => ({
  id,
  name: null,
  start_minute: start * 60,
  end_minute: end * 60,
  start_label: null,
  end_label: null,
});

describe('one day of one agent', () => {
  test.each<
    [promise: string, type: Partial<OfferType>, resource: Partial<BookableResource>, now: number, offered: string]
  >([
    [
      'slots stand on the step from the start of each stretch',
      {},
      {},
      longAgo,
      '09:00 10:00 11:00 13:00 14:00 15:00 16:00',
    ],
    [
      'after a break the grid begins anew',
      { duration_mins: 50 },
      {},
      longAgo,
      '09:00 09:50 10:40 13:00 13:50 14:40 15:30',
    ],
    [
      'busy time does not begin it anew',
      {},
      { busy: [{ start: at(9, 10), end: at(9, 20) }] },
      longAgo,
      '10:00 11:00 13:00 14:00 15:00 16:00',
    ],
    ['slot_step_mins is the step', { slot_step_mins: 90 }, {}, longAgo, '09:00 10:30 13:00 14:30 16:00'],
    [
      'a buffer before keeps off what is busy before it',
      { buffer_mins_before: 10 },
      { busy: [{ start: at(9), end: at(10) }] },
      longAgo,
      '11:00 13:00 14:00 15:00 16:00',
    ],
    [
      'a buffer after keeps off what is busy after it',
      { buffer_mins_after: 10 },
      { busy: [{ start: at(11), end: at(12) }] },
      longAgo,
      '09:00 13:00 14:00 15:00 16:00',
    ],
    [
      'buffers keep off neither leave nor the edges of working time',
      { buffer_mins_before: 30, buffer_mins_after: 30 },
      { closed: [{ start: at(10), end: at(11) }] },
      longAgo,
      '09:00 11:00 13:00 14:00 15:00 16:00',
    ],
    ['a slot begins later than now', {}, {}, at(13), '14:00 15:00 16:00'],
    ['and later than the notice', { min_hours_advance: 2 }, {}, at(11, 59), '14:00 15:00 16:00'],
    ['and earlier than the furthest day', { max_days_advance: 1 }, {}, at(13) - DAY, '09:00 10:00 11:00'],
    [
      'whole days need a day without anything busy',
      { duration_type: 1 },
      { busy: [{ start: at(22), end: at(23) }] },
      longAgo,
      '',
    ],
    [
      'custom slots are offered as they are',
      { duration_type: 2, customslots: [slot(9, 11), slot(14, 17, 2)] },
      {},
      longAgo,
      '09:00 14:00',
    ],
    ['unless a break is in them', { duration_type: 2, customslots: [slot(11, 14)] }, {}, longAgo, ''],
    [
      'who has as many bookings as a day may have is not offered',
      { max_per_day: 2 },
      { bookedOn: new Map([[monday / DAY, 2]]) },
      longAgo,
      '',
    ],
    [
      'with one less they are',
      { max_per_day: 3, duration_mins: 180 },
      { bookedOn: new Map([[monday / DAY, 2]]) },
      longAgo,
      '09:00 13:00',
    ],
  ])('%s', (_promise, values, resource, now, offered) => {
    expect(starts(values, resource, now)).toBe(offered);
  });

  test('the bounds are exact to the millisecond', () => {
    expect(bookableAt(type({ min_hours_advance: 1, max_days_advance: 2 }), 0)).toEqual({
      start: HOUR + 1,
      end: 2 * DAY,
    });
    expect(bookableAt(type(), 0)).toEqual({ start: 1, end: Number.POSITIVE_INFINITY });
    expect(starts({}, {}, at(9) - 1)).toContain('09:00');
  });
});

test('whole days are those of the zone of who is booked, and slots of several zones make one list', () => {
  const window = { start: monday - DAY, end: monday + 3 * DAY };
  const [tokyo, lima] = [resolveZone('Asia/Tokyo'), resolveZone('America/Lima')];
  const both = [
    worker(window, { id: 2, zone: tokyo }),
    worker(window, { id: 3, zone: lima }),
    worker(window, { id: 4, zone: lima }),
  ];
  const slots = slotsIn(type({ duration_type: 1, duration_days: 2 }), both, window, longAgo);
  expect(
    slots.map(({ start, end, resources }) => [
      new Date(start).toISOString().slice(0, 13),
      (end - start) / DAY,
      resources,
    ]),
  ).toEqual([
    ['2026-05-03T05', 2, [3, 4]],
    ['2026-05-03T15', 2, [2]],
    ['2026-05-04T05', 2, [3, 4]],
    ['2026-05-04T15', 2, [2]],
  ]);
});

describe('around the changes of the clocks', () => {
  test.each([
    ['Europe/London', '2026-03-29', '2026-10-25'],
    ['America/New_York', '2026-03-08', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-04-05'],
    ['America/Sao_Paulo', '2018-11-04', '2018-02-18'],
  ])('%s has the same hours on the wall, each once', (name, spring, autumn) => {
    const zone = resolveZone(name);
    for (const date of [spring, autumn]) {
      const middle = Date.parse(`${date}T12:00Z`);
      const window = { start: middle - 2 * DAY, end: middle + 2 * DAY };
      const slots = slotsIn(type(), [worker(window, { zone })], window, longAgo);
      const shown = slots.map(({ start }) => formatInZone(start, zone)).filter((text) => text.startsWith(date));
      expect(shown.map((text) => text.slice(11, 16))).toEqual([
        '09:00',
        '10:00',
        '11:00',
        '13:00',
        '14:00',
        '15:00',
        '16:00',
      ]);
      expect(new Set(slots.map(({ start }) => start)).size).toBe(slots.length);
      const nights = { duration_type: 2, customslots: [slot(0, 24), slot(22, 6, 2)] };
      const around = slotsIn(type(nights), [{ ...worker(window, { zone }), stretches: [window] }], window, longAgo);
      const walls = around.map(({ start, end }) => `${clock(start, zone)} ${clock(end, zone)}`);
      // Midnight does not exist on the spring day of São Paulo.
      expect(walls.filter((wall) => !/^(0[01]:00 0[01]:00|22:00 06:00)$/.test(wall))).toEqual([]);
      expect(around.length).toBeGreaterThan(5);
      expect(new Set(walls.map((_wall, index) => around[index]?.start)).size).toBe(around.length);
    }
  });

  test('a night shift over the change has as many slots as it has hours', () => {
    const zone = resolveZone('Europe/London');
    const night = { spans: [{ start: wallTime(22), end: wallTime(6) }], breaks: [] };
    for (const [date, hours] of [
      ['2026-03-28', 7],
      ['2026-10-24', 9],
      ['2026-06-06', 8],
    ] as const) {
      const start = Date.parse(`${date}T12:00Z`);
      const window = { start, end: start + DAY };
      const stretches = workingStretches({ zone, days: Array(7).fill(night) }, window);
      expect(slotsIn(type(), [{ id: 2, zone, stretches, closed: [], busy: [] }], window, longAgo)).toHaveLength(hours);
    }
  });
});

test('a slot is never longer than is looked at, and busy time is looked for as far as the buffers reach', () => {
  expect(longestSlot(type({ duration_mins: 90 }))).toBe(90 * MINUTE);
  expect(longestSlot(type({ duration_type: 1, duration_days: 3 }))).toBeGreaterThan(3 * DAY + HOUR);
  expect(widened({ start: 0, end: HOUR }, type({ buffer_mins_before: 5, buffer_mins_after: 7 }))).toEqual({
    start: -5 * MINUTE,
    end: HOUR + 7 * MINUTE,
  });
});
