import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newSecret } from '../../kernel/auth/secret.ts';
import { assignment } from '../booking/schema.ts';
import { keepSlot, type Published, peopleOf, publishedByKey } from './desk.ts';
import { problemBox } from './frame.ts';
import { heldToken, holdCookie } from './hold-cookie.ts';
import { readOffer, shownType } from './offer.ts';
import { offerPage } from './offer-view.ts';
import { BadForm, formOf, formToken, isOurForm, leadTo, NoSuchPage, type Pages, sendPage } from './reply.ts';
import { form, KeyParams, OfferQuery, page } from './schema.ts';
import { personOf, slotOf, slotValue } from './sent-rules.ts';
import { pathTo, type Visit, visitOf } from './visit.ts';

/** Choosing a time. */
export function addOfferRoutes(part: FastifyInstance, pages: Pages): void {
  part.route({
    method: 'GET',
    url: '/book/:key',
    schema: page('The free times of a booking type', 'getBook', KeyParams, OfferQuery),
    handler: async (request, reply) => {
      const { published, visit } = await opened(request, pages);
      const { date, person } = request.query as OfferQuery;
      return showOffer(request, reply, pages, published, visit, {
        date: date ?? undefined,
        person: person ?? undefined,
      });
    },
  });
  part.route({
    method: 'POST',
    url: '/book/:key',
    schema: form('Keeps a time for 10 minutes, while the customer types', 'postBook', KeyParams),
    handler: async (request, reply) => {
      const { published, visit } = await opened(request, pages);
      return chooseSlot(request, reply, pages, published, visit);
    },
  });
}

/** The booking type that the address names, and who asks for it.
 * @throws NoSuchPage */
export async function opened(request: FastifyRequest, pages: Pages): Promise<{ published: Published; visit: Visit }> {
  const { key } = request.params as { key: string };
  // No key has a NUL, and the database takes none.
  const published = key.includes('\0') ? undefined : await publishedByKey(pages, key);
  if (!published) throw new NoSuchPage();
  const { config, now } = pages.context;
  return { published, visit: visitOf(request, config, published.tenant.timezone, now()) };
}

/** Where a booking type is, below `/book/`. */
export function pathOf({ type }: Published): string {
  return encodeURIComponent(type.public_key ?? '');
}

async function chooseSlot(
  request: FastifyRequest,
  reply: FastifyReply,
  pages: Pages,
  published: Published,
  visit: Visit,
) {
  const sent = formOf(request);
  const slot = slotOf(sent.slot);
  if (!slot) throw new BadForm();
  const person = personOf(sent.person);
  if (!isOurForm(request, pages)) {
    return showOffer(request, reply.code(403), pages, published, visit, { person, problem: 'stale.again' });
  }
  // The token stays: a time that it kept before is given back for this one.
  const hold = heldToken(request) ?? newSecret();
  const kept = await keepSlot(pages, published, slot, visit.now, { person, hold });
  if (kept !== 'done')
    return showOffer(request, reply.code(409), pages, published, visit, { person, problem: 'offer.gone' });
  holdCookie(request, reply, hold);
  const query = { slot: slotValue(slot), form: newSecret(), person };
  return leadTo(reply, pathTo(visit, `${pathOf(published)}/details`, query));
}

interface Showing {
  date?: string | undefined;
  person?: number | undefined;
  problem?: 'stale.again' | 'offer.gone';
}

async function showOffer(
  request: FastifyRequest,
  reply: FastifyReply,
  pages: Pages,
  published: Published,
  visit: Visit,
  { date, person: asked, problem }: Showing,
) {
  const named = published.type.assignment === assignment.named;
  const people = await peopleOf(pages, published);
  const person = people.find(({ id }) => id === asked)?.id;
  const hold = heldToken(request);
  const offer =
    named && person === undefined ? undefined : await readOffer(pages, published, visit, { date, person, hold });
  const type = shownType(published);
  const shown = offerPage({
    visit,
    type,
    title: type.name,
    intro: problem && problemBox('problem', visit.say(problem)),
    path: pathOf(published),
    action: pathOf(published),
    csrf: formToken(request, reply, pages),
    people,
    person,
    offer,
  });
  return sendPage(reply, shown);
}
