import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disguised } from '../shell/pseudo.ts';

const folder = join(import.meta.dirname, '..');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const english = textsIn('en');
const german = textsIn('de');
const keys = Object.keys(english);
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

/** The first texts, and those that pages bring when they are loaded. */
function textsIn(language: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => name === `i18n/${language}.json` || name.endsWith(`/words.${language}.json`));
  const pairs = files.flatMap((name) => Object.entries<string>(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  expect(pairs.length).toBe(new Set(pairs.map(([key]) => key)).size);
  return Object.fromEntries(pairs);
}

test('every text is there in each language, with the same places', () => {
  expect(Object.keys(german)).toEqual(keys);
  for (const [key, text] of Object.entries(english)) {
    expect([key, places(german[key] ?? '')]).toEqual([key, places(text)]);
    expect([key, places(disguised({ key: text }).key as string)]).toEqual([key, places(text)]);
  }
});

test('no text is there for nothing, and no key without its text', () => {
  const said = [...sources.matchAll(/['`]([a-z]\w*(?:\.\w+)*)['`]/gi)].map(([, key]) => key as string);
  const begun = [...sources.matchAll(/\bt\(`([\w.]+\.)\$\{/g)].map(([, start]) => start as string);
  const stem = (key: string) => key.replace(/\.(one|other)$/, '');
  const unused = keys.filter((key) => !said.includes(stem(key)) && !begun.some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
  const called = [...sources.matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key as string);
  expect(called.filter((key) => !keys.includes(key) && !keys.includes(`${key}.other`))).toEqual([]);
});
