import { expect, test } from 'vitest';
import { daysIn } from './calendar-file.ts';

const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');

test('whole days with their names; the end is the day after', () => {
  const file = event('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227', 'SUMMARY:Christmas\\, all', ' of it');
  expect(daysIn(file)).toEqual({
    days: [{ name: 'Christmas, allof it', date_only: '2026-12-24', end_date_only: '2026-12-26' }],
    left: 0,
  });
});

test('without an end it is one day; what has a time of day, or no name, is left out and counted', () => {
  const file = [
    event('SUMMARY:One', 'DTSTART;VALUE=DATE:20260501'),
    event('SUMMARY:Meeting', 'DTSTART:20260501T090000Z'),
    event('DTSTART;VALUE=DATE:20260501'),
  ].join('\n');
  expect(daysIn(file)).toEqual({
    days: [{ name: 'One', date_only: '2026-05-01', end_date_only: '2026-05-01' }],
    left: 2,
  });
});
