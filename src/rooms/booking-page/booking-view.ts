import { Html, html } from '../../kernel/http/html.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { doneBox, framed, hidden, problemBox } from './frame.ts';
import type { ShownType } from './type-view.ts';
import { pathTo, type Visit } from './visit.ts';
import { instantText, whenText, zoneText } from './when-rules.ts';

/** A booking to whoever has its secret link. */
export interface BookingPage {
  readonly visit: Visit;
  readonly type: ShownType;
  /** Below `/book/`. */
  readonly path: string;
  readonly slot: Interval;
  readonly reference: number;
  readonly personName: string | undefined;
  readonly state: BookingState;
  /** The last instant at which it may be changed. */
  readonly changeableUntil: number;
  /** What was done just now. */
  readonly done: 'booked' | 'moved' | undefined;
  /** The page to book another time at, where there is one. */
  readonly again: string | undefined;
}

/** `fixed`: the notice that the booking type asks for has passed. */
export type BookingState = 'open' | 'fixed' | 'past' | 'cancelled';

export function bookingPage(page: BookingPage): Html {
  const { visit, type, state, done } = page;
  const { say } = visit;
  const title = say(state === 'cancelled' ? 'booking.cancelled' : done ? `booking.${done}` : 'booking.title');
  return framed({
    visit,
    title,
    organisation: type.organisation,
    main: html`<h1>${title}</h1>
${said(page)}
${summary(page)}
${state === 'open' && html`<p>${say('booking.keep')}</p>`}
${type.message && state !== 'cancelled' && html`<div class="message">${new Html(type.message)}</div>`}
${actions(page)}`,
  });
}

export function cancelPage(page: BookingPage & { csrf: string; problem: 'stale.again' | undefined }): Html {
  const { visit, type, path, csrf, problem } = page;
  const { say } = visit;
  return framed({
    visit,
    title: say('cancel.title'),
    organisation: type.organisation,
    main: html`${problem && problemBox('problem', say(problem))}
<h1>${say('cancel.title')}</h1>
${summary(page)}
<form method="post" action="${pathTo(visit, `${path}/cancel`)}">
${hidden({ csrf })}
<button class="risky">${say('cancel.yes')}</button>
</form>
<p class="actions"><a href="${pathTo(visit, path)}">${say('cancel.no')}</a></p>`,
  });
}

function said({ visit, type, state, done, changeableUntil }: BookingPage): Html | undefined {
  const { say, reader } = visit;
  if (state === 'cancelled') return doneBox(say('booking.cancelledSays'));
  if (done) return doneBox(say(`booking.${done}Says`));
  if (state === 'past') return html`<p>${say('booking.past')}</p>`;
  if (state === 'open') return undefined;
  const time = instantText(changeableUntil, reader);
  return problemBox('problem', say('booking.tooLate', { time, organisation: type.organisation || say('booking.us') }));
}

function summary({ visit, type, slot, personName, reference, state }: BookingPage): Html {
  const { say, reader } = visit;
  const when = whenText(slot, reader);
  return html`<dl>
<dt>${say('booking.what')}</dt><dd>${type.name}</dd>
<dt>${say('booking.when')}</dt><dd>${state === 'cancelled' ? html`<s>${when}</s>` : when}<br><small>${say('booking.zone', { zone: zoneText(reader.zone, slot.start) })}</small></dd>
${personName && html`<dt>${say('booking.with')}</dt><dd>${personName}</dd>`}
<dt>${say('booking.reference')}</dt><dd>${reference}</dd>
</dl>`;
}

function actions({ visit, path, state, again }: BookingPage): Html {
  const { say } = visit;
  const file = say(state === 'cancelled' ? 'booking.calendarCancelled' : 'booking.calendar');
  return html`<ul class="actions">
${state !== 'past' && html`<li><a href="${pathTo(visit, `${path}/booking.ics`)}" download>${file}</a></li>`}
${
  state === 'open' &&
  html`<li><a href="${pathTo(visit, `${path}/move`)}">${say('booking.move')}</a></li>
<li><a href="${pathTo(visit, `${path}/cancel`)}">${say('booking.cancel')}</a></li>`
}
${again && html`<li><a href="${pathTo(visit, again)}">${say('booking.again')}</a></li>`}
</ul>`;
}
