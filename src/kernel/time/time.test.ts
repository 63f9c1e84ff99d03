import { describe, expect, test } from 'vitest';
import { addMonths, civilDate, civilDay, formatCivilDate, parseCivilDate, weekdayOf, yearOf } from './civil.ts';
import { complementIn, intersectIntervals, mergeIntervals, subtractIntervals } from './intervals.ts';
import { formatInstant, formatInZone } from './iso.ts';
import { dayLength, dayOf, type LocalChoice, localToInstant, offsetAt, startOfDay } from './local.ts';
import { transitionsBetween } from './transitions.ts';
import { DAY, HOUR, MAX_INSTANT, MIN_INSTANT, MINUTE } from './units.ts';
import { parseWallTime, wallTime } from './wall.ts';
import { findZone, resolveZone } from './zones.ts';

const berlin = resolveZone('Europe/Berlin');

describe('civil days', () => {
  test('every day of eight centuries is the day after the one before it', () => {
    let expected = { year: 1600, month: 1, date: 1 };
    const wrong: number[] = [];
    for (let day = civilDay(1600, 1, 1); day < civilDay(2400, 1, 1); day++) {
      const { year, month, date } = civilDate(day);
      if (year !== expected.year || month !== expected.month || date !== expected.date) wrong.push(day);
      if (civilDay(year, month, date) !== day || yearOf(day) !== year) wrong.push(day);
      const next = new Date((day + 1) * DAY);
      expected = { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, date: next.getUTCDate() };
    }
    expect(wrong).toEqual([]);
  });

  test('the first and the last day of the calendar read and print', () => {
    for (const text of ['0001-01-01', '9999-12-31', '1969-12-31', '2000-02-29']) {
      expect(formatCivilDate(parseCivilDate(text) as number)).toBe(text);
    }
  });

  test.each(['2026-02-29', '2026-00-10', '2026-4-1', '0000-01-01', '2026-01-32', ' 2026-01-01', ''])(
    '%j is no date',
    (text) => {
      expect(parseCivilDate(text)).toBeUndefined();
    },
  );

  test('weekdays before 1970 are right too', () => {
    expect(weekdayOf(civilDay(1969, 7, 20))).toBe(0);
  });

  test('a month after 31 January is the last day of February', () => {
    expect(formatCivilDate(addMonths(civilDay(2024, 1, 31), 1))).toBe('2024-02-29');
    expect(formatCivilDate(addMonths(civilDay(2024, 1, 31), -11))).toBe('2023-02-28');
  });
});

