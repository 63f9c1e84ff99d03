import fc from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import {
  Anything,
  Bool,
  CivilDate,
  Fields,
  Instant,
  Int,
  IntList,
  LenientCount,
  Num,
  QueryTime,
  Text,
  Uuid,
} from './fields.ts';
import { type Findings, readerOf } from './read.ts';

function read(schema: TSchema, value: unknown) {
  const findings: Findings = { errors: {}, ignored: new Set() };
  const result = readerOf(Fields({ x: schema }))({ x: value }, '', findings) as { x?: unknown };
  return { value: result?.x, errors: findings.errors, ignored: [...findings.ignored], given: 'x' in (result ?? {}) };
}

const uuid = '0b9f3c1e-1111-4222-8333-444455556666';

describe('values are read as the dialect has them', () => {
  test.each<[string, TSchema, unknown, unknown]>([
    ['a number', Int('n'), 5, 5],
    ['a numeric text', Int('n'), '5', 5],
    ['a numeric text with blanks', Int('n'), ' -7 ', -7],
    ['a whole number as a fraction', Int('n'), '5.0', 5],
    ['an empty text for a number', Int('n'), '', null],
    ['null', Int('n'), null, null],
    ['a fraction', Num('n'), '1.50', 1.5],
    ['a power', Num('n'), '1e3', 1_000],
    ['true', Bool('b'), true, true],
    ['TRUE', Bool('b'), 'TRUE', true],
    ['False', Bool('b'), 'False', false],
    ['1', Bool('b'), 1, true],
    ['0 as a text', Bool('b'), '0', false],
    ['an empty text for a boolean', Bool('b'), '', null],
    ['a text', Text('t'), 'x', 'x'],
    ['a number for a text', Text('t'), 12, '12'],
    ['an instant', Instant('i'), '2026-05-04T09:00:00', Date.UTC(2026, 4, 4, 9)],
    ['an empty text for an instant', Instant('i'), '', null],
    ['a civil date', CivilDate('d'), '2026-05-04T23:00:00Z', '2026-05-04'],
    ['a time of a query', QueryTime('q'), '2026-05-04', { ms: Date.UTC(2026, 4, 4), fixed: false }],
    ['a UUID in capitals', Uuid('u'), uuid.toUpperCase(), uuid],
    ['a list of ids', IntList('l'), '1, 2,,3', [1, 2, 3]],
    ['one id', IntList('l'), 0, [0]],
    ['any JSON', Anything('a'), { a: [1] }, { a: [1] }],
    ['a kept object', Type.Unsafe<object>({ type: 'object' }), { a: { b: 1 } }, { a: { b: 1 } }],
  ])('%s', (_name, schema, value, expected) => {
    expect(read(schema, value)).toMatchObject({ value: expected, errors: {} });
  });

  test.each<[string, TSchema, unknown]>([
    ['words for a number', Int('n'), 'abc'],
    ['a fraction for an integer', Int('n'), 1.5],
    ['more than 32 bits', Int('n'), 2_147_483_648],
    ['hexadecimal', Int('n'), '0x10'],
    ['infinity', Num('n'), 'Infinity'],
    ['a boolean for a number', Int('n'), true],
    ['an object for a number', Int('n'), {}],
    ['an array for a number', Int('n'), [1]],
    ['a word for a boolean', Bool('b'), 'yes'],
    ['2 for a boolean', Bool('b'), 2],
    ['an object for a text', Text('t'), {}],
    ['too long a text', Text('t', 3), 'abcd'],
    ['a number for an instant', Instant('i'), 1_777_852_800],
    ['no date', Instant('i'), '2026-02-30'],
    ['no civil date', CivilDate('d'), 'x'],
    ['no UUID', Uuid('u'), 'probe'],
    ['no list of ids', IntList('l'), '1,x'],
    ['an object for an array', Type.Array(Int('n')), {}],
    ['too long an array', Type.Array(Int('n'), { maxItems: 1 }), [1, 2]],
    ['an array for an object', Type.Unsafe<object>({ type: 'object' }), []],
    ['a text for an object', Fields({ a: Int('n') }), 'x'],
  ])('%s is refused, and named', (_name, schema, value) => {
    const { errors } = read(schema, value);
    expect(Object.keys(errors)).toEqual(['x']);
    expect(errors.x).toEqual([expect.any(String)]);
  });

  test('a count that is no number is ignored and told, not refused', () => {
    expect(read(LenientCount('c'), '25')).toMatchObject({ value: 25, ignored: [] });
    expect(read(LenientCount('c'), 'true')).toMatchObject({ given: false, errors: {}, ignored: ['x'] });
  });

  test('JSON nested too deeply is refused', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(read(Anything('a'), nested(20)).errors).toEqual({});
    expect(read(Anything('a'), nested(21)).errors).toHaveProperty('x');
  });
});

describe('objects', () => {
  const schema = Type.Array(
    Fields({ Agent_Id: Int('n'), subject: Text('t'), agents: Type.Array(Fields({ id: Int('n') })) }),
  );
  const readBody = (value: unknown) => {
    const findings: Findings = { errors: {}, ignored: new Set() };
    return { value: readerOf(schema)(value, '', findings), ...findings };
  };

  test('know their names in any letter case, set unknown ones aside, and keep null', () => {
    const { value, ignored, errors } = readBody([
      { agent_ID: '5', SUBJECT: null, nonsense: { deep: 1 }, __proto__x: 1 },
    ]);
    expect(value).toEqual([{ Agent_Id: 5, subject: null }]);
    expect([...ignored]).toEqual(['nonsense', '__proto__x']);
    expect(errors).toEqual({});
  });

  test('name the place of what is wrong', () => {
    const { errors } = readBody([{ agents: [{ id: 1 }, { id: 'x' }] }, { Agent_Id: 'y' }, 5]);
    expect(Object.keys(errors)).toEqual(['[0].agents[1].id', '[1].Agent_Id', '[2]']);
  });

  test('do not take members of the prototype for their own', () => {
    const body = JSON.parse('[{"__proto__":{"subject":"x"},"constructor":1,"toString":2}]');
    const { value, ignored } = readBody(body);
    expect(value).toEqual([{}]);
    expect([...ignored].sort()).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

test('no value makes a reader fail', () => {
  const schemas = [
    Int('n'),
    Num('n'),
    Bool('b'),
    Text('t'),
    Instant('i'),
    CivilDate('d'),
    Uuid('u'),
    IntList('l'),
    QueryTime('q'),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.jsonValue(), (schema, value) => {
      const { errors, given } = read(schema, value);
      expect(Object.keys(errors).length > 0 || given).toBe(true);
    }),
  );
});
