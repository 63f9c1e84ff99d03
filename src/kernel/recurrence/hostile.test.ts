import { describe, expect, test } from 'vitest';
import { MINUTE } from '../time/units.ts';
import { count, expand, first, next } from './expand.ts';
import { parseRecurrence } from './parse-recurrence.ts';
import { RecurrenceError } from './rule.ts';

const ALWAYS = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

describe('rules made to hurt', () => {
  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;INTERVAL=12;BYMONTH=2',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6',
    'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
    'FREQ=YEARLY;BYYEARDAY=1;BYMONTH=7',
    'FREQ=WEEKLY;BYHOUR=9;BYSETPOS=2',
    'FREQ=SECONDLY;INTERVAL=60;BYSECOND=30',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYHOUR=3;BYYEARDAY=1;BYMONTH=7',
    'FREQ=MINUTELY;BYMINUTE=5;BYSETPOS=2',
  ])('%s never occurs, and says so', (rule) => {
    const recurrence = parseRecurrence(`DTSTART:20260101T000000Z\nRRULE:${rule}`);
    expect(first(recurrence)).toBeUndefined();
    expect(count(recurrence)).toBe(0);
  });

  test('a hundred years of seconds are refused, not counted out', () => {
    const seconds = parseRecurrence('DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY');
    expect(() => expand(seconds, ALWAYS)).toThrow(RecurrenceError);
    expect(expand(seconds, { start: Date.UTC(2126, 0, 1), end: Date.UTC(2126, 0, 1) + 2_000 })).toHaveLength(2);
    expect(count(seconds)).toBe(Number.POSITIVE_INFINITY);
  });

  test('a COUNT of billions costs nothing where the rule is even, and is refused where it is not', () => {
    const even = parseRecurrence('DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=2147483647');
    expect(expand(even, { start: Date.UTC(2030, 0, 1), end: Date.UTC(2030, 0, 1) + 1_000 })).toHaveLength(1);
    const odd = parseRecurrence('DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY;BYHOUR=1,2,3;COUNT=2147483647');
    expect(() => expand(odd, ALWAYS, 1)).toThrow(RecurrenceError);
  });

  test('a rule of every second of every day of a year opens a far window at once', () => {
    const all = (n: number) => Array.from({ length: n }, (_, i) => i).join(',');
    const rule = `FREQ=YEARLY;BYYEARDAY=${all(367).slice(2)};BYHOUR=${all(24)};BYMINUTE=${all(60)};BYSECOND=${all(60)}`;
    const everything = parseRecurrence(`DTSTART:20260101T000000Z\nRRULE:${rule}`);
    const from = Date.UTC(2126, 6, 1);
    expect(expand(everything, { start: from, end: from + MINUTE })).toHaveLength(60);
  });

  test('a calendar that ends ends the rule', () => {
    const late = parseRecurrence('DTSTART:99991201T000000Z\nRRULE:FREQ=DAILY');
    expect(expand(late, ALWAYS).length).toBeLessThan(31);
    expect(next(late, Date.UTC(9999, 11, 30))).toBeUndefined();
  });
});
