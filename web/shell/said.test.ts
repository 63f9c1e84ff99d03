import { expect, test } from 'vitest';
import { problems } from '../../src/problems.ts';
import german from '../i18n/refused.de.json' with { type: 'json' };
import { Offline, Refused } from '../wire/api.ts';
import { said } from './said.ts';

test('every refusal of the server has German words', () => {
  expect(Object.keys(german).sort()).toEqual(
    Object.keys(problems)
      .map((code) => `refused.${code}`)
      .sort(),
  );
});

test('in English the words of the server are said, else what kind of failure it is', () => {
  const refusal = { status: 409, code: 'in-use', Message: 'Two appointments point at it.' };
  expect(said(new Refused(refusal))).toBe('Two appointments point at it.');
  expect(said(new Refused({ status: 500 }))).toBe(said(new Error('x')));
  expect(said(new Offline())).not.toBe(said(new Error('x')));
});
