import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tokenHash } from '../../kernel/auth/secret.ts';
import { type CalendarEntry, calendarFile } from '../../kernel/http/calendar-file.ts';
import { html } from '../../kernel/http/html.ts';
import { HOUR, SECOND } from '../../kernel/time/units.ts';
import { isChangeable } from '../booking/customer-rules.ts';
import { assignment } from '../booking/schema.ts';
import type { SecretBooking } from '../booking/secret-sql.ts';
import { type BookingPage, type BookingState, bookingPage, cancelPage } from './booking-view.ts';
import { type Booked, bookedBySecret, cancel, move } from './desk.ts';
import { problemBox } from './frame.ts';
import { messageText } from './message-rules.ts';
import { readOffer, shownType } from './offer.ts';
import { pathOf } from './offer-routes.ts';
import { offerPage } from './offer-view.ts';
import { BadForm, formOf, formToken, isOurForm, leadTo, NoSuchPage, type Pages, sendPage } from './reply.ts';
import { form, ManageQuery, OfferQuery, page, SecretParams, VisitQuery } from './schema.ts';
import { slotOf } from './sent-rules.ts';
import { pathTo, type Visit, visitOf } from './visit.ts';
import { whenText } from './when-rules.ts';

/** What the secret link of a booking leads to: what was booked, as a calendar file, moving it, cancelling it. */
export function addBookingRoutes(part: FastifyInstance, pages: Pages): void {
  const get = (path: string, summary: string, operationId: string, query: object, show: Show) =>
    part.route({
      method: 'GET',
      url: `/book/manage/:secret${path}`,
      schema: page(summary, operationId, SecretParams, query),
      handler: async (request, reply) => show(await found(request, reply, pages)),
    });
  const post = (path: string, summary: string, operationId: string, change: Show) =>
    part.route({
      method: 'POST',
      url: `/book/manage/:secret${path}`,
      schema: form(summary, operationId, SecretParams),
      handler: async (request, reply) => change(await found(request, reply, pages)),
    });
  get('', 'A booking, by its secret link', 'getBooking', ManageQuery, showBooking);
  get('/booking.ics', 'The booking as an iCalendar file', 'getBookingFile', VisitQuery, sendFile);
  get('/move', 'The times that it can be moved to', 'getBookingMove', OfferQuery, (at) => showTimes(at));
  post('/move', 'Moves it', 'postBookingMove', moveTo);
  get('/cancel', 'Asks whether to cancel it', 'getBookingCancel', VisitQuery, (at) => askCancel(at));
  post('/cancel', 'Cancels it', 'postBookingCancel', cancelIt);
}

type Show = (at: AtBooking) => Promise<FastifyReply>;

interface AtBooking {
  request: FastifyRequest;
  reply: FastifyReply;
  pages: Pages;
  booked: Booked;
  visit: Visit;
  secret: string;
  path: string;
}

async function found(request: FastifyRequest, reply: FastifyReply, pages: Pages): Promise<AtBooking> {
  const { secret } = request.params as { secret: string };
  const booked = await bookedBySecret(pages, secret);
  if (!booked) throw new NoSuchPage();
  const { config, now } = pages.context;
  const visit = visitOf(request, config, booked.booking.timezone || booked.tenant.timezone, now());
  return { request, reply, pages, booked, visit, secret, path: `manage/${encodeURIComponent(secret)}` };
}

async function showBooking(at: AtBooking, status = 200) {
  return sendPage(at.reply, bookingPage(pageOf(at)), status);
}

function pageOf({ request, booked, visit, path }: AtBooking): BookingPage {
  const { done } = request.query as ManageQuery;
  const { type, booking } = booked;
  return {
    visit,
    type: shownType(booked),
    path,
    slot: booking.slot,
    reference: booking.appointmentId,
    personName: type.assignment === assignment.named ? booking.resource?.name : undefined,
    state: stateOf(booked, visit.now),
    changeableUntil: changeableUntil(booked),
    done: done === 'booked' || done === 'moved' ? done : undefined,
    again: type.public_key === null ? undefined : pathOf(booked),
  };
}

/** The notice that booking needs, changing needs too. */
function changeableUntil({ type, booking }: Booked): number {
  return booking.slot.start - Math.max(type.min_hours_advance, 0) * HOUR;
}

