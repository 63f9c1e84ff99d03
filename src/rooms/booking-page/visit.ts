import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import { publicUrl } from '../../kernel/http/public-url.ts';
import { findZone, resolveZone } from '../../kernel/time/zones.ts';
import { chosenLanguage, type Language } from './language-rules.ts';
import type { Reader } from './when-rules.ts';
import { type Words, wordsOf } from './words.ts';

/** Who looks at a page: in which language and zone, and where the pages are. */
export interface Visit {
  readonly language: Language;
  readonly say: Words;
  readonly reader: Reader;
  /** The path before `/book`, when a proxy puts one there. */
  readonly root: string;
  /** The whole address before `/book`. */
  readonly origin: string;
  /** What was chosen on a page, to be carried to the next. */
  readonly kept: Readonly<Record<string, string>>;
  /** Path and query of a page that can be asked for again; absent where a form was sent. */
  readonly here: string | undefined;
  readonly now: number;
}

export interface VisitQuery {
  lang?: string | null;
  zone?: string | null;
}

/** Reads the visit of a request. Without a zone chosen the times are those of `zoneName`. */
export function visitOf(request: FastifyRequest, config: Config, zoneName: string, now: number): Visit {
  // Of a request that is refused the query has not been read: it may be anything.
  const { lang, zone: asked } = request.query as VisitQuery;
  const language = chosenLanguage(lang ?? undefined, request.headers['accept-language']);
  const zone = typeof asked === 'string' ? findZone(asked) : undefined;
  const origin = publicUrl(config, request);
  const root = config.publicUrl ? new URL(config.publicUrl).pathname.replace(/\/$/, '') : '';
  return {
    language,
    say: wordsOf(language.code),
    reader: { locale: language.locale, zone: zone ?? findZone(zoneName) ?? resolveZone('UTC') },
    root,
    origin,
    kept: { ...(lang === language.code && { lang }), ...(zone && { zone: zone.name }) },
    here: request.method === 'GET' ? request.url : undefined,
    now,
  };
}

/** The address of one of our pages, with what was chosen before. An undefined value takes a parameter away. */
export function pathTo(
  { root, kept }: Visit,
  path: string,
  query: Record<string, string | number | undefined> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept, ...query }))
    if (value !== undefined) search.set(name, `${value}`);
  const text = search.toString();
  return `${root}/book/${path}${text && `?${text}`}`;
}

/** The page that is shown, in another language. */
export function inLanguage({ root, here = '' }: Visit, code: string): string {
  const url = new URL(here, 'http://localhost');
  url.searchParams.set('lang', code);
  return `${root}${url.pathname}${url.search}`;
}
