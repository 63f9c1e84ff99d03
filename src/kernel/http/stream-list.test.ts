import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { streamRows } from './stream-list.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => index);
const joined = async (some: readonly number[]) => some.join(',');
const whole = async (list: string | Readable) => JSON.parse(list instanceof Readable ? await text(list) : list);

test.each([0, 1, 999, 1_000, 1_001, 2_000, 2_001])('%i rows come whole and in order', async (count) => {
  expect(await whole(await streamRows('[', ids(count), joined, ']'))).toEqual(ids(count));
});

test('a list of one chunk is a text, a longer one a stream', async () => {
  expect(typeof (await streamRows('[', ids(1_000), joined, ']'))).toBe('string');
  expect(await streamRows('[', ids(1_001), joined, ']')).toBeInstanceOf(Readable);
});

test.each([[[0]], [[1]], [[2]], [[0, 1]], [[0, 1, 2]]])(
  'chunks %o whose rows are gone leave no comma',
  async (gone) => {
    const fetch = async (some: readonly number[]) =>
      gone.includes(Math.floor((some[0] ?? 0) / 1_000)) ? '' : joined(some);
    const left = ids(2_500).filter((id) => !gone.includes(Math.floor(id / 1_000)));
    expect(await whole(await streamRows('[', ids(2_500), fetch, ']'))).toEqual(left);
  },
);

test('the next chunk is fetched only when the last was taken', async () => {
  let fetched = 0;
  const fetch = async (some: readonly number[]) => {
    fetched += 1;
    return some.map((id) => `"${id}${'x'.repeat(200)}"`).join(',');
  };
  const stream = (await streamRows('[', ids(100_000), fetch, ']')) as Readable;
  await new Promise((resolve) => stream.once('readable', resolve));
  expect(fetched).toBeLessThan(4);
  stream.destroy();
});

test('what fails in the first chunk fails before the answer begins', async () => {
  await expect(streamRows('[', ids(5), () => Promise.reject(new Error('no database')), ']')).rejects.toThrow(
    'no database',
  );
});
