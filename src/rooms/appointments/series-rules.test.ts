import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand } from '../../kernel/recurrence/expand.ts';
import { parseRecurrence, startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import { printRecurrence } from '../../kernel/recurrence/print.ts';
import type { Recurrence } from '../../kernel/recurrence/rule.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { type AppointmentRow, blankRow } from './row.ts';
import {
  childTimes,
  fates,
  followsMaster,
  makesException,
  movedRule,
  splitRules,
  startingAt,
  startOfRule,
  successors,
  withMovedMarks,
} from './series-rules.ts';

const HOUR = 3_600_000;
const newYork = resolveZone('America/New_York');
const tokyo = resolveZone('Asia/Tokyo');
const at = (text: string) => Date.parse(`${text}Z`);
const recurrence = (text: string, start = '20260504T090000Z') => parseRecurrence(`DTSTART:${start}\n${text}`);
const starts = (one: Recurrence, until = at('2027-01-01T00:00')) =>
  expand(one, { start: 0, end: until }).map((start) => new Date(start).toISOString().slice(5, 16));
const lines = (one: Recurrence) => printRecurrence(one, { withStart: false }).split('\n');

function child(values: Partial<AppointmentRow>): AppointmentRow {
  const row = { ...blankRow(2, 0), id: 1, master_id: 9, series_agent_id: 2, agent_id: 2, ...values };
  return {
    ...row,
    starts_at: row.starts_at ?? row.original_start,
    original_start: row.original_start ?? row.starts_at,
  };
}

describe('when a child is', () => {
  const timed = {
    starts_at: at('2026-03-07T14:00'),
    ends_at: at('2026-03-07T15:30'),
    all_day: false,
    start_date: null,
    end_date: null,
  };

  test('a timed one lasts as long as its master', () => {
    const times = childTimes(timed, at('2026-03-09T13:00'), newYork, newYork);
    expect(times).toEqual({
      starts_at: at('2026-03-09T13:00'),
      ends_at: at('2026-03-09T14:30'),
      start_date: null,
      end_date: null,
    });
  });

  test.each([
    [newYork, newYork, '2026-03-08T05:00', '2026-03-10T04:00'],
    [newYork, tokyo, '2026-03-07T15:00', '2026-03-09T15:00'],
  ])('an all-day one takes the civil days of the rule in its own zone %#', (ruleZone, agentZone, first, last) => {
    const master = { ...timed, all_day: true, start_date: '2026-03-01', end_date: '2026-03-02' };
    expect(childTimes(master, at('2026-03-08T05:00'), ruleZone, agentZone)).toEqual({
      starts_at: at(first),
      ends_at: at(last),
      start_date: '2026-03-08',
      end_date: '2026-03-09',
    });
  });

  test('a rule of whole days begins at midnight in its own zone', () => {
    const master = { ...timed, all_day: true, start_date: '2026-03-01', end_date: '2026-03-02' };
    expect(startOfRule(master, tokyo)).toBe(at('2026-02-28T15:00'));
    expect(startOfRule(timed, tokyo)).toBe(timed.starts_at);
  });
});

describe('a child becomes an exception', () => {
  const before = child({ starts_at: at('2026-05-04T09:00'), ends_at: at('2026-05-04T10:00') });
  test.each<[Partial<AppointmentRow>, boolean]>([
    [{}, false],
    [{ complete_status: 0, complete_date: 5, complete_agent_id: 2, complete_timetaken: 1, busy: false }, false],
    [{ actual_start: 5 }, false],
    [{ reminder_shown: true }, false],
    [{ approval_status: 1, approvalagent: 3 }, false],
    [{ deleted: true, deleted_at: 5 }, false],
    [{ extra: { complete_note: 'Done' } }, false],
    [{ extra: { colour: '#ffffff' } }, true],
    [{ subject: 'Other' }, true],
    [{ starts_at: 1 }, true],
    [{ agent_id: 3 }, true],
    [{ asset_ids: [4] }, true],
    [{ note: 'x', complete_status: 0 }, true],
  ])('by %j: %s', (change, expected) => {
    expect(makesException({ ...before, ...change }, before)).toBe(expected);
  });
});

test.each<[string, Partial<AppointmentRow>, boolean]>([
  ['open', {}, true],
  ['edited', { is_exception: true }, false],
  ['deleted', { deleted: true }, false],
  ['done', { complete_status: 0 }, false],
  ['in progress', { complete_status: 1 }, false],
  ['on its way', { actual_start: 5 }, false],
  ['beginning now', { starts_at: 100 }, false],
  ['over', { starts_at: 50 }, false],
])('a child that is %s follows its master or not', (_name, values, expected) => {
  expect(followsMaster(child({ starts_at: 200, ...values }), 100)).toBe(expected);
});

describe('under a new rule', () => {
  const zones = { before: UTC, after: UTC };
  const fateOf = (one: AppointmentRow, occurrences: number[], now = 0) =>
    fates([one], occurrences, zones, now, () => true).get(one);

  test('a child stands for the occurrence on its civil date', () => {
    const one = child({ original_start: at('2026-05-04T09:00'), is_exception: true });
    expect(fateOf(one, [at('2026-05-04T23:00')])).toEqual({ kind: 'matched', start: at('2026-05-04T23:00') });
  });

  test.each<[string, Partial<AppointmentRow>, string]>([
    ['an edited one', { is_exception: true }, 'ordinary'],
    ['a tombstone', { deleted: true }, 'gone'],
    ['an edited tombstone', { deleted: true, is_exception: true }, 'gone'],
    ['an untouched one', {}, 'gone'],
    ['a done one', { complete_status: 0 }, 'kept'],
    ['a begun one', { starts_at: 1 }, 'kept'],
  ])('%s whose date is gone', (_name, values, kind) => {
    expect(fateOf(child({ original_start: at('2026-05-04T09:00'), ...values }), [at('2026-05-05T09:00')], 5)).toEqual({
      kind,
    });
  });

  test('the civil date is that of the rule which made the child', () => {
    const one = child({ original_start: at('2026-05-04T23:30') });
    const found = fates([one], [at('2026-05-04T20:00')], { before: UTC, after: tokyo }, 0, () => true);
    expect(found.get(one)).toEqual({ kind: 'gone' });
    const same = fates([one], [at('2026-05-03T20:00')], { before: UTC, after: tokyo }, 0, () => true);
    expect(same.get(one)).toEqual({ kind: 'matched', start: at('2026-05-03T20:00') });
  });

  test('no two children of an agent ever stand for the same occurrence, and an unchanged rule changes nothing', () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
    const kinds = fc.record({
      is_exception: fc.boolean(),
      deleted: fc.boolean(),
      complete_status: fc.constantFrom(-1, 0),
    });
    fc.assert(
      fc.property(hours, hours, fc.array(kinds, { minLength: 12, maxLength: 12 }), (old, fresh, lives) => {
        const rows = old
          .sort((a, b) => a - b)
          .map((hour, index) => child({ id: index + 1, original_start: hour * HOUR, ...(lives[index] ?? {}) }));
        const found = [
          ...fates(
            rows,
            fresh.map((hour) => hour * HOUR).sort((a, b) => a - b),
            zones,
            0,
            () => true,
          ).values(),
        ];
        const places = found.flatMap((fate) => (fate.kind === 'matched' ? [fate.start] : []));
        expect(new Set(places).size).toBe(places.length);
        const same = fates(
          rows,
          old.map((hour) => hour * HOUR),
          zones,
          0,
          () => true,
        );
        for (const [row, fate] of same) expect(fate).toEqual({ kind: 'matched', start: row.original_start });
      }),
    );
  });
});

