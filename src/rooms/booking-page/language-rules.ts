/** Which language a page is in, and how it writes dates and times. */

export type LanguageCode = 'en' | 'de';

export interface Language {
  readonly code: LanguageCode;
  /** Decides the order of a date and whether a day has 12 or 24 hours. One of a short list: formats are kept by it. */
  readonly locale: string;
}

/** The first of each is taken when only the language is known. */
const locales: Record<LanguageCode, readonly string[]> = {
  en: ['en-GB', 'en-US', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA'],
  de: ['de-DE', 'de-AT', 'de-CH'],
};

/** The language that was chosen on the page, else the browser's first that we have, else English.
 * @example
 * chosenLanguage(undefined, 'fr, de-AT;q=0.8, en;q=0.5') // => { code: 'de', locale: 'de-AT' }
 */
export function chosenLanguage(chosen: string | undefined, acceptLanguage: string | undefined): Language {
  const wanted = wantedLanguages(acceptLanguage);
  const code = isLanguage(chosen) ? chosen : (wanted.map(languageOf).find(isLanguage) ?? 'en');
  const exact = wanted.map((tag) => locales[code].find((locale) => locale.toLowerCase() === tag)).find(Boolean);
  return { code, locale: exact ?? (locales[code][0] as string) };
}

export function otherLanguage(code: LanguageCode): LanguageCode {
  return code === 'en' ? 'de' : 'en';
}

function isLanguage(text: string | undefined): text is LanguageCode {
  return text === 'en' || text === 'de';
}

const languageOf = (tag: string) => tag.split('-')[0];

/** Tags of an Accept-Language (RFC 9110 12.5.4), best first, in small letters. */
function wantedLanguages(header = ''): string[] {
  return header
    .slice(0, 500)
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(/\s*;\s*/);
      const weight = rest.map((one) => /^q=([\d.]+)$/.exec(one)?.[1]).find(Boolean);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
