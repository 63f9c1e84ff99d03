import { describe, expect, test } from 'vitest';
import { HOUR } from '../../kernel/time/units.ts';
import type { Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { scheduleFrom } from './rules.ts';
import type { ScheduleElement, ScheduleRow } from './schema.ts';
import { eventsOf, wireSchedule } from './shown-rules.ts';

const now = Date.UTC(2026, 10, 23);
const startdate = Date.UTC(2027, 0, 4, 14); // a Monday, 09:00 in New York
const defaults = { timezone: 'America/New_York', savedBy: 2 };

const made = (element: ScheduleElement, stored?: ScheduleRow, more: object = {}): ScheduleRow =>
  scheduleFrom({ ...(stored ? {} : { startdate }), ...element }, stored, { ...defaults, ...more }, now);
const starts = (row: ScheduleRow, limit = 4) => eventsOf(row, row.startdate, limit).map((event) => event.start_date);
const refusal = (element: ScheduleElement, stored?: ScheduleRow): string[] => {
  try {
    made(element, stored);
  } catch (error) {
    return Object.keys((error as Problem).extras.errors ?? { [String(error)]: [] });
  }
  return [];
};

describe('the dialog', () => {
  test.each<[string, ScheduleElement, string, string[]]>([
    ['every 3 days', { recurrencepattern: 0, dailyrecurrencedays: 3 }, 'FREQ=DAILY;INTERVAL=3', ['01-04', '01-07']],
    [
      'every weekday',
      { recurrencepattern: 0, dailyrecurrencepattern: 1 },
      'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR',
      ['01-04', '01-05'],
    ],
    ['an absent interval is 1', { recurrencepattern: 0 }, 'FREQ=DAILY', ['01-04', '01-05']],
    [
      'weekdays by number and name',
      { recurrencepattern: 1, weeklyrecurrencestring: 'Friday,1' },
      'FREQ=WEEKLY;BYDAY=MO,FR',
      ['01-04', '01-08'],
    ],
    [
      'a start that does not satisfy the rule is no occurrence',
      { recurrencepattern: 1, weeklyrecurrencestring: '3' },
      'FREQ=WEEKLY;BYDAY=WE',
      ['01-06', '01-13'],
    ],
    ['a week without days goes by the start', { recurrencepattern: 1 }, 'FREQ=WEEKLY', ['01-04', '01-11']],
    [
      'day 31 is the last day of a shorter month',
      { recurrencepattern: 2, monthlyrecurrencespecificdate: 31 },
      'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
      ['01-31', '02-28'],
    ],
    [
      'the last weekday of a month',
      {
        recurrencepattern: 2,
        monthlyrecurrencepattern: 1,
        monthlyrecurrencespecificday: 5,
        monthlyrecurrencespecificdayofweek: 8,
      },
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      ['01-29', '02-26'],
    ],
    [
      '29 February is the 28th in other years',
      { recurrencepattern: 3, yearlyrecurrencespecificdate: 29, yearlyrecurrencespecificdatemonth: 2 },
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1',
      ['02-28', '02-29'],
    ],
    [
      'the second Tuesday of March',
      {
        recurrencepattern: 3,
        yearlyrecurrencepattern: 1,
        yearlyrecurrencespecificday: 2,
        yearlyrecurrencespecificdayofweek: 2,
        yearlyrecurrencespecificdaymonth: 3,
      },
      'FREQ=YEARLY;BYMONTH=3;BYDAY=2TU',
      ['03-09', '03-14'],
    ],
    [
      'so many times',
      { recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 1 },
      'FREQ=DAILY;COUNT=1',
      ['01-04'],
    ],
  ])('%s', (_name, element, rrule, days) => {
    const row = made(element);
    expect(row.rrule).toBe(rrule);
    expect(starts(row, 2).map((text) => text.slice(5, 10))).toEqual(days);
  });

  test('the end includes its civil day, whatever its hour', () => {
    const daily = { recurrencepattern: 0, rangeofrecurrence: 2 };
    // 4 January in New York, from its first minute to its last.
    for (const enddate of [Date.UTC(2027, 0, 4, 5), Date.UTC(2027, 0, 5, 4, 59)]) {
      expect(starts(made({ ...daily, enddate }))).toEqual(['2027-01-04T14:00:00']);
    }
    expect(starts(made({ ...daily, enddate: Date.UTC(2027, 0, 5, 5) }))).toHaveLength(2);
  });

  test('is kept when the clocks change', () => {
    const row = made({ startdate: Date.UTC(2027, 2, 13, 14), recurrencepattern: 0 });
    expect(starts(row, 2)).toEqual(['2027-03-13T14:00:00', '2027-03-14T13:00:00']);
  });

  test('only the fields that the pattern uses are checked', () => {
    expect(refusal({ recurrencepattern: 0, weeklyrecurrenceweeks: 0, monthlyrecurrencespecificdate: 99 })).toEqual([]);
    expect(refusal({ recurrencepattern: 0, endafteramount: -1, enddate: 0 })).toEqual([]);
  });
});

describe('what cannot be is refused, and the field named', () => {
  const yearly = { recurrencepattern: 3, yearlyrecurrencespecificdatemonth: 2, yearlyrecurrencespecificdate: 31 };
  test.each<[string, ScheduleElement, string]>([
    ['an unknown pattern', { recurrencepattern: 4 }, 'recurrencepattern'],
    ['an interval below 1', { recurrencepattern: 0, dailyrecurrencedays: 0 }, 'dailyrecurrencedays'],
    ['weeks below 1', { recurrencepattern: 1, weeklyrecurrenceweeks: -1 }, 'weeklyrecurrenceweeks'],
    ['no weekday', { recurrencepattern: 1, weeklyrecurrencestring: '7' }, 'weeklyrecurrencestring'],
    ['a missing date', { recurrencepattern: 2 }, 'monthlyrecurrencespecificdate'],
    ['the 31st of every February', yearly, 'yearlyrecurrencespecificdate'],
    ['zero times', { recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 0 }, 'endafteramount'],
    ['an end that is missing', { recurrencepattern: 0, rangeofrecurrence: 2 }, 'enddate'],
    [
      'an end before the start',
      { recurrencepattern: 0, rangeofrecurrence: 2, enddate: startdate - 48 * HOUR },
      'enddate',
    ],
    [
      'no Friday until Wednesday',
      { recurrencepattern: 1, weeklyrecurrencestring: '5', rangeofrecurrence: 2, enddate: startdate + 48 * HOUR },
      'enddate',
    ],
    ['nothing that says a rule', {}, 'recurrencepattern'],
    ['a rule that never occurs', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31' }, 'rrule'],
    ['a rule that ends before it begins', { rrule: 'FREQ=DAILY;UNTIL=20261231' }, 'rrule'],
    ['a text that is no rule', { rrule: 'every day' }, 'rrule'],
    ['dates without a rule', { rrule: 'EXDATE:20270104T140000Z' }, 'rrule'],
    ['an unknown zone', { recurrencepattern: 0, timezone: 'Mars/Olympus' }, 'timezone'],
    ['no start', { startdate: null, recurrencepattern: 0 }, 'startdate'],
    ['another start in the text', { rrule: 'DTSTART:20270105T140000Z\nRRULE:FREQ=DAILY' }, 'rrule'],
    [
      'hours of no weekday',
      { recurrencepattern: 1, weeklyrecurrenceamount: [{ id: '9', name: '1' }] },
      'weeklyrecurrenceamount',
    ],
    ['a dialog and a rule that disagree', { recurrencepattern: 0, rrule: 'FREQ=WEEKLY' }, 'rrule'],
    [
      'a dialog that moves to the last day and a rule that skips it',
      { recurrencepattern: 2, monthlyrecurrencespecificdate: 31, rrule: 'FREQ=MONTHLY;BYMONTHDAY=31' },
      'rrule',
    ],
  ])('%s', (_name, element, field) => {
    expect(refusal(element)).toEqual([field]);
  });
});

describe('the rule as text', () => {
  test('is returned as it was given, with its dates', () => {
    const rrule = 'RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20270105T140000Z\nRDATE:20270110T140000Z';
    const row = made({ rrule });
    expect(wireSchedule(row, now).rrule).toBe(rrule);
    expect(starts(row)).toEqual(['2027-01-04T14:00:00', '2027-01-06T14:00:00', '2027-01-10T14:00:00']);
  });

  test('may bring its own start and zone', () => {
    const rrule = 'DTSTART;TZID=Europe/Berlin:20270104T090000\nRRULE:FREQ=DAILY';
    const row = scheduleFrom({ rrule }, undefined, defaults, now);
    expect([writeInstant(row.startdate), row.timezone, row.rrule]).toEqual([
      '2027-01-04T08:00:00',
      'Europe/Berlin',
      'RRULE:FREQ=DAILY',
    ]);
  });

  test('shows the dialog where that can say the rule, and leaves it out elsewhere', () => {
    expect(wireSchedule(made({ rrule: 'FREQ=MONTHLY;BYDAY=-1FR' }), now)).toMatchObject({
      recurrencepattern: 2,
      monthlyrecurrencepattern: 1,
      monthlyrecurrencespecificday: 5,
      monthlyrecurrencespecificdayofweek: 5,
    });
    const shown = wireSchedule(made({ rrule: 'FREQ=MONTHLY;BYMONTHDAY=31' }), now);
    expect(Object.keys(shown).filter((name) => /recurrence(pattern|days|weeks|specific)/.test(name))).toEqual([]);
  });

  test('a day 31 is skipped in a shorter month', () => {
    expect(starts(made({ rrule: 'FREQ=MONTHLY;BYMONTHDAY=31' }), 2)).toEqual([
      '2027-01-31T14:00:00',
      '2027-03-31T13:00:00',
    ]);
  });

  test('always carries the intervals that clients look for, where the dialog can say it', () => {
    expect(wireSchedule(made({ recurrencepattern: 1 }), now)).toMatchObject({
      dailyrecurrencedays: 1,
      weeklyrecurrenceweeks: 1,
      weeklyrecurrencestring: '1',
      monthlyrecurrencespecificdateinterval: 1,
      monthlyrecurrencespecificdayinterval: 1,
      yearlyrecurrencespecificdateinterval: 1,
      yearlyrecurrencespecificdayinterval: 1,
    });
  });
});

describe('on update the part that differs counts', () => {
  const weekly = made({ recurrencepattern: 1, weeklyrecurrencestring: '1' });
  const echo = wireSchedule(weekly, now) as ScheduleElement;
  const { startdate: _start, nextrundate, nextcreationdate, last_modified, ...fields } = echo;

  test.each<[string, ScheduleElement, string]>([
    ['nothing', {}, 'FREQ=WEEKLY;BYDAY=MO'],
    ['an echo', fields, 'FREQ=WEEKLY;BYDAY=MO'],
    ['the dialog', { ...fields, weeklyrecurrenceweeks: 2 }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'],
    ['the dialog alone', { weeklyrecurrencestring: '2' }, 'FREQ=WEEKLY;BYDAY=TU'],
    ['the text', { ...fields, rrule: 'FREQ=DAILY;COUNT=9' }, 'FREQ=DAILY;COUNT=9'],
    ['both, saying the same', { weeklyrecurrencestring: '3', rrule: 'FREQ=WEEKLY;BYDAY=WE' }, 'FREQ=WEEKLY;BYDAY=WE'],
    ['unused fields', { monthlyrecurrencespecificdate: 9 }, 'FREQ=WEEKLY;BYDAY=MO'],
    ['the same text in other letters', { rrule: 'rrule:byday=mo;freq=weekly' }, 'FREQ=WEEKLY;BYDAY=MO'],
  ])('%s', (_name, element, rrule) => {
    expect(made({ id: 1, ...element }, weekly).rrule).toBe(rrule);
  });

  test('both changed and disagreeing is refused', () => {
    expect(refusal({ id: 1, weeklyrecurrencestring: '3', rrule: 'FREQ=DAILY' }, weekly)).toEqual(['rrule']);
  });

  test('an absent part stays when the rule was a text that the dialog cannot say', () => {
    const text = made({ rrule: 'FREQ=DAILY;BYHOUR=9,17' });
    expect(made({ id: 1, subject: 'x' }, text).rrule).toBe('FREQ=DAILY;BYHOUR=9,17');
    expect(made({ id: 1, recurrencepattern: 0 }, text).rrule).toBe('FREQ=DAILY');
  });

  test('its kind and the appointment it belongs to stay', () => {
    const ofAppointment = made({ type: 1, uniqueid: 7, recurrencepattern: 0 });
    expect(refusal({ id: 1, type: 0 }, ofAppointment)).toEqual(['type']);
    expect(refusal({ id: 1, uniqueid: 8 }, ofAppointment)).toEqual(['uniqueid']);
  });

  test('the start and the duration of its appointment win', () => {
    const element = { type: 1, uniqueid: 7, recurrencepattern: 0, startdate, hours: 9 };
    const row = made(element, undefined, { startdate: startdate + HOUR, hours: 0.5 });
    expect([row.startdate, row.hours]).toEqual([startdate + HOUR, 0.5]);
  });
});

describe('events', () => {
  test('last as long as the weekday says, else as the schedule says', () => {
    const amounts = [{ id: 'Tuesday', name: '2' }];
    const row = made({ recurrencepattern: 0, hours: 0.5, weeklyrecurrenceamount: amounts });
    expect(eventsOf(row, startdate, 2)).toMatchObject([
      { start_date: '2027-01-04T14:00:00', end_date: '2027-01-04T14:30:00' },
      { start_date: '2027-01-05T14:00:00', end_date: '2027-01-05T16:00:00' },
    ]);
  });
});
