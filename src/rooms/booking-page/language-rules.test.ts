import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chosenLanguage } from './language-rules.ts';
import { de } from './texts-de.ts';
import { en, type TextKey } from './texts-en.ts';
import { wordsOf } from './words.ts';

test.each([
  [undefined, undefined, 'en', 'en-GB'],
  [undefined, 'de', 'de', 'de-DE'],
  [undefined, 'de-AT,de;q=0.9', 'de', 'de-AT'],
  [undefined, 'en-US,en;q=0.9,de;q=0.8', 'en', 'en-US'],
  [undefined, 'fr-FR, de;q=0.3, en;q=0.7', 'en', 'en-GB'],
  [undefined, 'fr, es', 'en', 'en-GB'],
  [undefined, 'de;q=0, en', 'en', 'en-GB'],
  [undefined, ';;,q=,*;q=x,', 'en', 'en-GB'],
  ['de', 'en-US', 'de', 'de-DE'],
  ['de', 'en-US, de-CH;q=0.1', 'de', 'de-CH'],
  ['xx', 'de', 'de', 'de-DE'],
])('chosen %s, browser %s: %s as written in %s', (chosen, header, code, locale) => {
  expect(chosenLanguage(chosen, header)).toEqual({ code, locale });
});

const keys = Object.keys(en) as TextKey[];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('each text says the same things in both languages', () => {
  expect(Object.keys(de)).toEqual(keys);
  for (const key of keys) expect(places(de[key]), key).toEqual(places(en[key]));
});

test('no text is left that no page says', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !/^texts-|\.test\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  // Some keys are put together: `offer.${part}`, and the ones of a number.
  const built =
    /^(offer\.(morning|afternoon|evening)|booking\.(booked|moved)(Says)?|(missing|slow|broken|refused)\.\w+)$/;
  const unused = keys.filter((key) => !built.test(key) && !sources.includes(`'${key.replace(/\.(one|other)$/, '')}'`));
  expect(unused).toEqual([]);
});

test('one time is one time', () => {
  expect(wordsOf('en').counted('offer.free', 1)).toBe('1 time free');
  expect(wordsOf('de').counted('offer.free', 2)).toBe('2 Zeiten frei');
});
