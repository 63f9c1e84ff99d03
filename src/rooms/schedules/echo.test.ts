import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../problems.ts';
import { readDate } from '../../wire/dates.ts';
import { scheduleFrom } from './rules.ts';
import type { ScheduleElement, ScheduleRow } from './schema.ts';
import { eventsOf, wireSchedule } from './shown-rules.ts';

const now = Date.UTC(2026, 10, 23);
const defaults = { timezone: 'Europe/London', savedBy: 2 };

const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Pacific/Apia'];
const small = fc.integer({ min: -1, max: 33 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const farSeconds = { min: Date.UTC(2, 0, 1) / 1_000 - 59_958_144_000, max: Date.UTC(9998, 11, 31) / 1_000 };
const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2000, 0, 1) / 1_000, max: Date.UTC(2040, 0, 1) / 1_000 }).map((second) => second * 1_000),
  fc.integer(farSeconds).map((second) => second * 1_000),
);
const frequency = fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'SECONDLY');
const part = fc.constantFrom(
  ';INTERVAL=2',
  ';COUNT=3',
  ';UNTIL=20300101',
  ';UNTIL=20300101T000000Z',
  ';BYDAY=MO,FR',
  ';BYDAY=-1FR',
  ';BYMONTHDAY=31',
  ';BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
  ';BYMONTH=2',
  ';WKST=SU',
  ';BYHOUR=9,17',
);
const date = fc.constantFrom(
  '',
  '\nEXDATE:20300101T090000Z',
  '\nRDATE;VALUE=DATE:20300101',
  '\nEXDATE;TZID=Europe/Berlin:20300101T090000',
);
const rrule = fc
  .tuple(frequency, fc.array(part, { maxLength: 3 }), date)
  .map(([name, parts, dates]) => `RRULE:FREQ=${name}${parts.join('')}${dates}`);

const element = fc.record(
  {
    startdate: instant,
    timezone: fc.constantFrom(...zones),
    rrule: optional(rrule),
    recurrencepattern: optional(fc.integer({ min: 0, max: 4 })),
    dailyrecurrencepattern: fc.integer({ min: 0, max: 1 }),
    dailyrecurrencedays: small,
    weeklyrecurrenceweeks: small,
    weeklyrecurrencestring: fc.constantFrom('', '0', '1,3', 'Friday,mon', '8'),
    monthlyrecurrencepattern: fc.integer({ min: 0, max: 1 }),
    monthlyrecurrencespecificdate: small,
    monthlyrecurrencespecificday: small,
    monthlyrecurrencespecificdayofweek: small,
    yearlyrecurrencepattern: fc.integer({ min: 0, max: 1 }),
    yearlyrecurrencespecificdate: small,
    yearlyrecurrencespecificdatemonth: small,
    rangeofrecurrence: fc.integer({ min: 0, max: 2 }),
    endafteramount: small,
    enddate: instant,
    hours: fc.constantFrom(0, 0.25, 8_784),
  },
  { requiredKeys: ['startdate', 'timezone'] },
) as fc.Arbitrary<ScheduleElement>;

/** As a client sends back what it got. */
function echoOf(row: ScheduleRow): ScheduleElement {
  const shown = wireSchedule(row, now);
  const instants = Object.fromEntries(
    ['startdate', 'enddate'].flatMap((name) => (name in shown ? [[name, readDate(String(shown[name]))?.ms]] : [])),
  );
  return { ...shown, ...instants, id: 1 };
}

test('whatever is posted is a schedule or a refusal; a schedule sent back as it came changes nothing', () => {
  let made = 0;
  fc.assert(
    fc.property(element, (given) => {
      let row: ScheduleRow;
      try {
        row = scheduleFrom(given, undefined, defaults, now);
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        expect((error as Problem).extras.errors).toBeDefined();
        return;
      }
      made += 1;
      eventsOf(row, row.startdate, 5);
      const again = scheduleFrom(echoOf(row), { ...row, id: 1 }, defaults, now);
      expect(again).toEqual({ ...row, id: 1 });
    }),
    { numRuns: 1_000 },
  );
  expect(made).toBeGreaterThan(100);
});
