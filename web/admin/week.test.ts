import { expect, test } from 'vitest';
import { type Hours, hoursFrom, lengthOf, minutesOf, weekOf } from './week.ts';

const at = (time: string) => `1901-01-01T${time}:00`;
const monday = { incmonday: true, startmonday: at('09:00'), endmonday: at('18:00') };
const lunch = { id: 4, name: 'Lunch', start: at('13:00'), end: at('14:00'), incmonday: true, incsunday: true };
const stored: Hours = { ...monday, breaks: [lunch] };

test('a break splits the hours of its days', () => {
  expect(weekOf(stored)[1]).toEqual([
    ['09:00', '13:00'],
    ['14:00', '18:00'],
  ]);
  expect(weekOf(stored)[0]).toEqual([]);
});

test('of days that are all the same the shared hours count', () => {
  const same = { ...stored, alldayssame: true, start: at('08:00'), end: at('13:30'), breaks: [] };
  expect(weekOf(same)[1]).toEqual([['08:00', '13:30']]);
});

test('a night has its break after midnight', () => {
  const night = { incmonday: true, startmonday: at('22:00'), endmonday: at('06:00') };
  const breaks = [{ start: at('02:00'), end: at('02:30'), incmonday: true }];
  expect(weekOf({ ...night, breaks })[1]).toEqual([
    ['22:00', '02:00'],
    ['02:30', '06:00'],
  ]);
});

test.each([
  [['09:00', '17:30'], 510],
  [['22:00', '06:00'], 480],
  [['00:00', '00:00'], 1440],
] as const)('%j lasts %d minutes', (times, minutes) => expect(lengthOf([...times])).toBe(minutes));

test('what was read and sent back says the same; breaks of closed days stay', () => {
  const sent = hoursFrom(weekOf(stored), stored);
  expect(sent).toMatchObject({ incmonday: true, startmonday: '09:00', endmonday: '18:00', incsunday: false });
  expect(sent.breaks).toMatchObject([{ id: 4, name: 'Lunch', incmonday: true, incsunday: true, inctuesday: false }]);
});

test('a gap that is new is a break that is new; one that is closed is none', () => {
  const week = weekOf(stored).map((day, place) => (place === 2 ? [...(weekOf(stored)[1] ?? [])] : day));
  expect(hoursFrom(week, stored).breaks).toMatchObject([{ id: 4, inctuesday: true }]);
  const whole = week.map((_, place) => (place === 1 ? [['09:00', '18:00'] as [string, string]] : []));
  expect(hoursFrom(whole, stored).breaks).toMatchObject([{ id: 4, incmonday: false, incsunday: true }]);
  const other = [
    [],
    [
      ['08:00', '12:00'],
      ['12:15', '16:00'],
    ] as [string, string][],
    [],
    [],
    [],
    [],
    [],
  ];
  expect(minutesOf(other[1] ?? [])).toBe(465);
  expect((hoursFrom(other, { ...stored, breaks: [] }).breaks as object[])[0]).toMatchObject({
    start: at('12:00'),
    end: at('12:15'),
    incmonday: true,
  });
});
