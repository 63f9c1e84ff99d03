import { expect, test } from 'vitest';
import { csvText } from './csv.ts';

test('numbers stay numbers, texts are quoted where they must be, and no text is a formula', () => {
  const rows = [
    ['=1+1', -2.5, undefined],
    ['a "b", c', 0, '-'],
  ];
  expect(csvText(rows)).toBe(`'=1+1,-2.5,\r\n"a ""b"", c",0,'-`);
});
