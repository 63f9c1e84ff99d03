import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/long.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { UTC } from '../../kernel/time/zones.ts';
import { cutDay, cutOf, daysAsked } from './cut-rules.ts';
import { type DayFacts, type DaySums, dayFigures, type EntryTime, partIn, sumsOf } from './figure-rules.ts';
import { noRules, type Rounding, type RoundingMode, roundHours } from './rounding-rules.ts';

const entry = (values: Partial<EntryTime>): EntryTime => ({
  starts_at: 9 * HOUR,
  ends_at: 10 * HOUR,
  timetaken: 1,
  traveltime: 0,
  event_type: 0,
  chargeable: false,
  ...values,
});
const sums = (values: Partial<DaySums>): DaySums => ({
  workHours: 0,
  chargeableHours: 0,
  breakHours: 0,
  firstStart: null,
  lastEnd: null,
  ...values,
});
const facts = (values: Partial<DayFacts>): DayFacts => ({
  plan: { workingTime: [], targetHours: 8, allowedBreakHours: 0.5, start: 9 * HOUR, end: 17 * HOUR },
  sums: sums({}),
  startTime: null,
  endTime: null,
  rules: noRules,
  ...values,
});

describe('the figures of a day', () => {
  test.each<[string, Partial<DayFacts>, object]>([
    ['nothing is there', {}, { actual_hours: 0, unlogged_hours: 8, percentage: 0, work_hours: 0 }],
    ['less than the target', { sums: sums({ workHours: 6 }) }, { unlogged_hours: 2, percentage: 75 }],
    ['more than the target', { sums: sums({ workHours: 10 }) }, { unlogged_hours: 0, percentage: 125 }],
    [
      'work on a day off is 100 percent',
      {
        plan: { workingTime: [], targetHours: 0, allowedBreakHours: 0, start: null, end: null },
        sums: sums({ workHours: 1 }),
      },
      { percentage: 100, unlogged_hours: 0 },
    ],
    [
      'work from the first to the last event, less breaks',
      { sums: sums({ firstStart: 8 * HOUR, lastEnd: 16 * HOUR, breakHours: 0.5, workHours: 7 }) },
      { work_hours: 7.5, estimated_start_time: 8 * HOUR, estimated_end_time: 16 * HOUR },
    ],
    [
      'the stored times win, when both are there',
      {
        startTime: 7 * HOUR,
        endTime: 17 * HOUR,
        sums: sums({ firstStart: 8 * HOUR, lastEnd: 16 * HOUR, breakHours: 1 }),
      },
      { work_hours: 9, estimated_start_time: 8 * HOUR },
    ],
    [
      'one of the stored times alone does not',
      { startTime: 7 * HOUR, sums: sums({ firstStart: 8 * HOUR, lastEnd: 16 * HOUR }) },
      { work_hours: 8 },
    ],
    ['without events the times of the workday', {}, { estimated_start_time: 9 * HOUR, estimated_end_time: 17 * HOUR }],
    ['four decimals', { sums: sums({ workHours: 1 / 3 }) }, { actual_hours: 0.3333, percentage: 4.1667 }],
  ])('%s', (_name, given, expected) => {
    expect(dayFigures(facts(given))).toMatchObject(expected);
  });
});

describe('the part of an entry in a day', () => {
  const day = { start: 0, end: DAY };
  test.each<[string, Partial<EntryTime>, object | undefined]>([
    ['inside', {}, { hours: 1, start: 9 * HOUR }],
    ['before it', { starts_at: -2 * HOUR, ends_at: 0 }, undefined],
    ['after it', { starts_at: DAY, ends_at: DAY + HOUR }, undefined],
    [
      'a third of it',
      { starts_at: -2 * HOUR, ends_at: HOUR, timetaken: 1.5, traveltime: 1.5 },
      { hours: 0.5, travelHours: 0.5 },
    ],
    ['without length at its start', { starts_at: 0, ends_at: 0, timetaken: 2 }, { hours: 2 }],
    ['without length at its end', { starts_at: DAY, ends_at: DAY, timetaken: 2 }, undefined],
    ['running', { ends_at: null, timetaken: null }, { hours: 3, end: 12 * HOUR }],
    ['running from later on', { starts_at: 13 * HOUR, ends_at: null, timetaken: null }, { hours: 0 }],
  ])('%s', (_name, values, expected) => {
    const part = partIn(entry(values), day, 12 * HOUR);
    if (expected) expect(part).toMatchObject(expected);
    else expect(part).toBeUndefined();
  });

  const anyEntry = fc
    .record({
      starts_at: fc.integer({ min: 0, max: 72 * 60 }).map((minute) => minute * MINUTE),
      minutes: fc.integer({ min: 0, max: 24 * 60 }),
      timetaken: fc.double({ min: 0, max: 24, noNaN: true }),
      traveltime: fc.double({ min: 0, max: 4, noNaN: true }),
      event_type: fc.constantFrom(0, 1),
      chargeable: fc.boolean(),
    })
    .map(({ minutes, ...rest }): EntryTime => ({ ...rest, ends_at: rest.starts_at + minutes * MINUTE }));

  test('the days of an entry have all of it together', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 8 }), (entries) => {
        const days = [-1, 0, 1, 2, 3, 4].map((n) => sumsOf(entries, { start: n * DAY, end: (n + 1) * DAY }, 0));
        const all = sumsOf(entries, { start: -DAY, end: 5 * DAY }, 0);
        for (const name of ['workHours', 'breakHours', 'chargeableHours'] as const) {
          expect(days.reduce((sum, day) => sum + day[name], 0)).toBeCloseTo(all[name], 9);
        }
      }),
      runs(200, 5_000),
    );
  });
});

