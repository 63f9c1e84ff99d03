import { describe, expect, test } from 'vitest';
import { civilDay } from '../../src/kernel/time/civil.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { columnsOf as serverColumns } from '../../src/rooms/board/columns-rules.ts';
import type { Board } from '../../src/rooms/board/shape.ts';
import { axisOf, offsetOf } from '../timegrid/geometry.ts';
import { atWall, clockAt, wallAt, whenOf } from './clock.ts';
import { columnsOf } from './shown.tsx';

/** Weeks in which the clocks change, as the server sends them. */
const weeks = [
  ['Europe/London', [2026, 3, 23], 6, 1380],
  ['Europe/London', [2026, 10, 19], 6, 1500],
  ['America/New_York', [2026, 3, 2], 6, 1380],
  ['America/New_York', [2026, 10, 26], 6, 1500],
  ['Asia/Kolkata', [2026, 3, 23], 6, 1440],
  ['Australia/Lord_Howe', [2026, 9, 28], 6, 1410],
  ['Australia/Lord_Howe', [2026, 3, 30], 6, 1470],
] as const;

function week(zone: string, [year, month, day]: readonly [number, number, number]) {
  const first = civilDay(year, month, day);
  return serverColumns(first, first + 7, { locale: 'en-GB', zone: resolveZone(zone) });
}

describe.each(weeks)('a week in %s from %j', (zone, monday, changed, minutes) => {
  const columns = week(zone, monday);
  const board = { columns, hours: [[]], now: -1 } as unknown as Board;

  test('the day of the change has its length, the others 24 hours', () => {
    expect(columns.map((column) => column.minutes)).toEqual(
      columns.map((_, day) => (day === changed ? minutes : 1440)),
    );
  });

  test('three in the afternoon stands at three on each day', () => {
    for (const column of columns) {
      const { at, exists } = atWall(column, 900);
      expect([exists, clockAt(columns, at), wallAt(columns, at)]).toEqual([true, '15:00', 900]);
    }
    const shown = columnsOf(board, [], false);
    const axis = axisOf(shown, 7000);
    const offsets = columns.map((column, day) => offsetOf(axis, atWall(column, 900).at) - day * 1000);
    for (const offset of offsets) expect(offset).toBeCloseTo(700, 6);
  });

  test('with whole days, each is as wide as it is long', () => {
    const axis = axisOf(columnsOf(board, [], true), 6 * 1440 + minutes);
    axis.pieces.forEach(({ size }, day) => {
      expect(size).toBeCloseTo(columns[day]?.minutes ?? 0, 6);
    });
  });
});

test('a time that the clocks skip is the first minute after the gap, and says so', () => {
  const sunday = week('Europe/London', [2026, 3, 23])[6];
  if (!sunday) throw new Error('no Sunday');
  expect(atWall(sunday, 90)).toEqual({ at: sunday.at + 60, exists: false });
  expect(clockAt([sunday], sunday.at + 60)).toBe('02:00');
});

test('a time that comes twice is the first', () => {
  const sunday = week('Europe/London', [2026, 10, 19])[6];
  if (!sunday) throw new Error('no Sunday');
  expect(atWall(sunday, 90)).toEqual({ at: sunday.at + 90, exists: true });
  expect([90, 150].map((minute) => clockAt([sunday], sunday.at + minute))).toEqual(['01:30', '01:30']);
});

test('the day is said again only where the end is on another', () => {
  const columns = week('Asia/Kolkata', [2026, 3, 23]);
  const [first, second] = columns.map(({ label }) => label);
  expect(whenOf(columns, 540, 630, 'to')).toBe(`${first} 09:00 to 10:30`);
  expect(whenOf(columns, 1380, 1500, 'to')).toBe(`${first} 23:00 to ${second} 01:00`);
  expect(whenOf(columns, 1380, 1440, 'to')).toBe(`${first} 23:00 to 00:00`);
});
