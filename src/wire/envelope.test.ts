import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envelope, envelopeHead, oneOrMany, type PageQuery, pageOf } from './envelope.ts';

describe('pageOf', () => {
  test.each<[PageQuery, number, number | undefined]>([
    [{}, 0, undefined],
    [{ page_size: 10 }, 0, undefined],
    [{ pageinate: true, page_size: 10 }, 0, undefined],
    [{ page_no: 2, page_size: 10 }, 0, undefined],
    [{ pageinate: false, page_no: 2, page_size: 10 }, 0, undefined],
    [{ pageinate: true, page_no: 1 }, 0, 50],
    [{ pageinate: true, page_no: 3, page_size: 20 }, 40, 20],
    [{ pageinate: true, page_no: 2, page_size: 5_000 }, 1_000, 1_000],
    [{ pageinate: true, page_no: 0, page_size: 20 }, 0, 20],
    [{ pageinate: true, page_no: -4, page_size: -1 }, 0, 1],
    [{ count: 7 }, 0, 7],
    [{ count: null, page_no: null }, 0, undefined],
    [{ count: 7, pageinate: true, page_no: 1, page_size: 3 }, 0, 3],
  ])('%j', (query, offset, limit) => {
    const page = pageOf(query);
    expect([page.offset, page.limit]).toEqual([offset, limit]);
  });

  test('pages follow each other without a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }), (page_no, page_size) => {
        const page = pageOf({ pageinate: true, page_no, page_size });
        expect(pageOf({ pageinate: true, page_no: page_no + 1, page_size }).offset).toBe(page.offset + page_size);
      }),
    );
  });
});

describe('envelope', () => {
  test('has page_no, page_size, record_count and the rows in this order, and leaves out what was not sent', () => {
    expect(envelope(pageOf({ pageinate: true, page_no: 2, page_size: 1 }), 5, 'clients', '[{"id":1}]')).toBe(
      '{"page_no":2,"page_size":1,"record_count":5,"clients":[{"id":1}]}',
    );
    expect(envelope(pageOf({ page_size: 1 }), 0, 'downtime', '[]')).toBe(
      '{"page_size":1,"record_count":0,"downtime":[]}',
    );
    expect(envelopeHead(pageOf({}), 3, 'appointments')).toBe('{"record_count":3,"appointments":');
  });
});

test('one row answers itself, several an array', () => {
  expect(oneOrMany(['{"id":1}'])).toBe('{"id":1}');
  expect(oneOrMany(['{"id":1}', '{"id":2}'])).toBe('[{"id":1},{"id":2}]');
});
