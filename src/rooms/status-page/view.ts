import { type Html, html } from '../../kernel/http/html.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { type Language, otherLanguage } from '../booking-page/language-rules.ts';
import { instantText, type Reader, shortDateText, whenText, zoneText } from '../booking-page/when-rules.ts';
import { hoursOf, percentOf } from '../downtime/availability-rules.ts';
import { picture } from './picture.ts';
import { type Planned, type ServiceStatus, shownDays } from './status-sql.ts';
import { type Say, wordsOf } from './texts.ts';

/** The public page as HTML: nothing inline, no script, nothing from elsewhere. */

export interface Visit {
  readonly language: Language;
  readonly timezone: string;
  readonly now: number;
  /** The path before `/status`, when a proxy puts one there. */
  readonly root: string;
  /** Below `/status/`; absent where there is nothing. */
  readonly key: string | undefined;
}

export interface StatusShown {
  readonly organisation: string;
  readonly services: readonly ServiceStatus[];
  readonly planned: readonly Planned[];
}

export function statusPage(visit: Visit, { organisation, services, planned }: StatusShown): Html {
  const say = wordsOf(visit.language.code);
  const reader = { locale: visit.language.locale, zone: resolveZone(visit.timezone) };
  const down = services.filter(({ downSince }) => downSince !== undefined);
  const banner =
    services.length === 0
      ? html`<p class="now">${say('none')}</p>`
      : down.length > 0
        ? html`<p class="now problem"><span aria-hidden="true">✕</span> ${say('someDown', { names: down.map(({ name }) => name).join(', ') })}</p>`
        : html`<p class="now done"><span aria-hidden="true">✓</span> ${say('allUp')}</p>`;
  return framed(
    visit,
    say('title'),
    organisation,
    html`<h1>${say('title')}</h1>
${banner}
<section aria-labelledby="planned"><h2 id="planned">${say('planned')}</h2>
${planned.length === 0 ? html`<p>${say('nothingPlanned')}</p>` : html`<ul class="planned">${planned.map((one) => plannedItem(one, reader))}</ul>`}
<p><a href="${visit.root}/status/${visit.key}/maintenance.ics?lang=${visit.language.code}">${say('feed')}</a></p></section>
<section aria-labelledby="services"><h2 id="services">${say('services')}</h2>
${services.length > 0 && legend(say)}
${services.map((service) => serviceCard(service, say, reader))}</section>
<p class="quiet">${say('zone', { zone: zoneText(reader.zone, visit.now), when: instantText(visit.now, reader) })}</p>`,
  );
}

/** Instead of a page that is not there, or cannot be shown. */
export function noticePage(visit: Visit, notice: 'missing' | 'slow' | 'broken'): Html {
  const say = wordsOf(visit.language.code);
  const title = say(notice);
  return framed(visit, title, '', html`<h1>${title}</h1><p>${say(`${notice}Says`)}</p>`);
}

function framed({ language, root, key }: Visit, title: string, organisation: string, main: Html): Html {
  const other = otherLanguage(language.code);
  return html`<!doctype html>
<html lang="${language.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}${organisation && ` - ${organisation}`}</title>
<link rel="stylesheet" href="${root}/status/page.css">
</head>
<body>
<header><p>${organisation}</p>
${key !== undefined && html`<p><a href="${root}/status/${key}?lang=${other}" hreflang="${other}" lang="${other}">${wordsOf(other)('language')}</a></p>`}
</header>
<main>
${main}
</main>
</body>
</html>
`;
}

const plannedItem = ({ service, start, end }: Planned, reader: Reader) =>
  html`<li><strong>${service}</strong><br>${whenText({ start, end }, reader)}</li>`;

function legend(say: Say): Html {
  const entry = (kind: string, text: string) =>
    html`<li><svg class="key" viewBox="0 0 6 20" aria-hidden="true"><path class="${kind}" d="${kind === 'idle' ? 'M0 16h6v4h-6z' : kind === 'up' ? 'M0 0h6v20h-6z' : 'M0 0h6v9h-6z'}"/>${kind === 'down' && html`<path class="up" d="M0 11h6v9h-6z"/>`}</svg> ${text}</li>`;
  return html`<ul class="legend">${entry('up', say('keyUp'))}${entry('down', say('keyDown'))}${entry('idle', say('keyIdle'))}</ul>`;
}

function serviceCard(service: ServiceStatus, say: Say, reader: Reader): Html {
  const { id, name, days, whole, target } = service;
  const number = (value: number) => new Intl.NumberFormat(reader.locale, { maximumFractionDigits: 3 }).format(value);
  const percent = number(percentOf(whole));
  const bad = days.filter(({ down }) => down > 0);
  const label = say('picture', { name, percent, count: shownDays, bad: bad.length });
  return html`<article aria-labelledby="service-${id}">
<h3 id="service-${id}">${name}</h3>
<p class="state ${service.downSince === undefined ? '' : 'is-down'}">${stateText(service, say, reader)}</p>
${picture(days, label)}
<p class="scale"><span>${say('older', { count: shownDays - 1 })}</span><span>${say('today')}</span></p>
<p class="quiet">${say('percent', { percent })}${target !== null && ` · ${say('target', { percent: number(target) })}`}</p>
${
  bad.length === 0
    ? html`<p class="quiet">${say('noneDown', { name, count: shownDays })}</p>`
    : html`<details><summary>${say('table', { name })} (${bad.length})</summary>
<table><caption class="hidden">${say('table', { name })}</caption><thead><tr><th scope="col">${say('date')}</th><th scope="col">${say('hours')}</th><th scope="col">${say('available')}</th></tr></thead>
<tbody>${bad.toReversed().map((one) => html`<tr><th scope="row">${shortDateText(one.day, reader)}</th><td>${number(hoursOf(one.down))}</td><td>${number(percentOf(one))} %</td></tr>`)}</tbody></table></details>`
}
</article>`;
}

function stateText({ downSince, maintainedUntil }: ServiceStatus, say: Say, reader: Reader): string {
  if (maintainedUntil !== undefined) return `◷ ${say('maintenance', { when: instantText(maintainedUntil, reader) })}`;
  if (downSince !== undefined) return `✕ ${say('down', { when: instantText(downSince, reader) })}`;
  return `✓ ${say('up')}`;
}
