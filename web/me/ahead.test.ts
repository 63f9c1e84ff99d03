import { expect, test } from 'vitest';
import { blockFlag } from '../../src/rooms/board/shape.ts';
import type { Item } from '../board/model.ts';
import { afterDiscard, afterDone, ahead, insisted, nextOf, type Waiting } from './ahead.ts';

const waits = (key: string, id: number, rest: Partial<Waiting> = {}): Waiting => ({
  key,
  id,
  act: 'start',
  what: 'Visit',
  when: '08:42',
  fields: {},
  ...rest,
});
const keys = (list: readonly Waiting[]) => list.map(({ key, etag }) => [key, etag]);

test('what waits goes in order; behind a refused change of an appointment its others wait', () => {
  const list = [waits('a', 1, { refused: 'no' }), waits('b', 1), waits('c', 2), waits('d', 2)];
  expect(nextOf(list)?.key).toBe('c');
  expect(nextOf(list.slice(0, 2))).toBeUndefined();
  expect(nextOf([])).toBeUndefined();
});

test('a change that follows is of the version that the one before made', () => {
  const list = [waits('a', 1, { etag: '"1.4"' }), waits('b', 2), waits('c', 1), waits('d', 1)];
  expect(keys(afterDone(list, list[0] as Waiting, '"1.5"'))).toEqual([
    ['b', undefined],
    ['c', '"1.5"'],
    ['d', undefined],
  ]);
});

test('behind a discarded one the next is of the version that was seen then, so that others’ changes are not lost', () => {
  const list = [waits('a', 1, { etag: '"1.4"', refused: 'no' }), waits('b', 1)];
  expect(keys(afterDiscard(list, list[0] as Waiting))).toEqual([['b', '"1.4"']]);
});

test('sent all the same it is another request, of whatever version there is', () => {
  const list = [waits('a', 1, { etag: '"1.4"', refused: 'no', sent: { body: {}, etag: '"1.4"' } }), waits('b', 1)];
  expect(insisted(list, list[0] as Waiting, 'z')).toEqual([waits('z', 1), waits('b', 1)]);
});

const item = { id: 1, flags: blockFlag.change, more: {} } as Item;
const minuteOf = () => 520;
const seen = (...list: Waiting[]) => {
  const { flags, more } = ahead(item, list, 530, minuteOf);
  return [flags & ~blockFlag.change, more.actual];
};
const begun = waits('a', 1, { fields: { complete_status: 1, actual_start: '2026-11-24T08:40:00' } });

test.each([
  [[begun], blockFlag.inProgress, [520, 530]],
  [[begun, waits('b', 1, { fields: { complete_status: 0 } })], blockFlag.done, [520, 530]],
  [[begun, waits('b', 1, { fields: { complete_status: -1, actual_start: null } })], 0, undefined],
  [[{ ...begun, id: 2 }], 0, undefined],
  [[{ ...begun, refused: 'no' }], 0, undefined],
  [[waits('a', 1, { act: 'note', note: 'x' })], 0, undefined],
] as const)('%# a job looks as it will be', (list, flags, actual) => expect(seen(...list)).toEqual([flags, actual]));

test('a job that nothing waits for stays the very object', () => expect(ahead(item, [], 0, minuteOf)).toBe(item));