describe('rounding', () => {
  const by = (stepMinutes: number, mode: RoundingMode): Rounding => ({ stepMinutes, mode, per: 'entry' });
  test.each<[number, Rounding, number]>([
    [1.01, by(15, 'up'), 1.25],
    [1.01, by(15, 'down'), 1],
    [1.12, by(15, 'nearest'), 1],
    [1.125, by(15, 'nearest'), 1.25],
    [1.25, by(15, 'up'), 1.25],
    [0.0833, by(5, 'down'), 1 / 12],
    [0.0834, by(5, 'up'), 1 / 12],
    [1.01, by(0, 'up'), 1.01],
    [0, by(30, 'up'), 0],
  ])('%d hours', (hours, rounding, expected) => {
    expect(roundHours(hours, rounding)).toBeCloseTo(expected, 12);
  });

  test('what is round stays, and nothing moves by a step or more', () => {
    const rounding = fc.record({
      stepMinutes: fc.integer({ min: 1, max: 120 }),
      mode: fc.constantFrom<RoundingMode>('up', 'nearest', 'down'),
      per: fc.constant('entry' as const),
    });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 24, noNaN: true }), rounding, (hours, rule) => {
        const once = roundHours(hours, rule);
        expect(roundHours(once, rule)).toBe(once);
        expect(roundHours(Math.round(once * 10_000) / 10_000, rule)).toBe(once);
        expect(Math.abs(once - hours)).toBeLessThan(rule.stepMinutes / 60);
      }),
      runs(500, 20_000),
    );
  });
});

describe('the days that are asked for', () => {
  const wednesday = Date.parse('2026-05-06T12:00:00Z');
  const written = (text: string) => ({
    ms: Date.parse(text.endsWith('Z') ? text : `${text}Z`),
    fixed: text.endsWith('Z'),
    date: text.slice(0, 10),
    midnight: text.slice(11, 19) === '' || text.slice(11, 19) === '00:00:00',
  });
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY;
  test.each([
    [{}, '2026-05-04', '2026-05-10'],
    [{ date: '2026-05-01T23:00:00Z' }, '2026-05-01', '2026-05-01'],
    [{ start_date: '2026-05-01', end_date: '2026-05-03' }, '2026-05-01', '2026-05-03'],
    [{ start_date: '2026-05-01' }, '2026-05-01', '2026-05-07'],
    [{ end_date: '2026-05-07' }, '2026-05-01', '2026-05-07'],
    [
      { start_date: '2026-05-01T04:00:00Z', end_date: '2026-05-08T04:00:00Z', utcoffset: 240 },
      '2026-05-01',
      '2026-05-07',
    ],
    [{ start_date: '2026-05-01T04:00:00Z', end_date: '2026-05-08T04:00:00Z' }, '2026-05-01', '2026-05-08'],
    [{ utcoffset: -1_440 * 5 }, '2026-05-11', '2026-05-17'],
  ])('%j', ({ utcoffset, ...dates }: Record<string, unknown>, from, to) => {
    const query = Object.fromEntries(Object.entries(dates).map(([name, text]) => [name, written(text as string)]));
    const cut = cutOf({ utcoffset: utcoffset as number | undefined });
    expect(daysAsked(query, cut, UTC, wednesday)).toEqual({ from: day(from), to: day(to) });
  });

  test('a day by utcoffset has 24 hours from its midnight there', () => {
    expect(cutDay(0, { utcoffset: 240 }, UTC)).toEqual({ start: 4 * HOUR, end: 28 * HOUR });
  });
});
