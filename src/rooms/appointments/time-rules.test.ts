import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { Problem } from '../../problems.ts';
import { blankRow } from './row.ts';
import type { Element } from './schema.ts';
import { type Times, timesIn, timesOf } from './time-rules.ts';

const blank = blankRow(2, 0);
const berlin = resolveZone('Europe/Berlin');
const instant = (text: string) => Date.parse(`${text}Z`);
const nine = instant('2026-05-04T09:00:00');

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Asia/Beirut',
  'Africa/Cairo',
];
const anyZone = fc.constantFrom(...zones).map(resolveZone);
/** Civil days of 1950 to 2149. */
const anyDay = fc.integer({ min: -7_300, max: 65_000 });
const anyDays = fc.record({ first: anyDay, length: fc.integer({ min: 0, max: 365 }) });

function refusal(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('It was not refused');
}

const wholeDays = (first: number, last: number): Element => ({
  allday: true,
  start_date_only: formatCivilDate(first),
  end_date_only: formatCivilDate(last),
});

describe('whole days', () => {
  test('in any zone: the civil dates come back, the end is the start of the day after, days differ by a day and an hour at most', () => {
    fc.assert(
      fc.property(anyDays, anyZone, ({ first, length }, zone) => {
        const times = timesOf(wholeDays(first, first + length), blank, false, zone);
        expect([times.start_date, times.end_date]).toEqual([formatCivilDate(first), formatCivilDate(first + length)]);
        const next = timesOf(wholeDays(first + length + 1, first + length + 1), blank, false, zone);
        expect(times.ends_at).toBe(next.starts_at);
        const span = (times.ends_at as number) - (times.starts_at as number);
        // Apia lost a day in 2011, and its summer time took an hour of the same days.
        expect(Math.abs(span - (length + 1) * DAY)).toBeLessThanOrEqual(DAY + HOUR);
      }),
      // An hour more than the missing day.
      { examples: [[{ first: 15_151, length: 187 }, resolveZone('Pacific/Apia')]] },
    );
  });

  test('sent back by their instants alone they are the same days', () => {
    fc.assert(
      fc.property(anyDays, anyZone, ({ first, length }, zone) => {
        const times = timesOf(wholeDays(first, first + length), blank, false, zone);
        // Apia has no 30 December 2011: a day of no length cannot be told by its instants.
        fc.pre((times.ends_at as number) > (times.starts_at as number));
        const byInstants = { allday: true, start_date: times.starts_at, end_date: times.ends_at };
        const again = timesOf(byInstants, blank, false, zone);
        expect([again.starts_at, again.ends_at]).toEqual([times.starts_at, times.ends_at]);
      }),
    );
  });

  test('echoed in every way, nothing changes', () => {
    const echoes: ((times: Times) => Element)[] = [
      () => ({}),
      ({ starts_at, ends_at }) => ({ start_date: starts_at, end_date: ends_at }),
      ({ start_date, end_date }) => ({ start_date_only: start_date, end_date_only: end_date }),
      (times) => ({
        allday: true,
        start_date: times.starts_at,
        end_date: times.ends_at,
        start_date_only: times.start_date,
        end_date_only: times.end_date,
      }),
    ];
    fc.assert(
      fc.property(anyDays, anyZone, fc.constantFrom(...echoes), ({ first, length }, zone, echo) => {
        const times = timesOf(wholeDays(first, first + length), blank, false, zone);
        expect(timesOf(echo(times), { ...blank, ...times }, false, zone)).toEqual(times);
      }),
    );
  });

  test('for an agent in another zone, and back, are the same days', () => {
    fc.assert(
      fc.property(anyDays, anyZone, anyZone, ({ first, length }, zone, other) => {
        const times = timesOf(wholeDays(first, first + length), blank, false, zone);
        const moved = timesIn(other, times);
        expect([moved.start_date, moved.end_date]).toEqual([times.start_date, times.end_date]);
        expect(timesIn(zone, moved)).toEqual(times);
      }),
    );
  });

  test.each<[string, Element, string, string]>([
    ['one day without an end', { start_date_only: '2026-05-04' }, '2026-05-04', '2026-05-04'],
    ['an instant in the middle of a day', { start_date: instant('2026-05-04T22:30:00') }, '2026-05-05', '2026-05-05'],
    [
      'an end at midnight',
      { start_date_only: '2026-05-04', end_date: instant('2026-05-05T22:00:00') },
      '2026-05-04',
      '2026-05-05',
    ],
    [
      'an end after midnight',
      { start_date_only: '2026-05-04', end_date: instant('2026-05-05T22:00:01') },
      '2026-05-04',
      '2026-05-06',
    ],
    [
      'civil dates before instants',
      { start_date_only: '2026-05-04', start_date: nine - 90 * DAY },
      '2026-05-04',
      '2026-05-04',
    ],
  ])('%s', (_name, element, first, last) => {
    const times = timesOf({ allday: true, ...element }, blank, false, berlin);
    expect([times.start_date, times.end_date]).toEqual([first, last]);
  });

  test('that end before they start are refused', () => {
    expect(refusal(() => timesOf(wholeDays(10, 9), blank, false, berlin)).extras.errors).toHaveProperty('end_date');
  });
});

describe('timed rows', () => {
  test('are what is said, and otherwise what is stored', () => {
    const stored = { ...blank, starts_at: nine, ends_at: nine + HOUR };
    const times = (element: Element) => {
      const { starts_at, ends_at } = timesOf(element, stored, false, UTC);
      return [starts_at, ends_at];
    };
    expect(times({})).toEqual([nine, nine + HOUR]);
    expect(times({ start_date: nine - HOUR })).toEqual([nine - HOUR, nine + HOUR]);
    expect(times({ end_date: nine })).toEqual([nine, nine]);
  });

  test.each<[string, Element, boolean, string | undefined]>([
    ['nothing', {}, false, 'start_date'],
    ['nothing, of a task', {}, true, undefined],
    ['no end', { start_date: nine }, false, 'end_date'],
    ['no end, of a task', { start_date: nine }, true, undefined],
    ['no start', { end_date: nine }, false, 'start_date'],
    ['an end before the start', { start_date: nine, end_date: nine - 1_000 }, false, 'end_date'],
    ['an end before the start, of a task', { start_date: nine, end_date: nine - 1_000 }, true, 'end_date'],
    ['no length', { start_date: nine, end_date: nine }, false, undefined],
    ['366 days', { start_date: nine, end_date: nine + 366 * DAY }, false, undefined],
    ['367 days', { start_date: nine, end_date: nine + 367 * DAY }, false, 'end_date'],
    ['the year 1899', { start_date: instant('1899-12-31T23:59:59'), end_date: nine }, false, 'start_date'],
    ['the year 2200', { start_date: nine, end_date: instant('2200-01-01T00:00:00') }, false, 'end_date'],
  ])('%s', (_name, element, isTask, refused) => {
    const work = () => timesOf(element, blank, isTask, UTC);
    if (refused) expect(Object.keys(refusal(work).extras.errors ?? {})).toEqual([refused]);
    else expect(work().all_day).toBe(false);
  });

  test('a task with one time is due then', () => {
    expect(timesOf({ end_date: nine }, blank, true, UTC)).toMatchObject({ starts_at: nine, ends_at: nine });
  });
});
