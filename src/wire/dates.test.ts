import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCivilDate, readDate, writeInstant } from './dates.ts';

const utc = (text: string) => Date.parse(text);

describe('readDate', () => {
  test.each<[string, string, boolean]>([
    ['2026-05-04T09:00:00', '2026-05-04T09:00:00Z', false],
    ['2026-05-04T09:00:00Z', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T09:00:00z', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T09:00:00.000', '2026-05-04T09:00:00Z', false],
    ['2026-05-04T09:00:00.9999999Z', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T09:00:00,5', '2026-05-04T09:00:00Z', false],
    ['2026-05-04T09:00', '2026-05-04T09:00:00Z', false],
    ['2026-05-04 09:00:00', '2026-05-04T09:00:00Z', false],
    ['2026-05-04', '2026-05-04T00:00:00Z', false],
    ['2026-05-04Z', '2026-05-04T00:00:00Z', true],
    ['2026-05-04T11:00:00+02:00', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T11:00:00+0200', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T11:00:00+02', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T11:00:00 02:00', '2026-05-04T09:00:00Z', true],
    ['2026-05-04T03:30:00-05:30', '2026-05-04T09:00:00Z', true],
    [' 2026-05-04T09:00:00Z ', '2026-05-04T09:00:00Z', true],
    ['2024-02-29', '2024-02-29T00:00:00Z', false],
    ['1899-12-30T17:00:00', '1899-12-30T17:00:00Z', false],
    ['0050-01-01', '0050-01-01T00:00:00Z', false],
  ])('%j', (text, expected, fixed) => {
    expect(readDate(text)).toEqual({ ms: utc(expected), fixed });
  });

  test.each([
    '',
    'tomorrow',
    '2026-02-29',
    '2026-02-30T09:00:00',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2100-02-29',
    '2026-05-04T24:00:00',
    '2026-05-04T09:60:00',
    '2026-05-04T09:00:60',
    '2026-5-4',
    '26-05-04',
    '2026-05-04T9:00',
    '2026-05-04T09:00:00+25:00',
    '2026-05-04T09:00:00+02:60',
    '2026-05-04T09:00:00.Z',
    '0000-01-01',
    '9999-12-31',
    '+002026-05-04',
    '1777852800000',
    '2026-05-04T09:00:00Z; drop table x',
    '２０２６-05-04',
  ])('%j is none', (text) => {
    expect(readDate(text)).toBeUndefined();
    expect(readCivilDate(text)).toBeUndefined();
  });

  const seconds = fc.integer({ min: utc('0003-01-01T00:00:00Z') / 1_000, max: utc('9997-12-31T00:00:00Z') / 1_000 });

  test('reads what is written', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const text = writeInstant(second * 1_000);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
        expect(readDate(text)).toEqual({ ms: second * 1_000, fixed: false });
        expect(readDate(`${text}Z`)).toEqual({ ms: second * 1_000, fixed: true });
        expect(readCivilDate(text)).toBe(text.slice(0, 10));
      }),
    );
  });

  test('an offset of h hours is h hours earlier', () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: -14 * 60, max: 14 * 60 }), (second, minutes) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const text = `${writeInstant(second * 1_000)}${minutes < 0 ? '-' : '+'}${two(h)}:${two(m)}`;
        expect(readDate(text)?.ms).toBe((second - minutes * 60) * 1_000);
      }),
    );
  });

  test('no text makes it fail', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readDate(text)));
  });
});

test('readCivilDate takes the date part as it is written, whatever its suffix', () => {
  expect(readCivilDate('2026-05-04T23:00:00-08:00')).toBe('2026-05-04');
  expect(readCivilDate(' 2026-05-04Z')).toBe('2026-05-04');
});
