import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../kernel/time/units.ts';
import { readDate } from './dates.ts';
import { windowOf } from './window.ts';

const read = (text: string) => {
  const date = readDate(text);
  if (!date) throw new Error(`${text} is no date`);
  return date;
};
const from = (start_date: string, more: { utcoffset?: number; timezone?: string } = {}) => {
  const { from } = windowOf({ start_date: read(start_date), ...more });
  return from === undefined ? undefined : new Date(from).toISOString().slice(0, 19);
};

describe('a value without a suffix', () => {
  test.each<[string, { utcoffset?: number; timezone?: string }, string]>([
    ['2026-05-04T09:00:00', {}, '2026-05-04T09:00:00'],
    ['2026-05-04T09:00:00', { utcoffset: 240 }, '2026-05-04T13:00:00'],
    ['2026-05-04T09:00:00', { utcoffset: -330 }, '2026-05-04T03:30:00'],
    ['2026-05-04', { utcoffset: 300 }, '2026-05-04T05:00:00'],
    ['2026-05-04T09:00:00', { timezone: 'Europe/Berlin' }, '2026-05-04T07:00:00'],
    ['2026-01-04T09:00:00', { timezone: 'Europe/Berlin', utcoffset: 240 }, '2026-01-04T08:00:00'],
    ['2026-05-04T09:00:00', { timezone: 'Eastern Standard Time' }, '2026-05-04T13:00:00'],
    ['2026-03-29T02:30:00', { timezone: 'Europe/Berlin' }, '2026-03-29T01:30:00'],
    ['2026-10-25T02:30:00', { timezone: 'Europe/Berlin' }, '2026-10-25T00:30:00'],
  ])('%s with %j', (text, more, expected) => {
    expect(from(text, more)).toBe(expected);
  });

  test.each(['2026-05-04T09:00:00Z', '2026-05-04T11:00:00+02:00', '2026-05-04T03:30:00-05:30'])(
    'one with a suffix is that instant, whatever else is said: %s',
    (text) => {
      expect(from(text, { timezone: 'Asia/Tokyo', utcoffset: 600 })).toBe('2026-05-04T09:00:00');
    },
  );

  test('utcoffset moves it by as many minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_440, max: 1_440 }),
        fc.integer({ min: 0, max: 2_000_000_000 }),
        (utcoffset, s) => {
          const start_date = { ms: s * 1_000, fixed: false };
          expect(windowOf({ start_date, utcoffset }).from).toBe(s * 1_000 + utcoffset * MINUTE);
        },
      ),
    );
  });
});

test('what is absent stays open', () => {
  expect(windowOf({})).toEqual({ from: undefined, to: undefined });
  expect(windowOf({ end_date: read('2026-05-04'), start_date: null }).from).toBeUndefined();
});

test('an end before the start, and a zone that is none, are refused', () => {
  expect(() => windowOf({ start_date: read('2026-05-04'), end_date: read('2026-05-03') })).toThrow('before');
  expect(() => windowOf({ timezone: 'Mars/Olympus' })).toThrow('Mars/Olympus');
});
