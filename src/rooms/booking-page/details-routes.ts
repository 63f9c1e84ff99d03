import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newSecret } from '../../kernel/auth/secret.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import {
  type Booking,
  book,
  bookedBySecret,
  giveBack,
  keptUntil,
  nearestSlots,
  type Outcome,
  type Own,
  type Published,
  peopleOf,
} from './desk.ts';
import { customerOf, type FieldFault, faultsOf, fieldsOf, typedOf } from './form-rules.ts';
import { type FormPage, formPage } from './form-view.ts';
import { forgetHold, heldToken } from './hold-cookie.ts';
import { freeSlot, shownType } from './offer.ts';
import { opened, pathOf } from './offer-routes.ts';
import { BadForm, formOf, formToken, isOurForm, leadTo, type Pages, sendPage } from './reply.ts';
import { DetailsQuery, form, KeyParams, page } from './schema.ts';
import { type Chosen, formIdOf, personOf, slotOf } from './sent-rules.ts';
import { pathTo, type Visit } from './visit.ts';

/** Filling in who one is, for a time that is kept meanwhile, and booking it. */
export function addDetailsRoutes(part: FastifyInstance, pages: Pages): void {
  part.route({
    method: 'GET',
    url: '/book/:key/details',
    schema: page('The form for a chosen time', 'getBookDetails', KeyParams, DetailsQuery),
    handler: async (request, reply) => {
      const { slot, form: formId, person } = request.query as DetailsQuery;
      const desk = await atDesk(request, reply, pages, { slot: slotOf(slot), formId, person });
      return desk ? showForm(desk, { typed: {} }) : reply;
    },
  });
  part.route({
    method: 'POST',
    url: '/book/:key/details',
    schema: form('Books the chosen time', 'postBookDetails', KeyParams),
    handler: async (request, reply) => {
      const { slot, wanted, form: formId, person } = formOf(request);
      const desk = await atDesk(request, reply, pages, { slot: slotOf(slot) ?? slotOf(wanted), formId, person });
      return desk ? bookForm(desk) : reply;
    },
  });
  part.route({
    method: 'POST',
    url: '/book/:key/release',
    schema: form('Gives a kept time back', 'postBookRelease', KeyParams),
    handler: async (request, reply) => {
      const { published, visit } = await opened(request, pages);
      const hold = heldToken(request);
      if (hold && isOurForm(request, pages)) await giveBack(pages, published, hold);
      const person = personOf(formOf(request).person);
      return leadTo(reply, pathTo(visit, pathOf(published), { person }));
    },
  });
}

/** A customer with a time before them. */
interface Desk {
  request: FastifyRequest;
  reply: FastifyReply;
  pages: Pages;
  published: Published;
  visit: Visit;
  slot: Chosen;
  /** Tells this form from others of the same customer. */
  formId: string;
  own: Own;
}

interface Asked {
  slot: Chosen | undefined;
  formId: string | null | undefined;
  person: string | number | null | undefined;
}

/** Without a time there is nothing to fill in: back to the times. */
async function atDesk(
  request: FastifyRequest,
  reply: FastifyReply,
  pages: Pages,
  { slot, formId, person }: Asked,
): Promise<Desk | undefined> {
  const { published, visit } = await opened(request, pages);
  if (!slot) {
    if (request.method === 'POST') throw new BadForm();
    leadTo(reply, pathTo(visit, pathOf(published)));
    return undefined;
  }
  const own = { person: personOf(person), hold: heldToken(request) };
  return { request, reply, pages, published, visit, slot, formId: formIdOf(formId) ?? newSecret(), own };
}

async function bookForm(desk: Desk) {
  const { request, reply, pages, published, visit, slot, own } = desk;
  const { questions } = published.type;
  const sent = formOf(request);
  const fields = fieldsOf(questions, visit.say);
  const typed = typedOf(fields, sent);
  if (!isOurForm(request, pages)) return showForm(desk, { typed, refusal: 'stale', status: 403 });
  const faults = faultsOf(fields, typed);
  if (!slotOf(sent.slot)) faults.unshift({ name: 'slot', text: 'form.missingTime', values: {} });
  if (faults.length > 0) return showForm(desk, { typed, faults, status: 400 });
  const secret = secretOf(desk);
  const booking = { slot, secret, customer: customerOf(questions, typed), timezone: visit.reader.zone.name };
  const outcome = await bookOnce(pages, published, booking, visit.now, own);
  if (outcome !== 'done') return showForm(desk, { typed, instead: outcome.instead, status: 409 });
  forgetHold(request, reply);
  return leadTo(reply, pathTo(visit, `manage/${secret}`, { zone: undefined, done: 'booked' }));
}

/** A form that is sent twice (a double click, a reload) books once: its booking is there already, or is while this one
 * waited for the time that it took. */
async function bookOnce(pages: Pages, published: Published, booking: Booking, now: number, own: Own): Promise<Outcome> {
  const isThere = async () => (await bookedBySecret(pages, booking.secret)) !== undefined;
  if (await isThere()) return 'done';
  const outcome = await book(pages, published, booking, now, own);
  return outcome !== 'done' && (await isThere()) ? 'done' : outcome;
}

/** The secret of the booking that a form makes: always the same, and nobody's but ours to work out. */
function secretOf({ pages, published, formId }: Desk): string {
  return pages.signer.mac('booking', `${published.type.tenant_id}/${published.type.id}/${formId}`);
}

interface Showing {
  typed: Record<string, string>;
  faults?: FieldFault[];
  refusal?: 'stale';
  /** The time has just been lost; these are free. */
  instead?: readonly Interval[];
  status?: number;
}

async function showForm(desk: Desk, { typed, faults = [], refusal, instead, status = 200 }: Showing) {
  const { request, reply, pages, published, visit, slot: chosen, formId, own } = desk;
  const { now } = visit;
  const slot = instead ? undefined : await freeSlot(pages, published, chosen, now, own);
  const isLost = !slot || faults.some(({ name }) => name === 'slot');
  const shown: FormPage = {
    visit,
    type: shownType(published),
    path: pathOf(published),
    csrf: formToken(request, reply, pages),
    slot: slot ?? { end: chosen.start, ...chosen },
    person: own.person,
    personName: (await peopleOf(pages, published)).find(({ id }) => id === own.person)?.name,
    formId,
    heldUntil: own.hold ? await keptUntil(pages, published, chosen.start, own.hold, now) : undefined,
    fields: fieldsOf(published.type.questions, visit.say),
    typed,
    faults,
    refusal: isLost ? 'lost' : refusal,
    nearest: isLost ? (instead ?? (await nearestSlots(pages, published, chosen.start, now, own))) : [],
  };
  return sendPage(reply, formPage(shown), !slot && status === 200 ? 409 : status);
}
