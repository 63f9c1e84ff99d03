import { type Html, html } from '../../kernel/http/html.ts';
import { otherLanguage } from './language-rules.ts';
import { inLanguage, type Visit } from './visit.ts';
import { wordsOf } from './words.ts';

export interface Framed {
  readonly visit: Visit;
  /** Of the window; the heading is in `main`. */
  readonly title: string;
  readonly organisation?: string | undefined;
  readonly main: Html;
}

/** What all pages have around them: no script that is needed, nothing inline, nothing from elsewhere. */
export function framed({ visit, title, organisation, main }: Framed): Html {
  const { language, root } = visit;
  return html`<!doctype html>
<html lang="${language.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}${organisation && ` - ${organisation}`}</title>
<link rel="stylesheet" href="${root}/book/page.css">
<script src="${root}/book/page.js" defer></script>
</head>
<body>
<header>
<p>${organisation}</p>
${visit.here !== undefined && languageLink(visit)}
</header>
<main>
${main}
</main>
</body>
</html>
`;
}

function languageLink(visit: Visit): Html {
  const other = otherLanguage(visit.language.code);
  const name = wordsOf(other)('language.name');
  return html`<p><a href="${inLanguage(visit, other)}" hreflang="${other}" lang="${other}">${name}</a></p>`;
}

/** Fields that nobody sees. */
export function hidden(fields: Readonly<Record<string, string | number | undefined>>): Html[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Something that went well or not, said at once by a screen reader because it has the focus or is a status. */
export function problemBox(id: string, text: string, more?: Html): Html {
  return html`<div class="problem" id="${id}" role="alert" tabindex="-1" autofocus><p>${text}</p>${more}</div>`;
}

export function doneBox(text: string): Html {
  return html`<p class="done" role="status">${text}</p>`;
}
