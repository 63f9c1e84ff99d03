import { describe, expect, test } from 'vitest';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { type DatedPattern, datedPatterns, patternOn, patternsOf } from './pattern-rules.ts';
import type { BreakRow, DayRow, PatternRow } from './schema.ts';
import { closedOf, scheduledTimeOf, stretchesOf, type Work, workingTimeOf } from './work-rules.ts';

const hour = 3_600;
const everyDay = (start: number, end: number): DayRow[] =>
  Array.from({ length: 7 }, () => ({ works: true, start: start * hour, end: end * hour }));
const row = (start: number, end: number, values: Partial<PatternRow> = {}): PatternRow => ({
  valid_from: null,
  timezone: '',
  alldayssame: true,
  start: start * hour,
  end: end * hour,
  days: everyDay(0, 1),
  breaks: [],
  ...values,
});
const pause = (start: number, end: number, weekdays = [0, 1, 2, 3, 4, 5, 6]): BreakRow => ({
  id: 1,
  name: null,
  start: start * hour,
  end: end * hour,
  weekdays,
});
const work = (patterns: readonly DatedPattern[], values: Partial<Work> = {}): Work => ({
  zone: UTC,
  patterns,
  shifts: [],
  publicHolidays: [],
  leave: [],
  ...values,
});
const of = (...rows: PatternRow[]) => work(datedPatterns(7, rows, 'UTC'));
const utc = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);
const span = (start: string, end: string): Interval => ({ start: utc(start), end: utc(end) });
const shown = (intervals: readonly Interval[]) =>
  intervals.map(({ start, end }) => [start, end].map((one) => new Date(one).toISOString().slice(5, 16)).join(' '));

describe('hours of a day', () => {
  test.each<[string, PatternRow, string[]]>([
    ['the same on all days', row(9, 17), ['05-04T09:00 05-04T17:00']],
    [
      'a night, which belongs to the day on which it begins',
      row(22, 6),
      ['05-03T22:00 05-04T06:00', '05-04T22:00 05-05T06:00'],
    ],
    ['a whole day', row(0, 0), ['05-04T00:00 05-05T00:00']],
    ['a whole day from another hour', row(7, 7), ['05-03T07:00 05-04T07:00', '05-04T07:00 05-05T07:00']],
    ['less a break', row(9, 17, { breaks: [pause(12, 13)] }), ['05-04T09:00 05-04T12:00', '05-04T13:00 05-04T17:00']],
    ['a break of another weekday is worked', row(9, 17, { breaks: [pause(12, 13, [2])] }), ['05-04T09:00 05-04T17:00']],
    [
      'a break after the midnight of a night',
      row(22, 6, { breaks: [pause(2, 3)] }),
      ['05-03T22:00 05-04T02:00', '05-04T03:00 05-04T06:00', '05-04T22:00 05-05T02:00'],
    ],
    [
      'each day its own',
      row(9, 17, { alldayssame: false, days: everyDay(10, 12).map((day, n) => ({ ...day, works: n === 1 })) }),
      ['05-04T10:00 05-04T12:00'],
    ],
    ['in a zone', row(9, 17, { timezone: 'Asia/Tokyo' }), ['05-04T00:00 05-04T08:00']],
    ['a day off', row(9, 17, { days: everyDay(9, 17).map((day) => ({ ...day, works: false })) }), []],
  ])('%s', (_name, pattern, expected) => {
    expect(shown(stretchesOf(of(pattern), span('2026-05-04', '2026-05-05')))).toEqual(expected);
  });
});

describe('a whole day, and a night, where the clock changes', () => {
  test.each<[zone: string, date: string, wholeDay: string, night: string]>([
    ['Europe/London', '2026-03-29', '03-29T00:00 03-29T23:00', '03-28T22:00 03-29T05:00'],
    ['Europe/London', '2026-10-25', '10-24T23:00 10-26T00:00', '10-24T21:00 10-25T06:00'],
    ['America/New_York', '2026-03-08', '03-08T05:00 03-09T04:00', '03-08T03:00 03-08T10:00'],
    ['America/New_York', '2026-11-01', '11-01T04:00 11-02T05:00', '11-01T02:00 11-01T11:00'],
    ['Australia/Lord_Howe', '2026-04-05', '04-04T13:00 04-05T13:30', '04-04T11:00 04-04T19:30'],
    ['Australia/Lord_Howe', '2026-10-04', '10-03T13:30 10-04T13:00', '10-03T11:30 10-03T19:00'],
    // At midnight the clock goes to 01:00: that day begins at 01:00.
    ['America/Sao_Paulo', '2018-11-04', '11-04T03:00 11-05T02:00', '11-04T01:00 11-04T08:00'],
    ['America/Sao_Paulo', '2018-02-18', '02-18T03:00 02-19T03:00', '02-18T00:00 02-18T09:00'],
  ])('%s on %s', (zone, date, wholeDay, night) => {
    const noon = parseDay(date) + DAY / 2;
    const around = { start: noon - DAY, end: noon + DAY };
    expect(shown(stretchesOf(of(row(0, 0, { timezone: zone })), around))).toContain(wholeDay);
    expect(shown(stretchesOf(of(row(22, 6, { timezone: zone })), around))).toContain(night);
  });

  test('hours that begin in the skipped hour begin with the first real minute', () => {
    const early = of(row(1.5, 9, { timezone: 'Europe/London' }));
    expect(shown(stretchesOf(early, span('2026-03-29', '2026-03-29T12:00')))).toEqual(['03-29T01:00 03-29T08:00']);
  });
});

