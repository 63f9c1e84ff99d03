import { expect, test } from 'vitest';
import { addressKey, countRequest, countsByKey, newCount } from './request-limit.ts';

test('a minute has its requests, the next one has them again', () => {
  const count = newCount();
  const minute = 60_000 * 29_000_000;
  expect([0, 1, 59_999].map((at) => countRequest(count, 2, minute + at))).toEqual([0, 0, 1]);
  expect(countRequest(count, 2, minute + 60_000)).toBe(0);
});

test('a key has its count until the minute ends', () => {
  const countOf = countsByKey();
  expect(countOf('a', 0)).toBe(countOf('a', 59_999));
  expect(countOf('a', 0)).not.toBe(countOf('b', 0));
  expect(countOf('a', 60_000)).not.toBe(countOf('a', 0));
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (ip, key) => {
  expect(addressKey(ip)).toBe(key);
});
