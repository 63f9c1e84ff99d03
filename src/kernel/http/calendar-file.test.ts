import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { type CalendarEntry, calendarFile as fileOf } from './calendar-file.ts';

const entry: CalendarEntry = {
  uid: 'abc@almanac',
  sequence: 2,
  status: 'CONFIRMED',
  busy: true,
  start: Date.parse('2026-11-24T09:00:00Z'),
  end: Date.parse('2026-11-24T10:00:00Z'),
  changedAt: Date.parse('2026-11-20T08:00:00.123Z'),
  summary: 'Visit, with; signs \\ and\na line',
  description: 'Ä'.repeat(100),
  url: 'https://x.example/book/manage/s?a=1,2',
};
const calendarFile = (one: CalendarEntry) => fileOf({ product: 'Booking', entries: [one] });
const read = (text: string) => new ICAL.Component(ICAL.parse(text));

test('a calendar reads back what was meant', () => {
  const calendar = read(calendarFile(entry));
  expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
  const component = calendar.getFirstSubcomponent('vevent') as ICAL.Component;
  const event = new ICAL.Event(component);
  expect([event.uid, event.sequence, event.summary, event.description]).toEqual([
    'abc@almanac',
    2,
    entry.summary,
    entry.description,
  ]);
  expect([event.startDate.toJSDate().getTime(), event.endDate.toJSDate().getTime()]).toEqual([entry.start, entry.end]);
  expect(component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  expect(component.getFirstPropertyValue('url')).toBe(entry.url);
});

test('the times are in UTC, so that no zone of the file can be wrong', () => {
  const text = calendarFile(entry);
  expect(text).toContain('\r\nDTSTART:20261124T090000Z\r\n');
  expect(text).toContain('\r\nDTSTAMP:20261120T080000Z\r\n');
  expect(text).not.toContain('TZID');
});

test('what was cancelled says so, and takes no time any more', () => {
  const text = calendarFile({ ...entry, status: 'CANCELLED', busy: false });
  expect(text).toContain('\r\nSTATUS:CANCELLED\r\n');
  expect(text).toContain('\r\nTRANSP:TRANSPARENT\r\n');
});

test('every line ends with CRLF and has at most 75 bytes', () => {
  const text = calendarFile(entry);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test('whole days are dates, and the last of them is the day before the end', () => {
  const text = calendarFile({ ...entry, days: { first: '2026-11-24', until: '2026-11-26' } });
  expect(text).toContain('\r\nDTSTART;VALUE=DATE:20261124\r\n');
  expect(text).toContain('\r\nDTEND;VALUE=DATE:20261126\r\n');
});

test('a feed has a name, and says how often to ask', () => {
  const text = fileOf({ product: 'Calendar', feed: 'Ana,\nAlmanac', entries: [{ ...entry, isPrivate: true }] });
  expect(text).toContain('\r\nX-WR-CALNAME:Ana\\, Almanac\r\n');
  expect(text).toContain('PT1H\r\n');
  expect(text).toContain('\r\nCLASS:PRIVATE\r\n');
});
