import { describe, expect, test } from 'vitest';
import { civilDay } from '../../kernel/time/civil.ts';
import { startOfDay, wallClockAt } from '../../kernel/time/local.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { columnsOf, secondRuler } from './columns-rules.ts';
import type { BoardColumn } from './shape.ts';

const columns = (zone: string, first: number, until: number, locale = 'en-GB') =>
  columnsOf(first, until, { zone: resolveZone(zone), locale });
const only = (zone: string, day: number, locale?: string) => columns(zone, day, day + 1, locale)[0] as BoardColumn;

describe('a day on which the clocks change', () => {
  test.each([
    [
      'Europe/London',
      civilDay(2026, 3, 29),
      1380,
      [
        [0, 0],
        [60, 120],
      ],
    ],
    [
      'Europe/London',
      civilDay(2026, 10, 25),
      1500,
      [
        [0, 0],
        [120, 60],
      ],
    ],
    [
      'America/New_York',
      civilDay(2026, 3, 8),
      1380,
      [
        [0, 0],
        [120, 180],
      ],
    ],
    [
      'America/New_York',
      civilDay(2026, 11, 1),
      1500,
      [
        [0, 0],
        [120, 60],
      ],
    ],
    ['Asia/Kolkata', civilDay(2026, 3, 29), 1440, [[0, 0]]],
    [
      'Australia/Lord_Howe',
      civilDay(2026, 10, 4),
      1410,
      [
        [0, 0],
        [120, 150],
      ],
    ],
    [
      'Australia/Lord_Howe',
      civilDay(2026, 4, 5),
      1470,
      [
        [0, 0],
        [120, 90],
      ],
    ],
    // Midnight is skipped: the day begins at one.
    ['America/Sao_Paulo', civilDay(2018, 11, 4), 1380, [[0, 60]]],
  ])('%s %i lasts %i minutes', (zone, day, minutes, clock) => {
    expect(only(zone, day)).toMatchObject({ minutes, clock });
  });

  test('has a tick at every full hour of the clock, and where it changes', () => {
    const labels = ({ ticks }: BoardColumn) => ticks.slice(0, 5);
    expect(labels(only('Europe/London', civilDay(2026, 3, 29)))).toEqual([
      [0, '00:00'],
      [60, '02:00'],
      [120, '03:00'],
      [180, '04:00'],
      [240, '05:00'],
    ]);
    expect(labels(only('Europe/London', civilDay(2026, 10, 25)))).toEqual([
      [0, '00:00'],
      [60, '01:00 (GMT+1)'],
      [120, '01:00 (GMT)'],
      [180, '02:00'],
      [240, '03:00'],
    ]);
    expect(labels(only('Australia/Lord_Howe', civilDay(2026, 10, 4)))).toEqual([
      [0, '00:00'],
      [60, '01:00'],
      [120, '02:30'],
      [150, '03:00'],
      [210, '04:00'],
    ]);
    expect(only('Europe/London', civilDay(2026, 10, 25)).ticks).toHaveLength(25);
  });
});

test.each(['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'])(
  'in %s the clock of the columns is the clock on the wall, every quarter of an hour of a year',
  (name) => {
    const zone = resolveZone(name);
    const first = civilDay(2026, 1, 1);
    const start = startOfDay(first, zone);
    let end = 0;
    for (const column of columns(name, first, first + 365)) {
      expect(column.at).toBe(end);
      end = column.at + column.minutes;
      for (let minute = column.at; minute < end; minute += 15) {
        const [at, wall] = column.clock.filter(([from]) => from <= minute).at(-1) as [number, number];
        expect(wall + minute - at).toBe(wallClockAt(start + minute * MINUTE, zone).time / MINUTE);
      }
    }
    expect(end).toBe((startOfDay(first + 365, zone) - start) / MINUTE);
  },
);

test('labels are of the language and its hours', () => {
  expect(only('UTC', civilDay(2026, 5, 4), 'en-US')).toMatchObject({ label: 'Mon, May 4', date: '2026-05-04' });
  expect(only('UTC', civilDay(2026, 5, 4), 'en-US').ticks[9]?.[1]).toMatch(/^9:00\sAM$/);
  expect(only('UTC', civilDay(2026, 5, 4), 'de-DE').ticks[9]?.[1]).toBe('09:00');
});

test('a day that a zone skipped has no column', () => {
  const found = columns('Pacific/Apia', civilDay(2011, 12, 29), civilDay(2012, 1, 1));
  expect(found.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31']);
});

describe('a second ruler', () => {
  const ruler = (own: string, day: number, other: string, days = 1) => {
    const zone = resolveZone(own);
    const window = { start: startOfDay(day, zone), end: startOfDay(day + days, zone) };
    return secondRuler(window, { zone: resolveZone(other), locale: 'en-GB' }, window.start).ticks;
  };

  test('has the full hours of the other clock as minutes of the board, from its first minute to its last', () => {
    const kolkata = ruler('Europe/London', civilDay(2026, 1, 12), 'Asia/Kolkata');
    expect([kolkata[0], kolkata[3], kolkata.at(-1)]).toEqual([
      [30, '06:00'],
      [210, '09:00'],
      [1410, '05:00'],
    ]);
    expect(
      ruler('UTC', civilDay(2026, 1, 12), 'America/New_York')
        .slice(0, 6)
        .at(-1),
    ).toEqual([300, '00:00']);
  });

  test('follows a change of the other clock', () => {
    const london = ruler('UTC', civilDay(2026, 3, 29), 'Europe/London');
    expect(london.slice(0, 3)).toEqual([
      [0, '00:00'],
      [60, '02:00'],
      [120, '03:00'],
    ]);
    expect(london.at(-1)).toEqual([1380, '00:00']);
  });
});
