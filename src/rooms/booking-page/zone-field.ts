import { type Html, html } from '../../kernel/http/html.ts';
import type { Visit } from './visit.ts';
import { placeName } from './when-rules.ts';

/** The select of time zones: by continent, and by the place so that typing its first letters finds it. */
export function zoneField({ say, reader }: Visit): Html {
  const { name } = reader.zone;
  const groups = grouped.some(([, names]) => names.includes(name)) ? grouped : [[name, [name]] as Group, ...grouped];
  return html`<div><label for="zone">${say('offer.zone')}</label>
<select id="zone" name="zone">
${groups.map(([continent, names]) => html`<optgroup label="${continent}">${names.map((one) => option(one, one === name))}</optgroup>`)}
</select></div>`;
}

type Group = [continent: string, names: string[]];

const grouped: Group[] = [
  ...Intl.supportedValuesOf('timeZone')
    .filter((name) => name.includes('/') && !name.startsWith('Etc/'))
    .reduce((groups, name) => {
      const continent = name.slice(0, name.indexOf('/'));
      return groups.set(continent, [...(groups.get(continent) ?? []), name]);
    }, new Map<string, string[]>()),
  ['UTC', ['UTC']],
];

/** `America/Argentina/Salta` is `Argentina/Salta` in America. */
function option(name: string, selected: boolean): Html {
  const place = name.slice(name.indexOf('/') + 1);
  const text = place.includes('/')
    ? `${placeName(place)}, ${placeName(place.slice(0, place.indexOf('/')))}`
    : placeName(place);
  return html`<option value="${name}"${selected && html` selected`}>${text}</option>`;
}
