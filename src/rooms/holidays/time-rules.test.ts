import { describe, expect, test } from 'vitest';
import { readWrittenTime } from '../../wire/dates.ts';
import type { HolidayElement } from './schema.ts';
import { type Times, timesOf } from './time-rules.ts';

/** When a holiday is, by what is said and what is stored. */

type Said = Record<string, string | boolean | null>;

function element(said: Said): HolidayElement {
  const read = (name: string, value: unknown) =>
    typeof value === 'string' && (name === 'date' || name === 'end_date') ? readWrittenTime(value) : value;
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, read(name, value)])) as HolidayElement;
}

function shown({ all_day, start_date, end_date, starts_at, ends_at }: Times): string {
  if (all_day) return `${start_date}..${end_date}`;
  return [starts_at, ends_at].map((instant) => new Date(instant as number).toISOString().slice(0, 16)).join('..');
}

const days = (start_date: string, end_date: string): Times => ({
  all_day: true,
  start_date,
  end_date,
  starts_at: null,
  ends_at: null,
});
const hours = (start: string, end: string): Times => ({
  all_day: false,
  start_date: null,
  end_date: null,
  starts_at: Date.parse(`${start}Z`),
  ends_at: Date.parse(`${end}Z`),
});

describe('new whole days', () => {
  test.each<[string, Said, string]>([
    [
      'the date parts as written',
      { date: '2026-12-25T00:00:00Z', end_date: '2026-12-26T10:00:00Z' },
      '2026-12-25..2026-12-26',
    ],
    [
      'whatever their suffix',
      { date: '2026-12-25T23:00:00-08:00', end_date: '2026-12-26T01:00:00+13:00' },
      '2026-12-25..2026-12-26',
    ],
    [
      'an end before the start is one day',
      { date: '2026-10-05T12:09:48', end_date: '2025-05-05T00:00:00' },
      '2026-10-05..2026-10-05',
    ],
    ['no end is one day', { date: '2026-10-05T12:09:48' }, '2026-10-05..2026-10-05'],
    ['null for an end is one day', { date: '2026-10-05', end_date: null }, '2026-10-05..2026-10-05'],
    ['the same midnight is one day', { date: '2026-10-05', end_date: '2026-10-05' }, '2026-10-05..2026-10-05'],
    [
      'an end at midnight is the day before',
      { date: '2026-10-05', end_date: '2026-10-07T00:00:00' },
      '2026-10-05..2026-10-06',
    ],
    [
      'an end at the next midnight is one day',
      { date: '2026-10-05T09:00:00', end_date: '2026-10-06T00:00:00Z' },
      '2026-10-05..2026-10-05',
    ],
    [
      'an end a second later is that day',
      { date: '2026-10-05', end_date: '2026-10-07T00:00:01' },
      '2026-10-05..2026-10-07',
    ],
    [
      'date_only wins',
      { date: '2026-01-01', date_only: '2026-02-02', end_date: '2026-03-03T09:00:00' },
      '2026-02-02..2026-03-03',
    ],
    [
      'end_date_only wins, and is included',
      { date: '2026-01-01', end_date: '2026-03-03', end_date_only: '2026-01-05' },
      '2026-01-01..2026-01-05',
    ],
    ['date_only alone is one day', { date_only: '2026-02-02' }, '2026-02-02..2026-02-02'],
  ])('%s', (_name, said, expected) => {
    expect(shown(timesOf(element({ allday: true, ...said }), undefined))).toBe(expected);
  });

  test('unless allday says so, without an end or with a date_only', () => {
    expect(timesOf(element({ date: '2026-01-01T09:00:00' }), undefined).all_day).toBe(true);
    expect(timesOf(element({ date_only: '2026-01-01', end_date: '2026-01-02' }), undefined).all_day).toBe(true);
    expect(timesOf(element({ date: '2026-01-01T09:00:00', end_date: '2026-01-01T10:00:00' }), undefined).all_day).toBe(
      false,
    );
  });
});

describe('a change of whole days', () => {
  const stored = days('2026-10-05', '2026-10-08');
  test.each<[string, Said, string]>([
    ['nothing said', {}, '2026-10-05..2026-10-08'],
    [
      'what is shown, sent back',
      { date: '2026-10-05T00:00:00', end_date: '2026-10-08T00:00:00' },
      '2026-10-05..2026-10-08',
    ],
    [
      'all that is shown, sent back with another start',
      {
        date: '2026-10-06T00:00:00',
        end_date: '2026-10-08T00:00:00',
        date_only: '2026-10-05',
        end_date_only: '2026-10-08',
      },
      '2026-10-06..2026-10-08',
    ],
    ['a later start', { date: '2026-11-01' }, '2026-11-01..2026-11-01'],
    ['another end at midnight', { end_date: '2026-10-11T00:00:00' }, '2026-10-05..2026-10-10'],
    ['another last day', { end_date_only: '2026-10-20', end_date: '2026-10-08' }, '2026-10-05..2026-10-20'],
    ['the end cleared', { end_date: null }, '2026-10-05..2026-10-05'],
    [
      'times instead',
      { allday: false, date: '2026-10-05T09:00', end_date: '2026-10-05T12:00' },
      '2026-10-05T09:00..2026-10-05T12:00',
    ],
  ])('%s', (_name, said, expected) => {
    expect(shown(timesOf(element(said), stored))).toBe(expected);
  });
});

describe('times', () => {
  const stored = hours('2026-10-05T09:00', '2026-10-05T12:00');
  test.each<[string, Said, Times | undefined, string]>([
    [
      'UTC without a suffix',
      { date: '2026-10-05T09:00', end_date: '2026-10-05T12:00' },
      undefined,
      '2026-10-05T09:00..2026-10-05T12:00',
    ],
    [
      'by their suffix',
      { date: '2026-10-05T09:00+02:00', end_date: '2026-10-05T12:00Z' },
      undefined,
      '2026-10-05T07:00..2026-10-05T12:00',
    ],
    ['an end that moves', { end_date: '2026-10-05T13:00' }, stored, '2026-10-05T09:00..2026-10-05T13:00'],
    ['a day instead', { allday: true }, stored, '2026-10-05..2026-10-05'],
  ])('%s', (_name, said, before, expected) => {
    expect(shown(timesOf(element({ ...(before ? {} : { allday: false }), ...said }), before))).toBe(expected);
  });
});

test.each<[string, Said, Times | undefined, string]>([
  ['no date', { allday: true }, undefined, 'date'],
  ['a date cleared', { date: null }, days('2026-01-01', '2026-01-01'), 'date'],
  ['times without an end', { allday: false, date: '2026-01-01T09:00' }, undefined, 'end_date'],
  [
    'an end that is not after the start',
    { allday: false, date: '2026-01-01T09:00', end_date: '2026-01-01T09:00' },
    undefined,
    'end_date',
  ],
  ['before 1900', { date: '1899-12-31' }, undefined, 'date'],
  ['after 2199', { date: '2199-12-30', end_date: '2200-01-05', allday: true }, undefined, 'end_date'],
  ['over ten years', { allday: true, date: '2026-01-01', end_date: '2037-01-01' }, undefined, 'end_date'],
])('%s is refused, and named', (_name, said, stored, field) => {
  expect(() => timesOf(element(said), stored)).toThrow(
    expect.objectContaining({ extras: expect.objectContaining({ errors: { [field]: [expect.any(String)] } }) }),
  );
});