describe('zones', () => {
  test.each([
    ['GMT Standard Time', 'Europe/London'],
    ['eastern standard time', 'America/New_York'],
    ['India Standard Time', 'Asia/Calcutta'],
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('%s is %s', (name, iana) => {
    expect(resolveZone(name).name).toBe(iana);
  });

  test.each(['', ' ', '+02:00', 'Mars/Olympus', '../etc/passwd', 'x'.repeat(10_000), '__proto__', 'constructor'])(
    '%j is no zone',
    (name) => {
      expect(findZone(name)).toBeUndefined();
      expect(() => resolveZone(name)).toThrow(RangeError);
    },
  );

  test('two names of one zone share one table', () => {
    expect(resolveZone('Asia/Kolkata').table).toBe(resolveZone('India Standard Time').table);
  });

  test('instants outside the years 1 to 9999 are refused, not guessed', () => {
    for (const instant of [Number.NaN, Infinity, -Infinity, MAX_INSTANT + 2 * DAY, MIN_INSTANT - 2 * DAY, 8.64e15]) {
      expect(() => offsetAt(instant, berlin)).toThrow(RangeError);
    }
    expect(offsetAt(MIN_INSTANT, resolveZone('America/New_York'))).toBe(-17_762_000);
    expect(offsetAt(MAX_INSTANT, berlin)).toBe(HOUR);
  });

  test('two changes twelve days apart are both found', () => {
    const june = transitionsBetween(
      Date.UTC(2004, 4, 1),
      Date.UTC(2004, 6, 1),
      resolveZone('America/Argentina/Tucuman'),
    );
    expect(june.map(({ at }) => formatInstant(at))).toEqual(['2004-06-01T03:00:00Z', '2004-06-13T04:00:00Z']);
  });
});

/** zone, day, wall time, choice, the instant as that zone's clock shows it */
const READINGS: [string, string, string, LocalChoice | undefined, string][] = [
  ['Europe/Berlin', '2026-03-29', '02:30', undefined, '2026-03-29T03:30:00+02:00'],
  ['Europe/Berlin', '2026-03-29', '02:30', { gap: 'backward' }, '2026-03-29T01:30:00+01:00'],
  ['Europe/Berlin', '2026-03-29', '02:30', { gap: 'boundary' }, '2026-03-29T03:00:00+02:00'],
  ['Europe/Berlin', '2026-03-29', '03:00', undefined, '2026-03-29T03:00:00+02:00'],
  ['Europe/Berlin', '2026-10-25', '02:30', undefined, '2026-10-25T02:30:00+02:00'],
  ['Europe/Berlin', '2026-10-25', '02:30', { overlap: 'last' }, '2026-10-25T02:30:00+01:00'],
  ['Europe/Berlin', '2026-10-25', '03:00', undefined, '2026-10-25T03:00:00+01:00'],
  ['Australia/Lord_Howe', '2026-10-04', '02:10', undefined, '2026-10-04T02:40:00+11:00'],
  ['Pacific/Apia', '2011-12-30', '09:00', undefined, '2011-12-31T09:00:00+14:00'],
  ['Pacific/Apia', '2011-12-30', '09:00', { gap: 'boundary' }, '2011-12-31T00:00:00+14:00'],
  ['America/Sao_Paulo', '2018-11-04', '00:00', undefined, '2018-11-04T01:00:00-02:00'],
  ['America/Havana', '2026-11-01', '00:30', undefined, '2026-11-01T00:30:00-04:00'],
  ['America/Toronto', '1919-03-30', '23:45', undefined, '1919-03-31T00:45:00-04:00'],
];

test.each(READINGS)('in %s, %s %s with %j is %s %s', (name, date, time, choice, expected) => {
  const zone = resolveZone(name);
  const instant = localToInstant(parseCivilDate(date) as number, parseWallTime(time) as number, zone, choice);
  expect(formatInZone(instant, zone)).toBe(expected);
});

test('who asks to be told is told of a skipped and of a repeated time', () => {
  expect(() => localToInstant(civilDay(2026, 3, 29), wallTime(2), berlin, { gap: 'reject' })).toThrow('skips');
  expect(() => localToInstant(civilDay(2026, 10, 25), wallTime(2), berlin, { overlap: 'reject' })).toThrow('twice');
});

/** zone, day, its first instant on the zone's clock, minutes in it */
const DAYS: [string, string, string, number][] = [
  ['Europe/Berlin', '2026-03-29', '2026-03-29T00:00:00+01:00', 23 * 60],
  ['Europe/Berlin', '2026-10-25', '2026-10-25T00:00:00+02:00', 25 * 60],
  ['Europe/Berlin', '2026-06-01', '2026-06-01T00:00:00+02:00', 24 * 60],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-04T00:00:00+10:30', 23.5 * 60],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-05T00:00:00+11:00', 24.5 * 60],
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T01:00:00-02:00', 23 * 60],
  ['America/Havana', '2026-11-01', '2026-11-01T00:00:00-04:00', 25 * 60],
  ['America/Toronto', '1919-03-31', '1919-03-31T00:30:00-04:00', 23.5 * 60],
  ['Pacific/Apia', '2011-12-30', '2011-12-31T00:00:00+14:00', 0],
];

test.each(DAYS)('in %s, %s begins at %s and has %d minutes', (name, date, first, minutes) => {
  const zone = resolveZone(name);
  const day = parseCivilDate(date) as number;
  expect(formatInZone(startOfDay(day, zone), zone)).toBe(first);
  expect(dayLength(day, zone)).toBe(minutes * MINUTE);
});

test('the last instant of a day belongs to it and the next does not', () => {
  const end = startOfDay(civilDay(2026, 3, 30), berlin);
  expect([dayOf(end - 1, berlin), dayOf(end, berlin)]).toEqual([civilDay(2026, 3, 29), civilDay(2026, 3, 30)]);
});

test.each(['24:01', '9:00', '09:60', '25:00', '09:00:61', 'noon', ''])('%j is no wall time', (text) => {
  expect(parseWallTime(text)).toBeUndefined();
});

describe('intervals', () => {
  test('back-to-back intervals become one and empty ones vanish', () => {
    const merged = mergeIntervals([
      { start: 4, end: 4 },
      { start: 2, end: 3 },
      { start: 1, end: 2 },
      { start: 9, end: 7 },
    ]);
    expect(merged).toEqual([{ start: 1, end: 3 }]);
  });

  test('merging leaves what it was given alone', () => {
    const given = [Object.freeze({ start: 1, end: 3 }), Object.freeze({ start: 2, end: 5 })];
    expect(mergeIntervals(Object.freeze(given) as never)).toEqual([{ start: 1, end: 5 }]);
  });

  test('one busy stretch can take from several working ones', () => {
    const working = [
      { start: 0, end: 4 },
      { start: 6, end: 10 },
    ];
    expect(subtractIntervals(working, [{ start: 3, end: 7 }])).toEqual([
      { start: 0, end: 3 },
      { start: 7, end: 10 },
    ]);
    expect(intersectIntervals(working, [{ start: 3, end: 7 }])).toEqual([
      { start: 3, end: 4 },
      { start: 6, end: 7 },
    ]);
  });

  test('a window that ends before it starts holds nothing', () => {
    expect(complementIn({ start: 5, end: 3 }, [])).toEqual([]);
  });
});
