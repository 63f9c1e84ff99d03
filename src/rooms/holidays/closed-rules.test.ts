import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/long.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { type HolidayTimes, timesOfHoliday } from './closed-rules.ts';
import { mostAway } from './overlap-rules.ts';

/** When holidays are, as instants. */

const utc = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);
const days = (start_date: string, end_date: string, rule: HolidayTimes['rule'] = null): HolidayTimes => ({
  all_day: true,
  start_date,
  end_date,
  starts_at: null,
  ends_at: null,
  rule,
});
const yearly = (startdate: string, timezone = 'UTC') => ({ rrule: 'FREQ=YEARLY', startdate: utc(startdate), timezone });
const shown = (holiday: HolidayTimes, zone: string, from: string, to: string) =>
  timesOfHoliday(holiday, resolveZone(zone), { start: utc(from), end: utc(to) }).map(({ start, end }) =>
    [start, end].map((instant) => new Date(instant).toISOString().slice(0, 16)).join('..'),
  );

describe('whole days', () => {
  const spring = days('2026-03-29', '2026-03-29');
  test.each([
    ['Europe/Berlin', '2026-03-28T23:00..2026-03-29T22:00'],
    ['America/New_York', '2026-03-29T04:00..2026-03-30T04:00'],
    ['Pacific/Kiritimati', '2026-03-28T10:00..2026-03-29T10:00'],
    ['Pacific/Pago_Pago', '2026-03-29T11:00..2026-03-30T11:00'],
  ])('are those of whoever is asked about: %s', (zone, expected) => {
    expect(shown(spring, zone, '2026-03-01', '2026-04-30')).toEqual([expected]);
  });

  test('a window sees what overlaps it, whole', () => {
    const two = days('2026-05-04', '2026-05-05');
    expect(shown(two, 'UTC', '2026-05-05', '2026-05-06')).toEqual(['2026-05-04T00:00..2026-05-06T00:00']);
    expect(shown(two, 'UTC', '2026-05-06', '2026-05-07')).toEqual([]);
    expect(shown(two, 'UTC', '2026-05-01', '2026-05-04')).toEqual([]);
  });

  test('that recur are the days of the rule, on the calendar of the rule', () => {
    const christmas = days('2020-12-25', '2020-12-26', yearly('2020-12-24T15:00', 'Asia/Tokyo'));
    expect(shown(christmas, 'America/New_York', '2026-01-01', '2028-01-01')).toEqual([
      '2026-12-25T05:00..2026-12-27T05:00',
      '2027-12-25T05:00..2027-12-27T05:00',
    ]);
    expect(shown(christmas, 'UTC', '2026-12-26T12:00', '2026-12-26T13:00')).toHaveLength(1);
    expect(shown(christmas, 'UTC', '2019-01-01', '2020-12-25')).toEqual([]);
  });
});

test('timed leave recurs with the clock of its rule', () => {
  const rule = { rrule: 'FREQ=WEEKLY;BYDAY=FR', startdate: utc('2026-03-20T13:00'), timezone: 'Europe/Berlin' };
  const friday = {
    ...days('x', 'x'),
    all_day: false,
    starts_at: utc('2026-03-20T13:00'),
    ends_at: utc('2026-03-20T16:00'),
    rule,
  };
  expect(shown(friday, 'UTC', '2026-03-26', '2026-04-04')).toEqual([
    '2026-03-27T13:00..2026-03-27T16:00',
    '2026-04-03T12:00..2026-04-03T15:00',
  ]);
  expect(shown(friday, 'UTC', '2026-03-27T15:59', '2026-03-27T16:01')).toHaveLength(1);
});

test('whatever the zones, what recurs every day covers every day, each once', () => {
  const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Pacific/Apia'];
  const zone = fc.constantFrom(...zones).map(resolveZone);
  const start = fc.integer({ min: utc('2010-01-01') / DAY, max: utc('2028-01-01') / DAY });
  fc.assert(
    fc.property(zone, zone, start, fc.integer({ min: 1, max: 40 }), (of, asked, first, length) => {
      const rule = { rrule: 'FREQ=DAILY', startdate: startOfDay(first - 3, of), timezone: of.name };
      const date = formatCivilDate(first - 3);
      const window = { start: startOfDay(first, asked), end: startOfDay(first + length, asked) };
      const times = timesOfHoliday(days(date, date, rule), asked, window);
      for (let day = first; day < first + length; day++) {
        const from = startOfDay(day, asked);
        const until = startOfDay(day + 1, asked);
        const isReal = from < until && dayOf(startOfDay(day, of), of) === day;
        if (isReal) expect(times.filter((time) => time.start === from && time.end === until)).toHaveLength(1);
      }
    }),
    runs(200, 5_000),
  );
});

describe('how many are away at once', () => {
  const at = (from: number, to: number) => ({ start: from * HOUR, end: to * HOUR });
  test.each([
    ['alone', [at(9, 17)], [], 1],
    ['another at the same time', [at(9, 17)], [[at(10, 12)]], 2],
    ['another before', [at(9, 17)], [[at(7, 9)]], 1],
    ['two, one after the other', [at(9, 17)], [[at(9, 12)], [at(12, 17)]], 2],
    ['two at once', [at(9, 17)], [[at(9, 13)], [at(12, 17)]], 3],
    ['two at once, but not then', [at(9, 10)], [[at(9, 13)], [at(12, 17)]], 2],
    ['one, twice at once', [at(9, 17)], [[at(9, 13), at(12, 17)]], 2],
    ['begun before', [at(9, 17)], [[at(1, 10)], [at(2, 9.5)]], 3],
    ['never', [], [[at(1, 10)]], 0],
  ])('%s', (_name, times, others, expected) => {
    expect(mostAway(times, others)).toBe(expected);
  });
});

test('a day that the zone never had is no time', () => {
  expect(
    timesOfHoliday(days('2011-12-30', '2011-12-30'), resolveZone('Pacific/Apia'), {
      start: utc('2011-12-01'),
      end: utc('2012-02-01'),
    }),
  ).toEqual([]);
  expect(
    timesOfHoliday(days('2011-12-30', '2011-12-30'), UTC, { start: utc('2011-12-01'), end: utc('2012-02-01') }),
  ).toHaveLength(1);
});
