import { describe, expect, test } from 'vitest';
import { civilDay } from '../time/civil.ts';
import { wallTime } from '../time/wall.ts';
import { resolveZone, UTC } from '../time/zones.ts';
import { describeRecurrence, describeRule } from './describe.ts';
import { readDialogFields } from './dialog-fields.ts';
import { dialogToRule } from './dialog-to-rule.ts';
import { parseRecurrence, startAt } from './parse-recurrence.ts';
import { parseRule } from './parse-rule.ts';
import { printRule } from './print.ts';
import { RecurrenceError } from './rule.ts';
import { ruleToDialog } from './rule-to-dialog.ts';

/** text, the part that the error names */
const WRONG: [string, string][] = [
  ['', 'FREQ'],
  ['FREQ=', 'FREQ'],
  ['FREQ=FORTNIGHTLY', 'FREQ'],
  ['INTERVAL=2', 'FREQ'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=-1', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1.5', 'INTERVAL'],
  ['FREQ=DAILY;COUNT=0', 'COUNT'],
  ['FREQ=DAILY;COUNT=3;UNTIL=20260101', 'COUNT'],
  ['FREQ=DAILY;UNTIL=20260230', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=tomorrow', 'UNTIL'],
  ['FREQ=DAILY;BYMONTH=13', 'BYMONTH'],
  ['FREQ=DAILY;BYMONTH=', 'BYMONTH'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYWEEKNO=1', 'BYWEEKNO'],
  ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
  ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=54MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'],
  ['FREQ=DAILY;BYHOUR=24', 'BYHOUR'],
  ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
  ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', 'BYSETPOS'],
  ['FREQ=DAILY;WKST=XX', 'WKST'],
  ['FREQ=DAILY;FREQ=WEEKLY', 'FREQ'],
  ['FREQ=DAILY;COLOUR=red', 'COLOUR'],
  ['FREQ=DAILY;__proto__=1', '__PROTO__'],
  ['FREQ=DAILY;CONSTRUCTOR=1', 'CONSTRUCTOR'],
  ['DAILY', 'RRULE'],
  [`FREQ=DAILY;BYSECOND=${'1,'.repeat(10_000)}1`, 'RRULE'],
];

test.each(WRONG)('%.60j is refused, pointing at %s', (text, part) => {
  expect(() => parseRule(text)).toThrow(RecurrenceError);
  expect(() => parseRule(text)).toThrow(expect.objectContaining({ part }));
});

/** lines, the property that the error names */
const WRONG_LINES: [string, string][] = [
  ['RRULE:FREQ=DAILY', 'DTSTART'],
  ['DTSTART:20260101\nDTSTART:20260102\nRRULE:FREQ=DAILY', 'DTSTART'],
  ['DTSTART;TZID=Mars/Olympus:20260101T090000\nRRULE:FREQ=DAILY', 'DTSTART'],
  ['DTSTART:20260101T250000Z\nRRULE:FREQ=DAILY', 'DTSTART'],
  ['DTSTART:20260101T090000Z\nRDATE:soon', 'RDATE'],
  ['DTSTART:20260101T090000Z\nEXRULE:FREQ=DAILY', 'EXRULE'],
  [`DTSTART:20260101T090000Z\n${'RRULE:FREQ=DAILY\n'.repeat(21)}`, 'RRULE'],
  [`DTSTART:20260101T090000Z\nEXDATE:${Array(10_001).fill('20260101T090000Z').join(',')}`, 'EXDATE'],
];

test.each(WRONG_LINES)('%.60j is refused, pointing at %s', (text, part) => {
  expect(() => parseRecurrence(text)).toThrow(expect.objectContaining({ part }));
});

/** rule, in words */
const WORDS: [string, string][] = [
  ['FREQ=DAILY', 'every day'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=5', 'every 3 days, 5 times'],
  ['FREQ=DAILY;COUNT=1', 'every day, once'],
  ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 'every day on Monday, Tuesday, Wednesday, Thursday and Friday'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270531', 'every 2 weeks on Monday and Friday until 31 May 2027'],
  ['FREQ=MONTHLY;BYMONTHDAY=15', 'every month on the 15th'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,-1', 'every month on the 1st and last day'],
  ['FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', 'every month on the 31st, or the last day of a shorter month'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'every month on the second Tuesday'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'every month on the last weekday'],
  ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3', 'every month on Tuesday, Wednesday and Thursday (third of these)'],
  ['FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR', 'every year on the last Friday in November'],
  ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25', 'every year on 25 December'],
  ['FREQ=YEARLY;INTERVAL=2;BYWEEKNO=20;BYDAY=MO', 'every 2 years on Monday in week 20'],
  ['FREQ=DAILY;BYHOUR=9,13;BYMINUTE=30', 'every day at 09:30 and 13:30'],
  ['FREQ=HOURLY;INTERVAL=4;BYHOUR=8,12', 'every 4 hours during the hours 8 and 12'],
];

test.each(WORDS)('%s is %j in words', (rule, words) => {
  expect(describeRule(parseRule(rule))).toBe(words);
});

test('the end of a rule is named by the calendar of its zone, and dates added and taken out are counted', () => {
  const text =
    'DTSTART;TZID=Asia/Tokyo:20260101T090000\nRRULE:FREQ=DAILY;UNTIL=20260131T160000Z\nEXDATE:20260102T000000Z';
  expect(describeRecurrence(parseRecurrence(text))).toBe('every day until 1 February 2026, except on one date');
});

describe('the dialog', () => {
  test('fields that the pattern does not use are not looked at', () => {
    expect(
      readDialogFields({ recurrencepattern: 0, weeklyrecurrenceweeks: -5, monthlyrecurrencespecificdate: 99 }).pattern,
    ).toEqual({
      kind: 'daily',
      every: 1,
    });
  });

  test.each([
    [{ recurrencepattern: 4 }, 'recurrencepattern'],
    [{ recurrencepattern: 0, dailyrecurrencedays: 0 }, 'dailyrecurrencedays'],
    [{ recurrencepattern: 1, weeklyrecurrencestring: '7' }, 'weeklyrecurrencestring'],
    [{ recurrencepattern: 1, weeklyrecurrencestring: 'someday' }, 'weeklyrecurrencestring'],
    [{ recurrencepattern: 2 }, 'monthlyrecurrencespecificdate'],
    [
      { recurrencepattern: 2, monthlyrecurrencepattern: 1, monthlyrecurrencespecificday: 6 },
      'monthlyrecurrencespecificday',
    ],
    [{ recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 0 }, 'endafteramount'],
    [{ recurrencepattern: 0, rangeofrecurrence: 2 }, 'enddate'],
  ])('%j is refused, pointing at %s', (fields, part) => {
    expect(() => readDialogFields(fields)).toThrow(expect.objectContaining({ part }));
  });

  test('weekdays are read by number and by name, in any order', () => {
    const { pattern } = readDialogFields({ recurrencepattern: 1, weeklyrecurrencestring: ' friday, 1 ,Su' });
    expect(pattern).toEqual({ kind: 'weekly', every: 1, weekdays: [1, 5, 0] });
  });

  test.each([
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO',
    'FREQ=DAILY;BYHOUR=9,15',
    'FREQ=HOURLY',
    'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=MONTHLY;BYDAY=5FR',
  ])('%s is no dialog', (rule) => {
    expect(ruleToDialog(parseRule(rule), startAt(Date.UTC(2026, 0, 15), UTC))).toBeUndefined();
  });

  test('an UNTIL with a time is the civil day of the last occurrence', () => {
    const start = { day: civilDay(2026, 1, 1), time: wallTime(9), zone: resolveZone('Europe/Berlin'), allDay: false };
    const until = (rule: string) => ruleToDialog(parseRule(rule), start)?.range;
    expect(until('FREQ=DAILY;UNTIL=20260110T080000Z')).toEqual({ kind: 'until', day: civilDay(2026, 1, 10) });
    expect(until('FREQ=DAILY;UNTIL=20260110T075959Z')).toEqual({ kind: 'until', day: civilDay(2026, 1, 9) });
  });

  test('what the dialog of Outlook calls the last weekday prints as a rule that says so', () => {
    const pattern = { kind: 'monthlyOnDay', every: 2, nth: 5, day: 'weekday' } as const;
    const rule = dialogToRule({ pattern, range: { kind: 'endless' } });
    expect(printRule(rule)).toBe('FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1');
  });
});