describe('a split', () => {
  const second = (one: Recurrence, splitAt: string) =>
    startingAt(splitRules(one, at(splitAt)).second, startAt(at(splitAt), UTC), at(splitAt));

  test.each([
    ['RRULE:FREQ=DAILY;COUNT=5', '2026-05-06T09:00', ['RRULE:FREQ=DAILY;COUNT=2'], ['RRULE:FREQ=DAILY;COUNT=3']],
    ['RRULE:FREQ=DAILY', '2026-05-06T09:00', ['RRULE:FREQ=DAILY;UNTIL=20260505T235959Z'], ['RRULE:FREQ=DAILY']],
    [
      'RRULE:FREQ=DAILY;BYHOUR=9,15',
      '2026-05-06T15:00',
      ['RRULE:FREQ=DAILY;UNTIL=20260506T145959Z;BYHOUR=9,15'],
      ['RRULE:FREQ=DAILY;BYHOUR=9,15'],
    ],
    [
      'RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20260505T090000Z\nRDATE:20260520T090000Z',
      '2026-05-06T09:00',
      ['RRULE:FREQ=DAILY;COUNT=2', 'EXDATE:20260505T090000Z'],
      ['RRULE:FREQ=DAILY;COUNT=3', 'RDATE:20260520T090000Z'],
    ],
  ])('of %s at %s', (text, splitAt, first, rest) => {
    const one = recurrence(text);
    expect(lines(splitRules(one, at(splitAt)).first)).toEqual(first);
    expect(lines(second(one, splitAt))).toEqual(rest);
  });

  const ruleTexts = fc.oneof(
    fc
      .tuple(fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY'), fc.integer({ min: 1, max: 3 }))
      .map(([f, n]) => `FREQ=${f};INTERVAL=${n}`),
    fc.constantFrom(
      'FREQ=WEEKLY;BYDAY=MO,TH',
      'FREQ=MONTHLY;BYDAY=2TU',
      'FREQ=DAILY;BYHOUR=9,15',
      'FREQ=MONTHLY;BYMONTHDAY=4,20',
    ),
  );
  const ends = fc.oneof(
    fc.constant(''),
    fc.integer({ min: 2, max: 30 }).map((n) => `;COUNT=${n}`),
    fc.constant(';UNTIL=20260901T090000Z'),
  );

  test('loses nothing and doubles nothing: both parts together are the whole', () => {
    fc.assert(
      fc.property(ruleTexts, ends, fc.nat(40), fc.boolean(), (rule, end, pick, hasExdate) => {
        const plain = recurrence(`RRULE:${rule}${end}`);
        const all = expand(plain, { start: 0, end: at('2027-01-01T00:00') });
        const exdate = new Date(all[1] ?? 0).toISOString().replace(/[-:]|\.000/g, '');
        const one = hasExdate ? recurrence(`RRULE:${rule}${end}\nEXDATE:${exdate}`) : plain;
        const whole = starts(one);
        const splitAt = at(`2026-${whole[pick % whole.length]}`);
        const parts = splitRules(one, splitAt);
        const rest = startingAt(parts.second, startAt(splitAt, UTC), splitAt);
        expect([...(parts.first.rules.length > 0 ? starts(parts.first) : []), ...starts(rest)]).toEqual(whole);
        expect(parts.before).toBe(pick % whole.length);
      }),
    );
  });

  test.each([
    ['RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3', '2026-05-11T09:00', '2026-05-12T10:00', ['05-12T10:00', '05-19T10:00']],
    [
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3',
      '2026-05-15T09:00',
      '2026-05-16T09:00',
      ['05-16T09:00', '06-15T09:00', '07-15T09:00'],
    ],
    [
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3',
      '2026-05-15T09:00',
      '2026-05-14T09:00',
      ['05-14T09:00', '06-15T09:00', '07-15T09:00'],
    ],
    ['RRULE:FREQ=DAILY;COUNT=4', '2026-05-06T09:00', '2026-05-06T12:00', ['05-06T12:00', '05-07T12:00']],
  ])('whose child has moved begins with it: %s', (text, splitAt, movedTo, expected) => {
    const { second: rest } = splitRules(recurrence(text), at(splitAt));
    expect(starts(startingAt(rest, startAt(at(movedTo), UTC), at(splitAt)))).toEqual(expected);
  });
});

test.each([
  [0, 'MO,WE'],
  [1, 'TU,TH'],
  [-1, 'TU,SU'],
  [7, 'MO,WE'],
])('a weekly rule moved by %i days', (days, expected) => {
  const [rule] = recurrence('RRULE:FREQ=WEEKLY;BYDAY=MO,WE').rules;
  const moved = movedRule(rule as Recurrence['rules'][number], days);
  expect(lines({ ...recurrence('RRULE:FREQ=DAILY'), rules: [moved] })).toEqual([`RRULE:FREQ=WEEKLY;BYDAY=${expected}`]);
});

test('dates that are left out or added keep their time of day, when that is another one', () => {
  const one = recurrence('RRULE:FREQ=DAILY;COUNT=5\nRDATE:20260520T120000Z\nEXDATE:20260505T090000Z');
  const moved = withMovedMarks(one, startAt(at('2026-05-04T11:00'), UTC));
  expect(starts(moved)).toEqual(['05-04T11:00', '05-06T11:00', '05-07T11:00', '05-08T11:00', '05-20T12:00']);
});

test.each([
  [[2, 3], [2, 3], []],
  [[2, 3], [4, 3], [[2, 4]]],
  [[2], [2, 3], []],
  [[2, 3], [3], []],
  [[null], [5], [[null, 5]]],
  [
    [2, 3],
    [4, 5],
    [
      [2, 4],
      [3, 5],
    ],
  ],
])('agents %j become %j', (before, after, expected) => {
  expect([...successors(before, after)]).toEqual(expected);
});
