import { expect, test } from 'vitest';
import { monthAfter, spanOf, turned } from './period.ts';

test.each([
  ['day', '2026-11-24', 1, '2026-11-24', '2026-11-25'],
  ['week', '2026-11-24', 1, '2026-11-23', '2026-11-30'],
  ['week', '2026-11-24', 7, '2026-11-22', '2026-11-29'],
  ['agenda', '2026-11-24', 1, '2026-11-24', '2026-12-08'],
  ['month', '2026-11-24', 1, '2026-10-26', '2026-12-07'],
  ['month', '2026-11-24', 7, '2026-11-01', '2026-12-06'],
  ['month', '2027-02-10', 1, '2027-02-01', '2027-03-01'],
  ['month', '2026-03-31', 1, '2026-02-23', '2026-04-06'],
] as const)('%s of %s, weeks from day %d', (view, date, first, start, end) =>
  expect(spanOf(view, date, first)).toEqual({ start, end }),
);

test.each([
  ['month', '2026-01-31', 1, '2026-02-01'],
  ['month', '2026-01-31', -1, '2025-12-01'],
  ['week', '2026-12-28', 1, '2027-01-04'],
  ['agenda', '2026-11-24', -1, '2026-11-10'],
  ['day', '2026-03-01', -1, '2026-02-28'],
] as const)('%s after %s by %d', (view, date, by, expected) => expect(turned(view, date, by)).toBe(expected));

test('a month later is its first day', () => expect(monthAfter('2026-12-31', 1)).toBe('2027-01-01'));