const parseDay = (date: string) => (parseCivilDate(date) as number) * DAY;

describe('patterns hold from a day on', () => {
  const week = span('2026-05-04', '2026-05-07');
  const changed = (timezone = '') => [row(9, 17, { timezone }), row(10, 14, { valid_from: '2026-05-06', timezone })];

  test('days before keep the hours that they had', () => {
    expect(shown(stretchesOf(of(...changed()), week))).toEqual([
      '05-04T09:00 05-04T17:00',
      '05-05T09:00 05-05T17:00',
      '05-06T10:00 05-06T14:00',
    ]);
  });

  test('the day is that of their zone, and a night belongs to the day on which it begins', () => {
    const nights = [row(22, 6, { breaks: [pause(0, 1)] }), row(9, 10, { valid_from: '2026-05-05' })];
    expect(shown(stretchesOf(of(...nights), span('2026-05-04T12:00', '2026-05-05T12:00')))).toEqual([
      '05-04T22:00 05-05T00:00',
      '05-05T01:00 05-05T06:00',
      '05-05T09:00 05-05T10:00',
    ]);
    expect(shown(stretchesOf(of(...changed('Pacific/Auckland')), week)).slice(1, 3)).toEqual([
      '05-04T21:00 05-05T05:00',
      '05-05T22:00 05-06T02:00',
    ]);
  });

  test('from one zone to another what overlaps is one stretch', () => {
    const moved = [row(0, 0), row(0, 0, { valid_from: '2026-05-06', timezone: 'Asia/Tokyo' })];
    expect(shown(stretchesOf(of(...moved), span('2026-05-05T12:00', '2026-05-06T12:00')))).toEqual([
      '05-05T00:00 05-06T15:00',
    ]);
  });

  test('before its first hours a workday has none', () => {
    const late = of(row(9, 17, { valid_from: '2026-05-06' }));
    expect(shown(stretchesOf(late, week))).toEqual(['05-06T09:00 05-06T17:00']);
  });

  test('a shift in place of the pattern is taken once, with the breaks of its day', () => {
    const withBreak = [
      row(9, 17, { breaks: [pause(12, 13)] }),
      row(10, 14, { valid_from: '2026-05-05', breaks: [pause(11, 12)] }),
    ];
    const shifts = [span('2026-05-04T11:00', '2026-05-04T15:00'), span('2026-05-05T11:30', '2026-05-05T15:00')];
    expect(shown(stretchesOf({ ...of(...withBreak), shifts }, span('2026-05-04', '2026-05-06')))).toEqual([
      '05-04T11:00 05-04T12:00',
      '05-04T13:00 05-04T15:00',
      '05-05T12:00 05-05T15:00',
    ]);
  });
});

