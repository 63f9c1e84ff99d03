import { expect, test } from 'vitest';
import { resolveZone } from '../../kernel/time/zones.ts';
import { instantText, slotText, timeText, whenText, zoneText } from './when-rules.ts';

const british = { locale: 'en-GB', zone: resolveZone('Europe/London') };
const german = { locale: 'de-DE', zone: resolveZone('Europe/Berlin') };
const american = { locale: 'en-US', zone: resolveZone('America/New_York') };
const between = (start: string, end: string) => ({ start: Date.parse(start), end: Date.parse(end) });
const hour = between('2026-11-24T09:00Z', '2026-11-24T10:00Z');
/** Which spaces there are, and whether a comma follows the weekday, is the business of Intl, and changes with it. */
const plain = (text: string) => text.replace(/\s/g, ' ').replace(/(day|tag|woch), (?=\d)/g, '$1 ');

test.each([
  [british, 'Tuesday 24 November 2026, 09:00 – 10:00'],
  [german, 'Dienstag 24. November 2026, 10:00 – 11:00'],
  [american, 'Tuesday, November 24, 2026, 4:00 AM – 5:00 AM'],
])('an hour in words: %#', (reader, text) => {
  expect(plain(whenText(hour, reader))).toBe(text);
});

test('an appointment across midnight names both days', () => {
  const night = between('2026-11-24T23:00Z', '2026-11-25T01:00Z');
  expect(plain(whenText(night, british))).toBe('Tuesday 24 November 2026, 23:00 – Wednesday 25 November 2026, 01:00');
});

test('whole days are dates where they are whole, and times where they are not', () => {
  const day = between('2026-11-23T23:00Z', '2026-11-24T23:00Z');
  const days = between('2026-11-23T23:00Z', '2026-11-25T23:00Z');
  expect(plain(whenText(day, german))).toBe('Dienstag 24. November 2026');
  expect(plain(whenText(days, german))).toBe('Dienstag 24. November 2026 – Mittwoch 25. November 2026');
  expect(slotText(day, german)).toBe('Di., 24. Nov.');
  expect(plain(whenText(day, british))).toBe('Monday 23 November 2026, 23:00 – Tuesday 24 November 2026, 23:00');
});

test('a time that the clock shows twice says which of the two it is, and no other does', () => {
  expect(timeText(Date.parse('2026-10-25T00:30Z'), british)).toBe('01:30 (GMT+1)');
  expect(timeText(Date.parse('2026-10-25T01:30Z'), british)).toBe('01:30 (GMT)');
  expect(timeText(Date.parse('2026-10-25T02:30Z'), british)).toBe('02:30');
});

test('a zone is named by its place, and how far it is from Greenwich then', () => {
  expect(zoneText(resolveZone('America/Argentina/Buenos_Aires'), 0)).toBe('Buenos Aires (GMT-3)');
  expect(zoneText(resolveZone('Europe/Berlin'), Date.parse('2026-07-01'))).toBe('Berlin (GMT+2)');
  expect(zoneText(resolveZone('Asia/Kolkata'), 0)).toBe('Kolkata (GMT+5:30)');
});

test('an instant has its date with it', () => {
  expect(plain(instantText(hour.start, british))).toBe('Tuesday 24 November 2026, 09:00');
});
