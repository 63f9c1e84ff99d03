import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dialog } from '../../src/kernel/recurrence/dialog.ts';
import { readDialogFields, writeDialogFields } from '../../src/kernel/recurrence/dialog-fields.ts';
import { dialogToRule } from '../../src/kernel/recurrence/dialog-to-rule.ts';
import { count, expand, next } from '../../src/kernel/recurrence/expand.ts';
import { parseRecurrence } from '../../src/kernel/recurrence/parse-recurrence.ts';
import { parseRule } from '../../src/kernel/recurrence/parse-rule.ts';
import { printRecurrence, printRule } from '../../src/kernel/recurrence/print.ts';
import { type Recurrence, recurrenceOf } from '../../src/kernel/recurrence/rule.ts';
import { ruleToDialog } from '../../src/kernel/recurrence/rule-to-dialog.ts';
import { civilDay } from '../../src/kernel/time/civil.ts';
import { DAY } from '../../src/kernel/time/units.ts';
import { UTC } from '../../src/kernel/time/zones.ts';
import { LONG_TIME, runs } from '../support/long.ts';
import { randomFrom } from '../support/random.ts';
import { randomRule } from './oracles/random-rules.ts';
import { slowExpand } from './slow-expand.ts';

/** Any rule, in any zone, from any start. */
const recurrences = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed): Recurrence => {
  const { rule, start, zone } = randomRule(randomFrom(seed).next, true);
  const head = zone === 'UTC' ? `DTSTART:${start}Z` : `DTSTART;TZID=${zone}:${start}`;
  return parseRecurrence(`${head}\nRRULE:${rule}`);
});

function withoutCount(recurrence: Recurrence): Recurrence {
  const { count: _, ...rule } = recurrence.rules[0] as Recurrence['rules'][number];
  return recurrenceOf(recurrence.start, [rule], recurrence.rdates, recurrence.exdates);
}

/** A window that a slow reference can look through: days for rules of seconds, years for those of years. */
function windowOf({ start, rules }: Recurrence, shift: number, length: number): { start: number; end: number } {
  const fine = { SECONDLY: 0.02, MINUTELY: 0.5, HOURLY: 30, DAILY: 400, WEEKLY: 900, MONTHLY: 1500, YEARLY: 3000 };
  const days = fine[rules[0]?.frequency ?? 'DAILY'];
  const from = start.day * DAY + Math.floor((shift - 0.1) * days * DAY);
  return { start: from, end: from + Math.floor(length * days * DAY) };
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('expanding', () => {
  test('finds exactly what a slow look at every day finds', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, share, share, (counted, shift, length) => {
        const recurrence = withoutCount(counted);
        const window = windowOf(recurrence, shift, length);
        const rule = recurrence.rules[0] as Recurrence['rules'][number];
        expect(expand(recurrence, window)).toEqual(slowExpand(rule, recurrence.start, window.start, window.end));
      }),
      runs(150),
    );
  });

  test('finds the weeks at both ends of every kind of year', () => {
    for (const weekday of ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']) {
      for (const week of ['1', '52', '53', '-1', '-53']) {
        const rule = parseRule(`FREQ=YEARLY;BYWEEKNO=${week};WKST=${weekday}`);
        const start = { day: civilDay(1996, 1, 1), time: 0, zone: UTC, allDay: false };
        const window = { start: Date.UTC(1996, 0, 1), end: Date.UTC(2036, 0, 1) };
        expect(expand(recurrenceOf(start, [rule]), window)).toEqual(slowExpand(rule, start, window.start, window.end));
      }
    }
  });

  test('two adjacent windows is expanding the whole', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, share, share, share, (recurrence, shift, length, cut) => {
        const { start, end } = windowOf(recurrence, shift * 20, length);
        const middle = start + Math.floor((end - start) * cut);
        const halves = [...expand(recurrence, { start, end: middle }), ...expand(recurrence, { start: middle, end })];
        expect(halves).toEqual(expand(recurrence, { start, end }));
      }),
      runs(400),
    );
  });

  test('with COUNT is the beginning of expanding without', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, fc.integer({ min: 1, max: 2_000 }), (recurrence, most) => {
        const endless = withoutCount(recurrence);
        const rule = endless.rules[0] as Recurrence['rules'][number];
        if (rule.until !== undefined) return;
        const counted = recurrenceOf(endless.start, [{ ...rule, count: most }]);
        const always = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
        expect(expand(counted, always)).toEqual(expand(endless, always, most));
      }),
      runs(40),
    );
  });

  test('a limit answers the first ones, count answers how many, next answers the one after', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, share, share, fc.integer({ min: 1, max: 30 }), (recurrence, shift, length, limit) => {
        const window = windowOf(recurrence, shift, length);
        const all = expand(recurrence, window);
        expect(expand(recurrence, window, limit)).toEqual(all.slice(0, limit));
        expect(count(recurrence, window)).toBe(all.length);
        for (const instant of all.slice(0, 3)) {
          expect(expand(recurrence, { start: instant, end: instant + 1 })).toEqual([instant]);
        }
        const [first, second] = all;
        if (first !== undefined && second !== undefined) {
          expect(next(recurrence, first - 1)).toBe(first);
          expect(next(recurrence, first)).toBe(second);
        }
      }),
      runs(300),
    );
  });

  test('several rules are their union, less what is taken out', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, recurrences, share, share, (one, other, shift, length) => {
        const both = recurrenceOf(one.start, [...one.rules, ...other.rules]);
        const alone = recurrenceOf(one.start, other.rules);
        // The finer of the two rules decides how much can be looked through.
        const windows = [windowOf(one, shift, length), windowOf(alone, shift, length)];
        const window = windows.reduce((x, y) => (y.end - y.start < x.end - x.start ? y : x));
        const union = [...new Set([...expand(one, window), ...expand(alone, window)])].sort((a, b) => a - b);
        expect(expand(both, window)).toEqual(union);
        const out = union.filter((_, i) => i % 3 === 0);
        const exdates = out.map((instant) => ({ instant }));
        const rest = union.filter((_, i) => i % 3 !== 0);
        expect(expand({ ...both, exdates }, window)).toEqual(rest);
        const rdates = out.map((instant) => ({ instant }));
        expect(expand({ ...both, exdates, rdates }, window)).toEqual(rest);
      }),
      runs(150),
    );
  });
});

