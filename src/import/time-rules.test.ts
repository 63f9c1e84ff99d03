import { expect, test } from 'vitest';
import type { LogLine } from './rules.ts';
import { longestWork, stintsOf } from './time-rules.ts';

const HOUR = 3_600_000;

function lines(...updates: [at: number, incident: string, resolver: string | null][]): LogLine[] {
  return updates.map(([at, incident, resolver], index) => ({
    ...{ line: index + 2, incident, update: String(index), at: at * HOUR, status: 2, priority: null, openedAt: null },
    ...{ closedAt: null, resolver, group: null, caller: null, location: null, item: null, category: null },
    ...{ subcategory: null, change: null },
  }));
}

const told = (...updates: Parameters<typeof lines>) =>
  stintsOf(lines(...updates)).map(({ incident, resolver, start, end }) =>
    [incident, resolver, start / HOUR, end / HOUR].join(' '),
  );

test('a resolver works from one update to the next on the same incident', () => {
  expect(told([1, 'A', 'Ann'], [2, 'A', 'Ann'], [2.5, 'A', 'Ann'])).toEqual(['A Ann 1 2', 'A Ann 2 2.5']);
});

test('exactly four hours are work, a minute more is not', () => {
  expect(longestWork).toBe(4 * HOUR);
  expect(told([1, 'A', 'Ann'], [5, 'A', 'Ann'])).toEqual(['A Ann 1 5']);
  expect(told([1, 'A', 'Ann'], [5 + 1 / 60, 'A', 'Ann'])).toEqual([]);
});

test('other incidents and other resolvers are times of their own, and do not end this one', () => {
  expect(told([1, 'A', 'Ann'], [1.5, 'B', 'Ann'], [2, 'A', 'Bob'], [3, 'A', 'Ann'], [4, 'A', 'Bob'])).toEqual([
    ...['A Ann 1 3', 'A Bob 2 4'],
  ]);
});

test('nobody known is nobody, and two updates at the same time are no time', () => {
  expect(told([1, 'A', null], [2, 'A', null], [3, 'A', 'Ann'], [3, 'A', 'Ann'])).toEqual([]);
});

test('each has a key of its own that follows from the log, also where the log repeats a count', () => {
  const twice = lines([1, 'A', 'Ann'], [2, 'A', 'Ann'], [3, 'A', 'Ann']).map((line) => ({ ...line, update: '1' }));
  expect(stintsOf(twice).map(({ key }) => key)).toEqual(['A#1 worked', 'A#1.2 worked']);
});
