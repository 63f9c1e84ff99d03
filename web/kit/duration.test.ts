import { expect, test } from 'vitest';
import { readDuration, writeDuration } from './duration.ts';

test.each([
  ['1:30', 90],
  ['0:05', 5],
  ['1.5', 90],
  ['1,5', 90],
  ['.25', 15],
  ['2', 120],
  ['90m', 90],
  ['90 min', 90],
  ['1h30', 90],
  ['1h 30m', 90],
  ['1,5h', 90],
  [' 2 H ', 120],
  ['10:00', 600],
])('%s is understood', (text, minutes) => expect(readDuration(text)).toBe(minutes));

test.each(['', 'x', '1:75', '1:3', '-1', '1.5.2', 'h', '1h30h', '1:30pm'])('%j is not a duration', (text) =>
  expect(readDuration(text)).toBeUndefined(),
);

test.each([
  [90, '1:30'],
  [5, '0:05'],
  [0, '0:00'],
  [-90, '-1:30'],
  [59.6, '1:00'],
])('%d minutes are written %s', (minutes, text) => expect(writeDuration(minutes)).toBe(text));
