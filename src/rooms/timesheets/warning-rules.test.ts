import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { defaultWarnings, type Entry, type WarningSettings, warningsOf } from './warning-rules.ts';

const monday = Date.UTC(2026, 4, 4);
const day = { start: monday, end: monday + DAY };
const at = (hours: number) => monday + hours * HOUR;
const nine = [{ start: at(9), end: at(17) }];
let ids = 0;

function entry(from: number, to: number, more: Partial<Entry> = {}): Entry {
  ids += 1;
  return { id: ids, start: at(from), end: at(to), isWork: true, isRunning: false, ...more };
}

function told(
  entries: Entry[],
  { workingTime = nine, settings = defaultWarnings, now = at(48) as number } = {},
): string[] {
  return warningsOf({ day, workingTime, entries }, settings, now).map(({ code, start, end }) =>
    start === undefined || end === undefined ? code : `${code} ${(start - monday) / HOUR}-${(end - monday) / HOUR}`,
  );
}

describe('a day without work', () => {
  test('is missing once it is over, when there was working time', () => {
    expect(told([])).toEqual(['missing']);
    expect(told([], { now: at(24) })).toEqual(['missing']);
    expect(told([], { now: at(23.9) })).not.toContain('missing');
    expect(told([], { workingTime: [] })).toEqual([]);
  });

  test('is missing with a break, and with the work of another day, too', () => {
    expect(told([entry(12, 13, { isWork: false })])).toEqual(['missing']);
    expect(told([entry(-8, -2)])).toEqual(['missing']);
  });
});

describe('entries that overlap', () => {
  test('are told with what they share; back to back is fine', () => {
    expect(told([entry(9, 13), entry(12, 17)])).toEqual(['overlap 12-13']);
    expect(told([entry(9, 13), entry(13, 17)])).toEqual([]);
    expect(told([entry(9, 17), entry(12, 13, { isWork: false })])).toEqual(['overlap 12-13']);
  });

  test('a third that overlaps the longest is told, too, and names it', () => {
    const [long, one, two] = [entry(9, 17), entry(10, 11), entry(12, 13)];
    const found = warningsOf({ day, workingTime: nine, entries: [two, one, long] }, defaultWarnings, at(48));
    expect(found.map(({ event_ids }) => event_ids)).toEqual([
      [long.id, one.id],
      [long.id, two.id],
    ]);
  });

  test('an entry of no length overlaps nothing', () => {
    expect(told([entry(9, 17), entry(12, 12)])).toEqual([]);
  });
});

describe('gaps', () => {
  test('are working time without work or break, from half an hour on', () => {
    expect(told([entry(9, 12), entry(12.5, 16.6)])).toEqual(['gap 12-12.5']);
    expect(told([entry(10, 17)])).toEqual(['gap 9-10']);
    expect(told([entry(9, 12), entry(12, 13, { isWork: false }), entry(13, 17)])).toEqual([]);
    expect(told([entry(9, 17), entry(19, 20)])).toEqual([]);
  });

  test('of time to come there are none', () => {
    expect(told([entry(9, 12)], { now: at(14) })).toEqual(['gap 12-14']);
    expect(told([entry(9, 12)], { now: at(12.1) })).toEqual([]);
    expect(told([], { now: at(-5) })).toEqual([]);
  });

  test('begin where the tenant says, and are not told when the tenant says never', () => {
    const short = { ...defaultWarnings, gapMinutes: 6 };
    expect(told([entry(9, 12), entry(12.5, 16.9)], { settings: short })).toEqual(['gap 12-12.5', 'gap 16.9-17']);
    expect(told([entry(9, 12)], { settings: { ...defaultWarnings, gapMinutes: null } })).toEqual([]);
  });
});

describe('a runaway timer', () => {
  test('is more than ten hours in one entry', () => {
    expect(told([entry(7, 17)])).toEqual([]);
    expect(told([entry(6, 17)])).toEqual(['runaway 6-17']);
    const running = warningsOf(
      { day, workingTime: nine, entries: [entry(8, 30, { isRunning: true })] },
      defaultWarnings,
      at(30),
    );
    expect(running).toMatchObject([{ code: 'runaway', message: 'A timer has been running for 22 h.' }]);
  });

  test('or more than the tenant says', () => {
    const settings: WarningSettings = { ...defaultWarnings, runawayHours: 2 };
    expect(told([entry(9, 11), entry(11, 17)], { settings })).toEqual(['runaway 11-17']);
    expect(told([entry(0, 24)], { settings: { ...settings, runawayHours: null } })).toEqual([]);
  });
});

describe('rest between days', () => {
  test('of less than eleven hours is told on the later day', () => {
    expect(told([entry(-10, -3), entry(7, 17)])).toEqual(['short-rest -3-7']);
    expect(told([entry(-10, -4), entry(7, 17)])).toEqual([]);
    expect(told([entry(-10, -3), entry(7, 17)], { settings: { ...defaultWarnings, restHours: 10 } })).toEqual([]);
    expect(told([entry(-10, -3), entry(7, 17)], { settings: { ...defaultWarnings, restHours: null } })).toEqual([]);
  });

  test('work over midnight, and its pauses, are no rest', () => {
    expect(told([entry(-2, 0), entry(0, 6)], { workingTime: [] })).toEqual([]);
    expect(told([entry(-2, 2), entry(3, 6)], { workingTime: [] })).toEqual([]);
    expect(told([entry(-2, 2), entry(9, 17)])).toEqual(['short-rest 2-9']);
  });

  test('a long pause within one day is none of it, and breaks do not count', () => {
    expect(told([entry(8, 12), entry(16, 17)], { workingTime: [] })).toEqual([]);
    expect(told([entry(-4, -3, { isWork: false }), entry(9, 17)])).toEqual([]);
  });
});

test('lengths are told in hours and minutes', () => {
  const entries = [entry(9, 17), { ...entry(9, 10), end: at(9) + 90 * MINUTE }];
  expect(warningsOf({ day, workingTime: nine, entries }, defaultWarnings, at(48))[0]?.message).toBe(
    'Two entries overlap by 1 h 30 min.',
  );
});
