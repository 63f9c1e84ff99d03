import { expect, test } from 'vitest';
import type { Board } from '../../src/rooms/board/shape.ts';
import type { Desk, Item } from '../board/model.ts';
import { findDays, type KeptDays, todayOf } from './kept-days.ts';

const dates = ['2026-11-23', '2026-11-24', '2026-11-25'];

/** Days of 24 hours from a date on, read when it was 08:42 on the 24th. */
function kept(first: number, count: number, at: number): KeptDays {
  const shown = dates.slice(first, first + count);
  const columns = shown.map((date, place) => ({
    date,
    label: `day ${date.slice(8)}`,
    at: place * 1440,
    minutes: 1440,
    ticks: [],
    clock: [[place * 1440, 0]] as [number, number][],
  }));
  const now = (1 - first) * 1440 + 522;
  const agents = [{ id: 7, capacity: shown.map((_, place) => [place, 480]) }];
  const board = { columns, now, now_label: '08:42', agents } as unknown as Board;
  const items = shown.map((_, place) => ({ id: first + place, from: place * 1440 + 540, until: place * 1440 + 600 }));
  return { at, desk: { board, items: items as Item[], unassigned: [] } as Desk };
}

const hour = 3_600_000;
const span = (start: string, end: string) => ({ start, end });

test('a day is cut out of a week, with its hours and its appointments, and the time has gone on', () => {
  const found = findDays([kept(0, 3, 0)], span('2026-11-24', '2026-11-25'), hour);
  expect(found?.desk.board.columns.map(({ date }) => date)).toEqual(['2026-11-24']);
  expect(found?.desk.board.agents[0]?.capacity).toEqual([[1, 480]]);
  expect(found?.desk.items.map(({ id }) => id)).toEqual([1]);
  expect([found?.desk.board.now_label, found?.asOf]).toEqual(['09:42', '08:42']);
});

test('what was read last is taken, where it has as many of the days', () => {
  const both = [kept(0, 3, 0), kept(1, 1, hour)];
  expect(findDays(both, span('2026-11-24', '2026-11-25'), hour)?.desk.board.columns.length).toBe(1);
  expect(findDays(both, span('2026-11-23', '2026-11-26'), hour)?.desk.board.columns.length).toBe(3);
});

test('on another day it says of which day it is', () => {
  expect(findDays([kept(0, 3, 0)], span('2026-11-25', '2026-11-26'), 24 * hour)?.asOf).toBe('day 24 08:42');
});

test('days that were not kept are not there', () => {
  expect(findDays([kept(0, 3, 0)], span('2026-12-01', '2026-12-02'), 0)).toBeUndefined();
  expect(findDays([], span('2026-12-01', '2026-12-02'), 0)).toBeUndefined();
});

test('today is the day that it is by now, as far as it was kept; else the first one', () => {
  expect(todayOf([kept(0, 3, 0)], 0)).toBe('2026-11-24');
  expect(todayOf([kept(0, 3, 0)], 24 * hour)).toBe('2026-11-25');
  expect(todayOf([kept(0, 3, 0)], 96 * hour)).toBe('2026-11-23');
  expect(todayOf([], 0)).toBeUndefined();
});
