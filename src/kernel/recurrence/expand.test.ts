import { describe, expect, test } from 'vitest';
import { civilDay } from '../time/civil.ts';
import { formatInstant, formatInZone } from '../time/iso.ts';
import { HOUR } from '../time/units.ts';
import { UTC } from '../time/zones.ts';
import { dialogToRule } from './dialog-to-rule.ts';
import { count, expand } from './expand.ts';
import { parseRecurrence, startAt } from './parse-recurrence.ts';
import { printRecurrence } from './print.ts';
import { recurrenceOf } from './rule.ts';

const ALWAYS = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** The first occurrences as the zone's clock shows them. */
function shown(text: string, limit = 10): string[] {
  const recurrence = parseRecurrence(text);
  return expand(recurrence, ALWAYS, limit).map((instant) => formatInZone(instant, recurrence.start.zone).slice(0, 16));
}

function berlin(start: string, rule: string, ...more: string[]): string {
  return [`DTSTART;TZID=Europe/Berlin:${start}`, `RRULE:${rule}`, ...more].join('\n');
}

describe('changes of the clock', () => {
  test('an occurrence in the skipped hour moves forward by its length, on that day only', () => {
    const found = shown(berlin('20260328T023000', 'FREQ=DAILY;COUNT=3'));
    expect(found).toEqual(['2026-03-28T02:30', '2026-03-29T03:30', '2026-03-30T02:30']);
  });

  test('an occurrence in the repeated hour is the first of the two', () => {
    const recurrence = parseRecurrence(berlin('20261025T023000', 'FREQ=DAILY;COUNT=1'));
    expect(expand(recurrence, ALWAYS).map(formatInstant)).toEqual(['2026-10-25T00:30:00Z']);
  });

  test('occurrences that become the same instant are one, before COUNT counts', () => {
    const found = shown(berlin('20260329T013000', 'FREQ=DAILY;BYHOUR=1,2,3;COUNT=4'));
    expect(found).toEqual(['2026-03-29T01:30', '2026-03-29T03:30', '2026-03-30T01:30', '2026-03-30T02:30']);
  });

  test('moved occurrences take their place among the others in order', () => {
    const found = shown(berlin('20260329T020000', 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,45;COUNT=5'));
    expect(found).toEqual(['2026-03-29T03:15', '2026-03-29T03:45', ...found.slice(2)]);
    expect(found.slice(2)).toEqual(['2026-03-30T02:15', '2026-03-30T02:45', '2026-03-30T03:15']);
  });

  test('a day that a zone skipped gives its occurrence to the next, once', () => {
    const found = shown('DTSTART;TZID=Pacific/Apia:20111229T090000\nRRULE:FREQ=DAILY;COUNT=3');
    expect(found).toEqual(['2011-12-29T09:00', '2011-12-31T09:00', '2012-01-01T09:00']);
  });

  test('every 6 hours is 6 hours on the day of a change too', () => {
    const recurrence = parseRecurrence(berlin('20260328T180000', 'FREQ=HOURLY;INTERVAL=6;COUNT=4'));
    const found = expand(recurrence, ALWAYS);
    expect(found.map((instant, i) => instant - (found[0] as number) - i * 6 * HOUR)).toEqual([0, 0, 0, 0]);
    expect(shown(berlin('20260328T180000', 'FREQ=HOURLY;INTERVAL=6;COUNT=3'))[2]).toBe('2026-03-29T07:00');
  });

  test('an hour right after the skipped one is not leapt over', () => {
    expect(shown(berlin('20260328T120000', 'FREQ=HOURLY;BYHOUR=3;COUNT=2'))).toEqual([
      '2026-03-29T03:00',
      '2026-03-30T03:00',
    ]);
  });

  test('every hour happens twice in the repeated hour and not at all in the skipped one', () => {
    expect(shown(berlin('20261025T010000', 'FREQ=HOURLY;COUNT=4')).map((text) => text.slice(11))).toEqual([
      ...['01:00', '02:00', '02:00', '03:00'],
    ]);
    expect(shown(berlin('20260329T010000', 'FREQ=HOURLY;COUNT=2')).map((text) => text.slice(11))).toEqual([
      '01:00',
      '03:00',
    ]);
  });
});

describe('starts and ends', () => {
  test('the start is an occurrence only when it satisfies the rule', () => {
    expect(shown(berlin('20260101T090000', 'FREQ=WEEKLY;BYDAY=MO;COUNT=1'))).toEqual(['2026-01-05T09:00']);
  });

  test('a window that begins late in a day finds what is still the day before on the zone’s clock', () => {
    const late = parseRecurrence('DTSTART;TZID=America/New_York:20260101T220000\nRRULE:FREQ=DAILY');
    const from = Date.UTC(2026, 5, 2, 2);
    expect(expand(late, { start: from, end: from + HOUR })).toEqual([from]);
  });

  test('UNTIL with a time is an instant and includes it', () => {
    expect(shown(berlin('20260101T090000', 'FREQ=DAILY;UNTIL=20260103T080000Z'))).toHaveLength(3);
    expect(shown(berlin('20260101T090000', 'FREQ=DAILY;UNTIL=20260103T075959Z'))).toHaveLength(2);
  });

  test('UNTIL with a date includes all of that day, where the series lives', () => {
    expect(shown('DTSTART;TZID=Pacific/Auckland:20260101T233000\nRRULE:FREQ=DAILY;UNTIL=20260103')).toHaveLength(3);
  });

  test('day 31 given as a rule skips short months, from the dialog it moves to their last day', () => {
    expect(shown(berlin('20260131T090000', 'FREQ=MONTHLY;COUNT=3')).map((text) => text.slice(5, 10))).toEqual([
      ...['01-31', '03-31', '05-31'],
    ]);
    const rule = dialogToRule({
      pattern: { kind: 'monthlyOnDate', every: 1, date: 31 },
      range: { kind: 'times', times: 3 },
    });
    const found = expand(recurrenceOf(startAt(Date.UTC(2026, 0, 31), UTC), [rule]), ALWAYS);
    expect(found.map((instant) => formatInstant(instant).slice(5, 10))).toEqual(['01-31', '02-28', '03-31']);
  });

  test('29 February from the dialog is 28 February in common years', () => {
    const pattern = { kind: 'yearlyOnDate', every: 1, month: 2, date: 29 } as const;
    const rule = dialogToRule({ pattern, range: { kind: 'times', times: 3 } });
    const found = expand(recurrenceOf(startAt(Date.UTC(2024, 0, 1), UTC), [rule]), ALWAYS);
    expect(found.map((instant) => formatInstant(instant).slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
    ]);
  });

  test('weeks begin on Monday unless WKST says otherwise', () => {
    const rule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=3';
    expect(shown(`DTSTART:19970805T090000Z\nRRULE:${rule}`)[1]).toBe('1997-08-10T09:00');
    expect(shown(`DTSTART:19970805T090000Z\nRRULE:${rule};WKST=SU`)[1]).toBe('1997-08-17T09:00');
  });

  test('a whole-day series begins at the first instant of each day', () => {
    const text = 'DTSTART;VALUE=DATE;TZID=America/Sao_Paulo:20181103\nRRULE:FREQ=DAILY;COUNT=3';
    expect(shown(text)).toEqual(['2018-11-03T00:00', '2018-11-04T01:00', '2018-11-05T00:00']);
  });

  test('a long COUNT ends where counting one by one ends', () => {
    for (const rule of [
      'FREQ=DAILY',
      'FREQ=DAILY;BYHOUR=2,3',
      'FREQ=MONTHLY;BYDAY=1MO,3FR',
      'FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=2,3',
      'FREQ=HOURLY;INTERVAL=7',
    ]) {
      const endless = parseRecurrence(berlin('20100101T023000', rule));
      const counted = parseRecurrence(berlin('20100101T023000', `${rule};COUNT=3000`));
      expect(expand(counted, ALWAYS)).toEqual(expand(endless, ALWAYS, 3_000));
      expect(count(counted)).toBe(3_000);
    }
  });
});

test('a long COUNT knows of the day that a zone skipped', () => {
  const found = shown('DTSTART;TZID=Pacific/Apia:20110101T090000\nRRULE:FREQ=DAILY;COUNT=600', 600);
  expect(found.at(-1)).toBe('2012-08-23T09:00');
  expect(new Set(found).size).toBe(600);
});

describe('dates added and taken out', () => {
  test('an EXDATE takes out an instant, or a whole civil day', () => {
    const daily = 'FREQ=DAILY;BYHOUR=9,15;COUNT=6';
    const found = shown(berlin('20260101T090000', daily, 'EXDATE:20260101T080000Z', 'EXDATE;VALUE=DATE:20260102'));
    expect(found).toEqual(['2026-01-01T15:00', '2026-01-03T09:00', '2026-01-03T15:00']);
  });

  test('an RDATE comes in order, and once though a rule says it too', () => {
    const found = shown(berlin('20260101T090000', 'FREQ=DAILY;COUNT=2', 'RDATE:20260101T080000Z,20260101T100000Z'));
    expect(found).toEqual(['2026-01-01T09:00', '2026-01-01T11:00', '2026-01-02T09:00']);
  });

  test('the second showing of a repeated hour survives printing, as UTC', () => {
    const text = berlin('20261024T023000', 'FREQ=DAILY', 'EXDATE:20261025T013000Z');
    expect(printRecurrence(parseRecurrence(text), { withStart: false })).toBe(
      'RRULE:FREQ=DAILY\nEXDATE:20261025T013000Z',
    );
  });

  test('a copy with other dates is not answered from what the original remembered', () => {
    const daily = parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY;COUNT=3');
    expect(expand(daily, ALWAYS)).toHaveLength(3);
    expect(expand({ ...daily, exdates: [{ day: civilDay(2026, 1, 2) }] }, ALWAYS)).toHaveLength(2);
    expect(expand(daily, ALWAYS)).toHaveLength(3);
  });
});

test('lines may be folded, in small letters, ended by CRLF', () => {
  const text = 'dtstart;tzid="Europe/Berlin":20260101T090000\r\nrrule:freq=weekly;by\r\n day=mo,fr;count=2;\r\n';
  expect(shown(text)).toEqual(['2026-01-02T09:00', '2026-01-05T09:00']);
});