function stateOf({ type, booking }: Booked, now: number): BookingState {
  if (booking.cancelled) return 'cancelled';
  if (booking.done || now >= booking.slot.end) return 'past';
  return isChangeable(type, booking.slot.start, now) ? 'open' : 'fixed';
}

const isOpen = ({ booked, visit }: AtBooking) => stateOf(booked, visit.now) === 'open';

async function showTimes(at: AtBooking, problem?: 'stale.again' | 'offer.gone', status = 200) {
  if (!isOpen(at)) return showBooking(at, 409);
  const { request, reply, pages, booked, visit, path } = at;
  const { say, reader } = visit;
  const { date } = request.query as OfferQuery;
  // Whom the customer chose stays who comes.
  const person = booked.type.assignment === assignment.named ? booked.booking.resource?.id : undefined;
  const offer = await readOffer(pages, booked, visit, { date: date ?? undefined, person, moving: booked });
  const intro = html`${problem && problemBox('problem', say(problem))}
<p>${say('move.now', { time: whenText(booked.booking.slot, reader) })}</p>
<p><a href="${pathTo(visit, path)}">${say('move.back')}</a></p>`;
  const shown = offerPage({
    visit,
    type: { ...shownType(booked), message: '' },
    title: say('move.title'),
    intro,
    path: `${path}/move`,
    action: `${path}/move`,
    csrf: formToken(request, reply, pages),
    people: [],
    person: undefined,
    offer,
  });
  return sendPage(reply, shown, status);
}

async function moveTo(at: AtBooking) {
  const { request, reply, pages, visit, path, secret } = at;
  const slot = slotOf(formOf(request).slot);
  if (!slot) throw new BadForm();
  if (!isOurForm(request, pages)) return showTimes(at, 'stale.again', 403);
  if (!isOpen(at)) return showBooking(at, 409);
  if ((await move(pages, secret, slot, visit.now)) !== 'done') return showTimes(at, 'offer.gone', 409);
  return leadTo(reply, pathTo(visit, path, { done: 'moved' }));
}

async function askCancel(at: AtBooking, problem?: 'stale.again', status = 200) {
  if (!isOpen(at)) return showBooking(at, at.booked.booking.cancelled ? 200 : 409);
  const csrf = formToken(at.request, at.reply, at.pages);
  return sendPage(at.reply, cancelPage({ ...pageOf(at), csrf, problem }), status);
}

async function cancelIt(at: AtBooking) {
  const { request, reply, pages, visit, path, secret } = at;
  if (!isOurForm(request, pages)) return askCancel(at, 'stale.again', 403);
  if (!isOpen(at) && !at.booked.booking.cancelled) return showBooking(at, 409);
  await cancel(pages, secret, visit.now);
  return leadTo(reply, pathTo(visit, path));
}

async function sendFile({ reply, booked, visit, secret, path }: AtBooking) {
  const { type, tenant, booking } = booked;
  const address = `${visit.origin}/book/${path}`;
  const { cancelled } = booking;
  const entry: CalendarEntry = {
    // Of the secret, so that it stays the same, and by its hash, so that it gives nothing away.
    uid: `${tokenHash(secret).toString('hex').slice(0, 32)}@almanac`,
    sequence: sequenceOf(booking),
    status: cancelled ? 'CANCELLED' : 'CONFIRMED',
    busy: !cancelled,
    ...booking.slot,
    changedAt: booking.changedAt,
    summary: tenant.organisation ? `${type.name} (${tenant.organisation})` : type.name,
    description: `${messageText(type.messagehtml ?? '')}\n\n${visit.say('calendar.change', { address })}`.trim(),
    url: address,
  };
  return reply
    .header('content-disposition', 'attachment; filename="booking.ics"')
    .type('text/calendar; charset=utf-8; method=PUBLISH')
    .send(calendarFile({ product: 'Booking', entries: [entry] }));
}

/** The booking counts what its customer changes; colleagues move its appointment, too, and a calendar must take that for
 * the newer one: seconds since it was booked grow with both. */
function sequenceOf({ sequence, createdAt, changedAt }: SecretBooking): number {
  return sequence + Math.max(0, Math.floor(changedAt / SECOND) - Math.floor(createdAt / SECOND));
}
