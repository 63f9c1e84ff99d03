import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disguised } from '../shell/pseudo.ts';
import german from './de.json' with { type: 'json' };
import english from './en.json' with { type: 'json' };

const folder = join(import.meta.dirname, '..');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const keys = Object.keys(english);
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test('every text is there in each language, with the same places', () => {
  expect(Object.keys(german)).toEqual(keys);
  for (const [key, text] of Object.entries(english)) {
    expect([key, places(german[key as keyof typeof german])]).toEqual([key, places(text)]);
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
