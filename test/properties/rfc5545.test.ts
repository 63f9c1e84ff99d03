import { expect, test } from 'vitest';
import { expand } from '../../src/kernel/recurrence/expand.ts';
import { parseRecurrence } from '../../src/kernel/recurrence/parse-recurrence.ts';
import { formatInZone } from '../../src/kernel/time/iso.ts';
import { RFC_EXAMPLES } from './rfc5545-examples.ts';

test.each(RFC_EXAMPLES)('RFC 5545 3.8.5.3: $rule from $start', ({ rule, start, expected, complete, exdate }) => {
  const lines = [`DTSTART;TZID=America/New_York:${start}`, `RRULE:${rule}`, ...(exdate === undefined ? [] : [exdate])];
  const recurrence = parseRecurrence(lines.join('\n'));
  const limit = complete ? expected.length + 1 : expected.length;
  const found = expand(recurrence, { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }, limit);
  const withTimes = expected.map((text) => (text.includes('T') ? text : `${text}T09:00`));
  expect(found.map((instant) => formatInZone(instant, recurrence.start.zone).slice(0, 16))).toEqual(withTimes);
});

test('a vector that is wrong by a day fails', () => {
  const daily = parseRecurrence('DTSTART:19970902T090000Z\nRRULE:FREQ=DAILY;COUNT=2');
  expect(expand(daily, { start: 0, end: Number.POSITIVE_INFINITY })).not.toEqual([
    Date.UTC(1997, 8, 2, 9),
    Date.UTC(1997, 8, 4, 9),
  ]);
});