describe('as text', () => {
  test('a rule printed and read again is the same rule', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, ({ rules: [rule] }) => {
        expect(parseRule(printRule(rule as Recurrence['rules'][number]))).toEqual(rule);
      }),
      runs(500),
    );
  });

  test('a recurrence printed and read again is the same recurrence', LONG_TIME, () => {
    const instants = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 });
    const marks = fc.array(
      fc.oneof(
        instants.map((second) => ({ instant: second * 1000 })),
        fc.integer({ min: 0, max: 30_000 }).map((day) => ({ day })),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(recurrences, recurrences, marks, marks, (one, other, rdates, exdates) => {
        const recurrence = recurrenceOf(one.start, [...one.rules, ...other.rules], rdates, exdates);
        expect(parseRecurrence(printRecurrence(recurrence))).toEqual(recurrence);
      }),
      runs(300),
    );
  });

  test('no text makes the reader hang or fail in another way than by its own error', LONG_TIME, () => {
    const words = fc.constantFrom(
      'FREQ=',
      'DAILY',
      'SECONDLY',
      'BYDAY=',
      '-1FR',
      ',',
      ';',
      'COUNT=',
      '99999999',
      'UNTIL=',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(words, fc.string({ maxLength: 3 }))).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseRule(text);
        } catch (error) {
          expect(error).toHaveProperty('name', 'RecurrenceError');
        }
      }),
      runs(500),
    );
  });
});

const every = fc.integer({ min: 1, max: 99 });
const month = fc.integer({ min: 1, max: 12 });
const date = fc.integer({ min: 1, max: 31 });
const nth = fc.constantFrom(1, 2, 3, 4, 5) as fc.Arbitrary<1 | 2 | 3 | 4 | 5>;
const day = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 'day', 'weekday', 'weekendDay') as fc.Arbitrary<0 | 'day'>;
const weekdays = fc.subarray([1, 2, 3, 4, 5, 6, 0]);
const dialogs: fc.Arbitrary<Dialog> = fc.record({
  pattern: fc.oneof(
    fc.record({ kind: fc.constant('daily' as const), every }),
    fc.record({ kind: fc.constant('weekdays' as const) }),
    fc.record({ kind: fc.constant('weekly' as const), every, weekdays }),
    fc.record({ kind: fc.constant('monthlyOnDate' as const), every, date }),
    fc.record({ kind: fc.constant('monthlyOnDay' as const), every, nth, day }),
    fc.record({ kind: fc.constant('yearlyOnDate' as const), every, month, date }),
    fc.record({ kind: fc.constant('yearlyOnDay' as const), every, month, nth, day }),
  ),
  range: fc.oneof(
    fc.record({ kind: fc.constant('endless' as const) }),
    fc.record({ kind: fc.constant('times' as const), times: fc.integer({ min: 1, max: 1_000 }) }),
    fc.record({ kind: fc.constant('until' as const), day: fc.integer({ min: 0, max: 40_000 }) }),
  ),
});

describe('the dialog', () => {
  test('said as a rule, printed, read and said as a dialog again is the same dialog', LONG_TIME, () => {
    fc.assert(
      fc.property(dialogs, recurrences, (dialog, { start }) => {
        const rule = parseRule(printRule(dialogToRule(dialog)));
        expect(ruleToDialog(rule, start)).toEqual(dialog);
      }),
      runs(1_000),
    );
  });

  test('written to its fields and read again is the same dialog', LONG_TIME, () => {
    fc.assert(
      fc.property(dialogs, (dialog) => {
        expect(readDialogFields(writeDialogFields(dialog))).toEqual(dialog);
      }),
      runs(1_000),
    );
  });

  test('whatever a rule says as a dialog, that dialog says as a rule with the same occurrences', LONG_TIME, () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const [rule] = recurrence.rules;
        const dialog = rule && ruleToDialog(rule, recurrence.start);
        if (dialog === undefined) return;
        const again = recurrenceOf(recurrence.start, [dialogToRule(dialog)]);
        const window = { start: 0, end: recurrence.start.day * DAY + 3_000 * DAY };
        expect(expand(again, window)).toEqual(expand(recurrence, window));
      }),
      runs(300),
    );
  });
});
