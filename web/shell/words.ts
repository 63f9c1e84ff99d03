import english from '../i18n/en.json';
import { createStore } from '../wire/store.ts';

/** Texts of the page in the reader's language, and how numbers are written there. */

export type Key = keyof typeof english;

export const languages = ['en', 'de', 'en-XA', 'ar-XB'] as const;
export type Language = (typeof languages)[number];

let texts: Record<string, string> = english;
let plural = new Intl.PluralRules('en');
export const language = createStore<Language>('en');

/** The text of a key; `{name}` is replaced. With `n` the plural of the language is chosen: `key.one`, `key.other`. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const counted = 'n' in values ? `${key}.${plural.select(Number(values.n))}` : key;
  const text = texts[counted] ?? texts[`${key}.other`] ?? texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** A text as it stands; undefined when the language has none of that key. */
export const textOf = (key: string): string | undefined => texts[key];

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(speech(), { maximumFractionDigits: digits }).format(value);

/** The language that Intl knows; the pseudo-locales are English in disguise. */
export const speech = (): string => (language.get().includes('-X') ? 'en' : language.get());

/** Texts of a page that is loaded when it is asked for: its `words.en.json` and `words.de.json`. */
export interface Lesson {
  en(): Promise<{ default: Record<string, string> }>;
  de(): Promise<{ default: Record<string, string> }>;
}

const lessons = new Set<Lesson>();

export async function learn(lesson: Lesson): Promise<void> {
  if (lessons.has(lesson)) return;
  lessons.add(lesson);
  await speak(language.get());
}

export async function speak(wanted: string): Promise<void> {
  const chosen = languages.find((one) => one === wanted) ?? languages.find((one) => one === wanted.slice(0, 2)) ?? 'en';
  const spoken = await textsIn(chosen === 'de' ? 'de' : 'en');
  texts = chosen.includes('-X') ? (await import('./pseudo.ts')).disguised(spoken) : spoken;
  plural = new Intl.PluralRules(chosen === 'de' ? 'de' : 'en');
  document.documentElement.lang = chosen.startsWith('ar') ? 'ar' : chosen.slice(0, 2);
  document.documentElement.dir = chosen === 'ar-XB' ? 'rtl' : 'ltr';
  language.set(chosen);
}

async function textsIn(spoken: 'en' | 'de'): Promise<Record<string, string>> {
  const first = spoken === 'de' ? await german() : english;
  const learned = await Promise.all([...lessons].map((lesson) => lesson[spoken]()));
  return Object.assign({}, first, ...learned.map((lesson) => lesson.default));
}

async function german(): Promise<Record<string, string>> {
  const [own, refusals] = await Promise.all([import('../i18n/de.json'), import('../i18n/refused.de.json')]);
  return { ...own.default, ...refusals.default };
}
