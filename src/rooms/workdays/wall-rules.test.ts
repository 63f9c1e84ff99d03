import { describe, expect, test } from 'vitest';
import { endFrom, readWall, startFrom, writeTime, writeWall } from './wall-rules.ts';

const hour = 3_600;

describe('of a time of day only the time counts', () => {
  test.each<[string, number]>([
    ['1901-01-01T09:00:00', 9 * hour],
    ['1899-12-30T17:00:00', 17 * hour],
    ['0001-01-01T00:00:00', 0],
    ['2026-10-25T01:30:15', 1.5 * hour + 15],
    ['1901-01-01 09:00', 9 * hour],
    ['1901-01-01T09:00:00Z', 9 * hour],
    ['1901-01-01T09:00:00+02:00', 9 * hour],
    ['1901-01-01T09:00:00.0000000-0500', 9 * hour],
    ['1901-01-01T24:00:00', 24 * hour],
    ['1901-01-01', 0],
    ['09:00', 9 * hour],
    ['9:05', 9 * hour + 300],
    ['24:00', 24 * hour],
    [' 17:30:00 ', 17.5 * hour],
  ])('%s', (text, seconds) => {
    expect(readWall(text)).toBe(seconds);
  });

  test.each(['', 'nine', '09', '24:00:01', '25:00', '09:60', '09:00:60', '1901-01-01T', '1901-01-01Z', 'Z', '-09:00'])(
    "'%s' is no time of day",
    (text) => {
      expect(readWall(text)).toBe(undefined);
    },
  );
});

test('a day ends at 24:00, which is 00:00 of the next, and does not start there', () => {
  expect(endFrom('end', '24:00')).toBe(0);
  expect(() => startFrom('start', '24:00')).toThrow('24:00');
  expect(() => endFrom('end', 'noon')).toThrow("'noon' is not a time of day");
});

test('times go out with the date 1901-01-01, and those of timeslots bare', () => {
  expect(writeWall(17.5 * hour)).toBe('1901-01-01T17:30:00');
  expect(writeTime(9 * hour + 61)).toBe('09:01:01');
});
