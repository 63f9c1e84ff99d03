import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/long.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { clipIntervals, type Interval, mergeIntervals, unionIntervals } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { datedPatterns } from './pattern-rules.ts';
import type { PatternRow } from './schema.ts';
import { stretchesOf, type Work, workingTimeOf } from './work-rules.ts';

/** Hours by date, whatever they are: nights, whole days, days off, and changes of the clock. */

const zones = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo'];
const anchors = ['2026-03-28', '2026-10-24', '2026-03-07', '2026-04-04', '2018-11-03', '2018-02-17', '2026-06-01'];
const quarter = fc.integer({ min: 0, max: 95 }).map((one) => one * 900);
const day = fc.record({ works: fc.boolean(), start: quarter, end: quarter });
const hours = fc.record({ days: fc.array(day, { minLength: 7, maxLength: 7 }) });

const world = fc
  .record({
    zone: fc.constantFrom(...zones),
    anchor: fc.constantFrom(...anchors).map((date) => Date.parse(`${date}T00:00Z`) / DAY),
    versions: fc.array(fc.tuple(hours, fc.integer({ min: -3, max: 8 })), { minLength: 1, maxLength: 4 }),
    from: fc.integer({ min: -200, max: 200 }),
    length: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ zone, anchor, versions, from, length }) => {
    const dates = [...new Set(versions.map(([, after]) => anchor + after))].sort((one, other) => one - other);
    const rows = dates.map(
      (date, index): PatternRow => ({
        valid_from: index === 0 ? null : formatCivilDate(date),
        timezone: zone,
        alldayssame: false,
        start: 0,
        end: 0,
        days: versions[index]?.[0].days ?? [],
        breaks: [],
      }),
    );
    const start = anchor * DAY + from * 900_000;
    return { zone: resolveZone(zone), rows, window: { start, end: start + length * 900_000 } };
  });

const workOf = (rows: readonly PatternRow[]): Work => ({
  zone: UTC,
  patterns: datedPatterns(1, rows, 'UTC'),
  shifts: [],
  publicHolidays: [],
  leave: [],
});

test('each stretch is one of the hours that hold on the day on which it begins', () => {
  fc.assert(
    fc.property(world, ({ zone, rows, window }) => {
      const expected = rows.flatMap((row, index) => {
        // One weekday at a time, so that nothing overlaps and is joined.
        const always = row.days.flatMap((_day, weekday) => {
          const days = row.days.map((one, other) => ({ ...one, works: one.works && other === weekday }));
          const wide = { start: window.start - DAY, end: window.end };
          return stretchesOf(workOf([{ ...row, days, valid_from: null }]), wide);
        });
        const begins = ({ start }: Interval) => formatCivilDate(dayOf(start, zone));
        const until = rows[index + 1]?.valid_from ?? '9999';
        return always.filter((one) => begins(one) >= (row.valid_from ?? '0000') && begins(one) < until);
      });
      const found = stretchesOf(workOf(rows), window);
      expect(mergeIntervals(clipIntervals(mergeIntervals(found), window))).toEqual(
        clipIntervals(mergeIntervals(expected), window),
      );
    }),
    runs(300),
  );
});

test('a window in two halves has the working time of the whole', () => {
  fc.assert(
    fc.property(world, fc.integer({ min: 0, max: 100 }), ({ rows, window }, percent) => {
      const middle = window.start + Math.floor(((window.end - window.start) * percent) / 100);
      const [first, second] = [
        { ...window, end: middle },
        { ...window, start: middle },
      ].map((half) => workingTimeOf(workOf(rows), half));
      expect(unionIntervals(first ?? [], second ?? [])).toEqual(workingTimeOf(workOf(rows), window));
    }),
    runs(300),
  );
});
