import { expect, test } from 'vitest';
import { nextPeriod, periodOf } from './period.ts';

test.each([
  ['day', '2026-11-24', '2026-11-24', '2026-11-25'],
  ['week', '2026-11-24', '2026-11-23', '2026-11-30'],
  ['fortnight', '2026-11-24', '2026-11-23', '2026-12-07'],
  ['month', '2026-11-24', '2026-11-01', '2026-12-01'],
  ['month', '2028-02-29', '2028-02-01', '2028-03-01'],
  ['list', '2026-11-29', '2026-11-23', '2026-11-30'],
] as const)('%s of %s', (view, date, start, end) => expect(periodOf(view, date)).toEqual({ start, end }));

test.each([
  ['day', '2026-11-30', '2026-11-29', '2026-12-01'],
  ['week', '2026-11-23', '2026-11-16', '2026-11-30'],
  ['month', '2026-01-01', '2025-12-01', '2026-02-01'],
  ['month', '2026-03-31', '2026-02-01', '2026-04-01'],
  ['month', '2026-12-01', '2026-11-01', '2027-01-01'],
] as const)('%s from %s', (view, date, before, after) =>
  expect([nextPeriod(view, date, -1), nextPeriod(view, date, 1)]).toEqual([before, after]),
);
