/** What a fuzz test sends where something sensible is expected. */

export const oddTypes = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'multipart/form-data',
  '\u00a0',
];

// biome-ignore format: a list to read, not a column
export const oddSegments = [
  'probe', '-1', '0', '1.5', '1e3', '0x1f', '99999999999999999999', '2147483648', '%00', '%E2%98%83', '%ff', '%2e%2e',
  '1;drop', "1'or'1'='1", '%3Cscript%3E', 'null', 'undefined', '%F0%9F%92%A9', '9'.repeat(190), '%20', 'me', '__proto__',
];

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

// biome-ignore format: a list to read, not a column
export const oddBodies = [
  '', ' ', 'null', '0', '"text"', 'true', '{', '[1,', '[{"id":}]', '[]', '{}', '[[]]', '[null]', '[{}]', '[1e999]', '\u0000', '\ufeff[]',
  nested('[', ']', 5_000), nested('{"a":', '}', 5_000).replace(':}', ':1}'), `[${'{},'.repeat(1_500)}{}]`,
  '[{"__proto__":{"polluted":1}}]', '[{"constructor":{"prototype":{}}}]', '[{"id":1,"id":2}]', `[{"${'k'.repeat(70_000)}":1}]`,
  '[{"id":1,"subject":"\\ud800"}]', '[{"\\u0000":1,"\\ud800":{"\\u0000":"\\udfff"}}]',
];

// biome-ignore format: a list to read, not a column
export const oddTexts = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff x', '\u202eright to left', '\u200b', '💩'.repeat(50), 'x💩'.repeat(40), 'é\u0301\u0301\u0301',
  "'; drop table appointment; --", "' or '1'='1", '$1', '%', '_', '\\', '"', "\\'; select pg_sleep(20); --", '{}', '[]',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{7*7}}', '../../etc/passwd', '\r\nSet-Cookie: a=b',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'Infinity', '-0', '1e400', '0x10', '١٢٣',
  '0000-00-00', '2026-02-30', '2026-13-01T00:00:00', '2026-01-01T25:61:61Z', '9999-12-31T23:59:59Z', '10000-01-01', '-000001-01-01',
  '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-12:00', 'yesterday', '2026-W01-1', '1899-12-30T00:00:00', '24:00',
  '99999999999999999999', '-99999999999999999999', '2147483648', '1,2,x', ',,,', '1,'.repeat(2_000), 'x'.repeat(120_000),
  '[{"filter_name":"subject","filter_type":0,"filter_value":"("}]', '[{"filter_name":"__proto__"}]', '[[[[', '(((((a+)+)+)+)+$',
];

// biome-ignore format: a list to read, not a column
export const oddValues: unknown[] = [
  null, true, false, -1, 0, -0, 0.1, 1e-320, 1e300, 2 ** 31, 2 ** 53, -(2 ** 63), 1e15, [], {}, [[]], [{}], [null], { id: null },
  { a: { b: { c: {} } } }, [[[[[[[[[[]]]]]]]]]], { toString: 1 }, { length: 1e9 }, [1, 'a', null, {}], [-1], ['x'],
];
