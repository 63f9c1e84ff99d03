import { expect, test } from 'vitest';
import { civilDay } from '../../kernel/time/civil.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { boundsOf, neighbours, partsOf, shownDay, weekOf, weekWindow, withinBounds } from './week-rules.ts';

const berlin = resolveZone('Europe/Berlin');
const slot = (text: string) => ({ start: Date.parse(text), end: Date.parse(text) + 3_600_000 });

test('a week begins on Monday and has its 169 hours when the clock goes back', () => {
  const week = weekWindow(civilDay(2026, 10, 25), berlin);
  expect(new Date(week.start).toISOString()).toBe('2026-10-18T22:00:00.000Z');
  expect((week.end - week.start) / 3_600_000).toBe(169);
});

test("slots stand on the days of the customer's calendar, not of Greenwich's", () => {
  const week = weekOf(civilDay(2026, 11, 24), [slot('2026-11-24T22:30Z'), slot('2026-11-24T23:00Z')], berlin);
  expect(week.map(({ slots }) => slots.length)).toEqual([0, 1, 1, 0, 0, 0, 0]);
});

test('the day asked for is shown though nothing is free on it; without one the first that has free times', () => {
  const week = weekOf(civilDay(2026, 11, 24), [slot('2026-11-26T09:00Z')], berlin);
  expect(shownDay(undefined, week)?.day).toBe(civilDay(2026, 11, 26));
  expect(shownDay(civilDay(2026, 11, 24), week)?.day).toBe(civilDay(2026, 11, 24));
  expect(shownDay(undefined, weekOf(civilDay(2026, 11, 24), [], berlin))).toBeUndefined();
});

test('nobody is led to weeks that are over or beyond what may be booked', () => {
  const bounds = boundsOf(Date.parse('2026-11-24T12:00Z'), 14, berlin);
  expect(neighbours(civilDay(2026, 11, 24), bounds)).toEqual({ later: civilDay(2026, 11, 30) });
  expect(neighbours(civilDay(2026, 12, 8), bounds)).toEqual({ earlier: civilDay(2026, 11, 30) });
  expect(neighbours(civilDay(2026, 11, 30), bounds)).toEqual({
    earlier: civilDay(2026, 11, 24),
    later: civilDay(2026, 12, 7),
  });
  expect(withinBounds(civilDay(1999, 1, 1), bounds)).toBe(civilDay(2026, 11, 24));
  expect(withinBounds(civilDay(2999, 1, 1), bounds)).toBe(civilDay(2026, 12, 8));
});

test('a type without a limit can be looked at a year ahead, no further', () => {
  const { first, last } = boundsOf(Date.parse('2026-11-24T12:00Z'), -1, berlin);
  expect(last - first).toBe(366);
});

test('the times of a day are parted at noon and at six of the customer', () => {
  const slots = [slot('2026-11-24T10:59Z'), slot('2026-11-24T11:00Z'), slot('2026-11-24T17:00Z')];
  expect(partsOf(slots, berlin).map(({ part, slots }) => [part, slots.length])).toEqual([
    ['morning', 1],
    ['afternoon', 1],
    ['evening', 1],
  ]);
});
