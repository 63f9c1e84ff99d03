import { expect, test } from 'vitest';
import { mondayOf, weekName } from './week.ts';

test.each([
  ['2026-W48', '2026-11-23', '2026-W48'],
  ['2026-W01', '2025-12-29', '2026-W01'],
  ['2026-W53', '2026-12-28', '2026-W53'],
  ['2027-01-03', '2026-12-28', '2026-W53'],
  ['2027-01-04', '2027-01-04', '2027-W01'],
  ['2024-12-30', '2024-12-30', '2025-W01'],
])('%s begins on %s and is %s', (text, monday, name) => {
  expect(mondayOf(text)).toBe(monday);
  expect(weekName(monday)).toBe(name);
});

test.each(['', 'x', '2026', '2026-W', '2026-99-99'])('%j is no week', (text) => expect(mondayOf(text)).toBeUndefined());