describe('agents change workdays', () => {
  const day = (date: string) => parseCivilDate(date) as number;
  const byWorkday = new Map([
    [1, datedPatterns(1, [row(9, 17), row(8, 16, { valid_from: '2026-05-03' })], 'UTC')],
    [
      2,
      datedPatterns(
        2,
        [row(1, 2), row(10, 11, { valid_from: '2026-05-05' }), row(12, 13, { valid_from: '2026-05-07' })],
        'UTC',
      ),
    ],
  ]);

  test('of each workday counts what it was in its time', () => {
    const patterns = patternsOf(
      [
        { untilDay: day('2026-05-06'), workdayId: 1 },
        { untilDay: undefined, workdayId: 2 },
      ],
      byWorkday,
    );
    const held = (date: string) => {
      const one = patternOn(patterns, day(date));
      return [one?.workdayId, (one?.pattern.days[0]?.spans[0]?.start ?? 0) / 3_600_000];
    };
    expect(['2026-05-02', '2026-05-03', '2026-05-05', '2026-05-06', '2026-05-07'].map(held)).toEqual([
      [1, 9],
      [1, 8],
      [1, 8],
      [2, 10],
      [2, 12],
    ]);
  });

  test('before its first hours a workday has none, whoever comes to it before; shifts are worked', () => {
    const late = datedPatterns(3, [row(9, 17, { valid_from: '2026-05-06' })], 'UTC');
    const moved = patternsOf(
      [
        { untilDay: day('2026-05-04'), workdayId: 1 },
        { untilDay: undefined, workdayId: 3 },
      ],
      new Map([...byWorkday, [3, late]]),
    );
    const left = patternsOf(
      [
        { untilDay: day('2026-05-04'), workdayId: 3 },
        { untilDay: undefined, workdayId: 1 },
      ],
      new Map([...byWorkday, [3, late]]),
    );
    const window = span('2026-05-03', '2026-05-07');
    const sunday = ['05-03T08:00 05-03T16:00'];
    const wednesday = ['05-06T09:00 05-06T17:00'];
    const shifts = [span('2026-05-05T20:00', '2026-05-05T23:00')];
    const shift = ['05-05T20:00 05-05T23:00'];
    expect(shown(stretchesOf(work(late), window))).toEqual(wednesday);
    expect(shown(stretchesOf(work(moved), window))).toEqual([...sunday, ...wednesday]);
    expect(shown(stretchesOf(work(left), window))).not.toContain(sunday[0]);
    expect(shown(stretchesOf(work(late, { shifts }), window))).toEqual([...shift, ...wednesday]);
    expect(shown(stretchesOf(work(moved, { shifts }), window))).toEqual([...sunday, ...shift, ...wednesday]);
  });

  test('hours of one version that run into those of the next are one stretch, whatever the window', () => {
    const night = [row(22, 6), row(5, 9, { valid_from: '2026-05-05' })];
    for (const from of ['2026-05-04', '2026-05-05T05:30', '2026-05-05T07:00']) {
      expect(shown(stretchesOf(of(...night), span(from, '2026-05-06'))).at(-1)).toBe('05-04T22:00 05-05T09:00');
    }
  });

  test('a shift between the last day in one zone and the first in another is worked', () => {
    const moved = [
      ...datedPatterns(1, [row(9, 17, { timezone: 'Asia/Tokyo' })], 'UTC'),
      ...datedPatterns(2, [row(9, 17, { timezone: 'America/New_York', valid_from: '2026-05-05' })], 'UTC').slice(1),
    ];
    const shifts = [span('2026-05-04T20:00', '2026-05-05T01:00')];
    expect(shown(stretchesOf(work(moved, { shifts }), span('2026-05-04T15:00', '2026-05-05T12:00')))).toEqual([
      '05-04T20:00 05-05T01:00',
    ]);
  });

  test('who never changed has the very list of the workday', () => {
    expect(patternsOf([{ untilDay: undefined, workdayId: 2 }], byWorkday)).toBe(byWorkday.get(2));
  });
});

describe('working time', () => {
  const window = span('2026-05-04', '2026-05-05');
  const leave = (approved: boolean) => ({ ...span('2026-05-04T10:00', '2026-05-04T11:00'), approved, holidayId: 'x' });
  const busy = work(datedPatterns(7, [row(9, 17)], 'UTC'), {
    publicHolidays: [span('2026-05-04T16:00', '2026-05-05')],
    leave: [leave(true), { ...leave(false), ...span('2026-05-04T12:00', '2026-05-04T13:00') }],
  });

  test('is less public holidays and approved leave', () => {
    expect(shown(workingTimeOf(busy, window))).toEqual(['05-04T09:00 05-04T10:00', '05-04T11:00 05-04T16:00']);
  });

  test('is cut to the window, and stretches are not', () => {
    const morning = span('2026-05-04T09:30', '2026-05-04T10:30');
    expect(shown(workingTimeOf(busy, morning))).toEqual(['05-04T09:30 05-04T10:00']);
    expect(shown(scheduledTimeOf(busy, morning))).toEqual(['05-04T09:30 05-04T10:30']);
    expect(shown(stretchesOf(busy, morning))).toEqual(['05-04T09:00 05-04T17:00']);
  });

  test('booking keeps off pending leave too', () => {
    expect(shown(closedOf(busy))).toEqual([
      '05-04T10:00 05-04T11:00',
      '05-04T12:00 05-04T13:00',
      '05-04T16:00 05-05T00:00',
    ]);
  });

  test('a shift takes the place of the pattern on its day, also where the window ends before it', () => {
    const late = { ...busy, shifts: [span('2026-05-04T18:00', '2026-05-04T22:00')] };
    expect(shown(stretchesOf(late, span('2026-05-04T08:00', '2026-05-04T12:00')))).toEqual([]);
  });

  test('everyone on the same patterns has the very same stretches, unless they have shifts', () => {
    const { patterns } = busy;
    expect(stretchesOf(work(patterns), window)).toBe(
      stretchesOf(work(patterns, { zone: resolveZone('Asia/Tokyo') }), window),
    );
    const other = span('2026-05-05', '2026-05-06');
    expect(shown(stretchesOf(work(patterns), other))).toEqual(['05-05T09:00 05-05T17:00']);
    expect(
      shown(stretchesOf(work(patterns, { shifts: [span('2026-05-04T01:00', '2026-05-04T02:00')] }), window)),
    ).toEqual(['05-04T01:00 05-04T02:00']);
  });
});
