import type { LanguageCode } from './language-rules.ts';
import { de } from './texts-de.ts';
import { en, type TextKey } from './texts-en.ts';

type Values = Record<string, string | number>;
/** Keys of texts that have a form for one and a form for others, without that ending. */
type CountedKey = TextKey extends infer Key ? (Key extends `${infer Stem}.other` ? Stem : never) : never;

/** Fills the texts of one language in. */
export interface Words {
  (key: TextKey, values?: Values): string;
  counted(key: CountedKey, count: number): string;
}

/** The texts of a language. */
export function wordsOf(language: LanguageCode): Words {
  return spoken[language];
}

const spoken: Record<LanguageCode, Words> = { en: words(en, 'en'), de: words(de, 'de') };

function words(texts: Record<TextKey, string>, language: LanguageCode): Words {
  const plural = new Intl.PluralRules(language);
  const say = (key: TextKey, values: Values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
  return Object.assign(say, {
    counted: (key: CountedKey, count: number) =>
      say(`${key}.${plural.select(count) === 'one' ? 'one' : 'other'}` as TextKey, { count }),
  });
}
