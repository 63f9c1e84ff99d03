import { Html, html } from '../../kernel/http/html.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { framed, hidden } from './frame.ts';
import { slotValue } from './sent-rules.ts';
import type { ShownType } from './type-view.ts';
import { durationText } from './type-view.ts';
import { pathTo, type Visit } from './visit.ts';
import { type FreeDay, type FreeSlot, partsOf } from './week-rules.ts';
import { dateOf, dateText, shortDateText, slotText, slotTimeText, zoneText } from './when-rules.ts';
import { zoneField } from './zone-field.ts';

/** Free times to choose from: for a new booking, or for one that moves. */
export interface OfferPage {
  readonly visit: Visit;
  readonly type: ShownType;
  readonly title: string;
  /** Said above the times. */
  readonly intro: Html | undefined;
  /** Below `/book/`: where the page is, and where a chosen slot goes to. */
  readonly path: string;
  readonly action: string;
  readonly csrf: string;
  /** Whom the customer may choose, where the booking type leaves it to them. */
  readonly people: readonly { readonly id: number; readonly name: string }[];
  readonly person: number | undefined;
  /** Absent until somebody is chosen. */
  readonly offer: Offer | undefined;
}

export interface Offer {
  readonly next: readonly FreeSlot[];
  readonly week: readonly FreeDay[];
  readonly shown: FreeDay | undefined;
  readonly earlier?: number;
  readonly later?: number;
}

export function offerPage(page: OfferPage): Html {
  const { visit, type, title, intro, offer } = page;
  return framed({
    visit,
    title,
    organisation: type.organisation,
    main: html`<h1>${title}</h1>
<p>${durationText(type, visit.say)}</p>
${type.message && html`<div class="message">${new Html(type.message)}</div>`}
${intro}
${choiceForm(page)}
${offer ? times(page, offer) : html`<p>${visit.say('offer.choosePerson')}</p>`}`,
  });
}

function choiceForm({ visit, path, people, person, offer }: OfferPage): Html {
  const { say, kept } = visit;
  const day = offer?.shown && dateOf(offer.shown.day);
  return html`<form class="choice" method="get" action="${visit.root}/book/${path}">
${hidden({ lang: kept.lang, date: day })}
${people.length > 0 && personField(visit, people, person)}
${zoneField(visit)}
<button class="plain">${say('offer.show')}</button>
</form>`;
}

function personField({ say }: Visit, people: OfferPage['people'], person: number | undefined): Html {
  const option = ({ id, name }: { id: number; name: string }) =>
    html`<option value="${id}"${id === person && html` selected`}>${name}</option>`;
  return html`<div><label for="person">${say('offer.person')}</label>
<select id="person" name="person">
${person === undefined && html`<option value="">${say('form.choose')}</option>`}
${people.map(option)}
</select></div>`;
}

function times(page: OfferPage, { next, week, shown, ...weeks }: Offer): Html {
  const { visit } = page;
  const { say, reader } = visit;
  if (next.length === 0) return html`<p>${say('offer.none')}</p>`;
  const zone = zoneText(reader.zone, shown?.slots[0]?.start ?? visit.now);
  return html`<p>${say('booking.zone', { zone })}</p>
<section aria-labelledby="next">
<h2 id="next">${say('offer.next')}</h2>
${slotForm(page, html`<ul class="slots">${next.map((slot) => slotButton(slot, slotText(slot, reader, !page.type.duration)))}</ul>`)}
</section>
<section aria-labelledby="days">
<h2 id="days">${say('offer.byDay')}</h2>
<div class="week">
<nav aria-labelledby="days">
<ul class="days">${week.map((day) => dayLink(page, day, day.day === shown?.day))}</ul>
<p class="weeks">${weekLink(page, weeks.earlier, 'offer.earlier')} ${weekLink(page, weeks.later, 'offer.later')}</p>
</nav>
${shown ? dayTimes(page, shown) : html`<p>${say('offer.weekNone')}</p>`}
</div>
</section>`;
}

function dayLink(page: OfferPage, { day, slots }: FreeDay, current: boolean): Html | undefined {
  const { visit } = page;
  const { say, reader } = visit;
  if (day < dayOf(visit.now, reader.zone)) return undefined;
  const name = html`<b>${shortDateText(day, reader)}</b> `;
  if (slots.length === 0) return html`<li><span>${name}${say('offer.full')}</span></li>`;
  const address = `${pathTo(visit, page.path, { date: dateOf(day), person: page.person })}#day`;
  const free = say.counted('offer.free', slots.length);
  return html`<li><a href="${address}"${current && html` aria-current="date"`}>${name}${free}</a></li>`;
}

function weekLink(page: OfferPage, day: number | undefined, text: 'offer.earlier' | 'offer.later'): Html | undefined {
  if (day === undefined) return undefined;
  const { visit, path, person } = page;
  return html`<a href="${pathTo(visit, path, { date: dateOf(day), person })}#days">${visit.say(text)}</a>`;
}

function dayTimes(page: OfferPage, { day, slots }: FreeDay): Html {
  const { say, reader } = page.visit;
  const date = shortDateText(day, reader);
  const group = ({ part, slots }: { part: 'morning' | 'afternoon' | 'evening'; slots: FreeSlot[] }) => html`
<h4 id="${part}">${say(`offer.${part}`)}</h4>
<ul class="slots" aria-labelledby="${part}">${slots.map((slot) => slotButton(slot, slotTimeText(slot, reader, !page.type.duration), date))}</ul>`;
  return html`<div class="day">
<h3 id="day" tabindex="-1">${dateText(day, reader)}</h3>
${slots.length === 0 && html`<p>${say('offer.dayNone')}</p>`}
${slots.length > 0 && slotForm(page, html`${partsOf(slots, reader.zone).map(group)}`)}
</div>`;
}

function slotForm({ visit, action, csrf, person }: OfferPage, slots: Html): Html {
  return html`<form method="post" action="${pathTo(visit, action)}">
${hidden({ csrf, person })}
${slots}
</form>`;
}

/** The date belongs to the name of a button for who hears it alone. */
function slotButton(slot: FreeSlot, text: string, date?: string): Html {
  const more = date && !text.includes(date) && html`<span class="heard"> ${date}</span>`;
  return html`<li><button name="slot" value="${slotValue(slot)}">${text}${more}</button></li>`;
}
