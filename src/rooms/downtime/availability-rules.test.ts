import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONG_TIME, runs } from '../../../test/support/long.ts';
import { type SlowWorld, slowAvailability, slowHours } from '../../../test/support/slow-downtime.ts';
import { workingTime } from '../../kernel/availability/working-time.ts';
import { mergeIntervals } from '../../kernel/time/intervals.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { UTC } from '../../kernel/time/zones.ts';
import { availabilityOf, hoursWithin, percentOf, wireAvailability } from './availability-rules.ts';

const spans = (hours: [number, number][]) => hours.map(([start, end]) => ({ start: start * HOUR, end: end * HOUR }));
const day = { start: 0, end: DAY };

describe('availability', () => {
  test.each<[string, [number, number][], [number, number][], [number, number][], number, number, number]>([
    ['without downtime is 100 percent', [[0, 24]], [], [], 24, 0, 100],
    [
      'counts what overlaps once',
      [[0, 24]],
      [
        [1, 4],
        [3, 7],
      ],
      [],
      24,
      6,
      75,
    ],
    ['counts the hours of the service only', [[8, 18]], [[6, 10]], [], 10, 2, 80],
    ['has planned maintenance out of both', [[0, 24]], [[1, 5]], [[2, 6]], 20, 1, 95],
    ['cuts what begins before and ends after the window', [[-5, 30]], [[-3, 6]], [[20, 28]], 20, 6, 70],
    ['of a service that nobody expected to be up is 100 percent', [], [[0, 24]], [], 0, 0, 100],
    ['leaves out records of no length', [[0, 24]], [[3, 3]], [], 24, 0, 100],
  ])('%s', (_name, open, downs, maintenance, total, down, percent) => {
    const found = availabilityOf(spans(open), spans(downs), spans(maintenance), day);
    expect([found.total / HOUR, found.down / HOUR, percentOf(found)]).toEqual([total, down, percent]);
  });

  test('is told with its target and whether it is met, where there is one', () => {
    const found = { total: 100 * HOUR, down: 1 * HOUR, maintenance: 2 * HOUR };
    expect(wireAvailability(found, 99)).toMatchObject({ target_percent: 99, met: true, maintenancehours: 2 });
    expect(wireAvailability(found, 99.5)).toMatchObject({ target_percent: 99.5, met: false });
    expect(wireAvailability(found, null)).not.toHaveProperty('met');
  });
});

const length = 3 * 24 * 60;
const pair = fc
  .tuple(fc.integer({ min: -900, max: length + 300 }), fc.integer({ min: 0, max: 1_500 }))
  .map(([start, long]): [number, number] => [start, start + long]);
const pairs = (most: number) => fc.array(pair, { maxLength: most });
const world: fc.Arbitrary<SlowWorld> = fc.record({
  length: fc.constant(length),
  hours: fc.option(pairs(6), { nil: undefined }),
  downs: pairs(12),
  maintenance: pairs(4),
});
const asSpans = (minutes: readonly (readonly [number, number])[]) =>
  minutes.map(([start, end]) => ({ start: start * MINUTE, end: end * MINUTE }));
const window = { start: 0, end: length * MINUTE };

function fast({ hours, downs, maintenance }: SlowWorld) {
  const open = hours ? mergeIntervals(asSpans(hours)) : [window];
  const { totalhours, downhours, percent } = wireAvailability(
    availabilityOf(open, asSpans(downs), asSpans(maintenance), window),
    null,
  );
  return { totalhours, downhours, percent };
}

describe('against a minute-by-minute reference', () => {
  test('hours and percent of random downtimes, maintenance and hours are the same', LONG_TIME, () => {
    fc.assert(
      fc.property(world, (one) => {
        expect(fast(one)).toEqual(slowAvailability(one));
      }),
      runs(400),
    );
  });

  test('the hours of each record are the same', LONG_TIME, () => {
    fc.assert(
      fc.property(world, ({ hours, downs }) => {
        const open = hours && mergeIntervals(asSpans(hours));
        const found = asSpans(downs).map((one) => hoursWithin(one, open));
        expect(found).toEqual(downs.map((one) => slowHours(one, hours)));
      }),
      runs(200),
    );
  });

  test('the order of the records does not matter', LONG_TIME, () => {
    const shuffled = world.chain((one) =>
      fc.record({
        one: fc.constant(one),
        downs: fc.shuffledSubarray([...one.downs], { minLength: one.downs.length }),
        maintenance: fc.shuffledSubarray([...one.maintenance], { minLength: one.maintenance.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ one, ...rest }) => {
        expect(fast({ ...one, ...rest })).toEqual(fast(one));
      }),
      runs(300),
    );
  });

  test('weekly working hours with breaks come out the same', LONG_TIME, () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const pattern = fc.record({
      from: minute,
      to: minute,
      pause: minute,
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 })),
    });
    fc.assert(
      fc.property(world, pattern, (one, { from, to, pause, days }) => {
        const span = { start: from * MINUTE, end: to * MINUTE };
        const breaks = [{ start: pause * MINUTE, end: ((pause + 30) % 1_440) * MINUTE }];
        const hours = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ spans: days.includes(weekday) ? [span] : [], breaks }));
        const open = workingTime({ zone: UTC, days: hours }, window);
        const found = wireAvailability(
          availabilityOf(open, asSpans(one.downs), asSpans(one.maintenance), window),
          null,
        );
        const inMinutes = open.map(({ start, end }): [number, number] => [start / MINUTE, end / MINUTE]);
        expect(found).toMatchObject(slowAvailability({ ...one, hours: inMinutes }));
      }),
      runs(100),
    );
  });
});
