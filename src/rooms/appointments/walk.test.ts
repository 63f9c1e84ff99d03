import { describe, expect, test } from 'vitest';
import { Walks } from './walk.ts';

const minute = 60_000;
const end = (...after: string[]) => ({ after, passed: 50 });

describe('where the page before ended', () => {
  test('is known to the same question, until its walk has rested for ten minutes', () => {
    const walks = new Walks();
    walks.answered('q', 1, end('a', '7', ''), 0);
    expect(walks.before('q', 2, 9 * minute)).toEqual(end('a', '7', ''));
    expect(walks.before('other', 2, 0)).toBeUndefined();
    expect(walks.before('q', 3, 0)).toBeUndefined();
    expect(walks.before('q', 1, 0)).toBeUndefined();
    expect(walks.before('q', 2, 10 * minute)).toBeUndefined();
    walks.answered('q', 2, end('b', '8', ''), 9 * minute);
    expect(walks.before('q', 3, 18 * minute)).toEqual(end('b', '8', ''));
    expect(walks.before('q', 2, 18 * minute)).toEqual(end('a', '7', ''));
  });

  test('is forgotten when the first page is asked for again, or after the rest', () => {
    const walks = new Walks();
    walks.answered('q', 1, end('a'), 0);
    walks.answered('q', 2, end('b'), 0);
    walks.answered('q', 1, end('c'), 0);
    expect(walks.before('q', 2, 0)).toEqual(end('c'));
    expect(walks.before('q', 3, 0)).toBeUndefined();
    walks.answered('q', 5, end('d'), 11 * minute);
    expect(walks.before('q', 2, 11 * minute)).toBeUndefined();
    expect(walks.before('q', 6, 11 * minute)).toEqual(end('d'));
  });

  test('is not known where there was no row', () => {
    const walks = new Walks();
    walks.answered('q', 1, undefined, 0);
    expect(walks.before('q', 2, 0)).toBeUndefined();
  });

  test('is kept for the last pages only, and for so many walks as fit', () => {
    const walks = new Walks();
    for (let page = 1; page <= 20; page++) walks.answered('long', page, end(`${page}`), 0);
    expect([12, 13, 20].map((page) => walks.before('long', page + 1, 0))).toEqual([undefined, end('13'), end('20')]);
    const big = 'x'.repeat(100_000);
    for (let n = 0; n < 60; n++) walks.answered(`${n}`, 1, end(big), 0);
    expect(walks.before('long', 21, 0)).toBeUndefined();
    expect(walks.before('59', 2, 0)).toEqual(end(big));
    const known = Array.from({ length: 60 }, (_, n) => walks.before(`${n}`, 2, 0)).filter((one) => one);
    expect(known.length).toBe(39);
  });
});
