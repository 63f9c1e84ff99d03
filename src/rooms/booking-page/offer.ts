import { parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { longestSlot } from '../booking/offer-rules.ts';
import { durationType } from '../booking/schema.ts';
import { freeSlots, type Own, type Published } from './desk.ts';
import { safeMessage } from './message-rules.ts';
import type { Offer } from './offer-view.ts';
import type { Pages } from './reply.ts';
import type { Chosen } from './sent-rules.ts';
import type { ShownType } from './type-view.ts';
import type { Visit } from './visit.ts';
import { boundsOf, neighbours, shownDay, weekOf, weekWindow, withinBounds } from './week-rules.ts';

const nextCount = 5;
/** How far ahead the next free times are looked for: first in the coming days, where they are most often. */
const nextWindows = [14 * DAY, 90 * DAY];

/** The next free times, and those of one week and one day of it. */
export async function readOffer(
  pages: Pages,
  published: Published,
  visit: Visit,
  { date: asked, ...own }: Own & { date: string | undefined },
): Promise<Offer> {
  const { now, reader } = visit;
  const bounds = boundsOf(now, published.type.max_days_advance, reader.zone);
  const next = await nextSlots(pages, published, now, own);
  const date = asked === undefined ? undefined : parseCivilDate(asked);
  const wanted = date ?? (next[0] ? dayOf(next[0].start, reader.zone) : bounds.first);
  const day = withinBounds(wanted, bounds);
  const week = weekOf(day, await startingIn(pages, published, weekWindow(day, reader.zone), now, own), reader.zone);
  return { next, week, shown: shownDay(date, week), ...neighbours(day, bounds) };
}

/** The slot that was chosen, if it is free. */
export async function freeSlot(
  pages: Pages,
  published: Published,
  { start, end }: Chosen,
  now: number,
  own: Own,
): Promise<Interval | undefined> {
  const slots = await startingIn(pages, published, { start, end: start + 1 }, now, own);
  return slots.find((slot) => end === undefined || slot.end === end);
}

async function nextSlots(pages: Pages, published: Published, now: number, own: Own): Promise<Interval[]> {
  for (const ahead of nextWindows) {
    const found = await startingIn(pages, published, { start: now, end: now + ahead }, now, own);
    if (found.length >= nextCount || ahead === nextWindows.at(-1)) return found.slice(0, nextCount);
  }
  return [];
}

/** Slots that begin in a window; they may end after it. */
async function startingIn(pages: Pages, published: Published, window: Interval, now: number, own: Own) {
  const until = { start: window.start, end: window.end + longestSlot(published.type) };
  const slots = await freeSlots(pages, published, until, now, own);
  return slots.filter(({ start }) => start >= window.start && start < window.end);
}

/** What of a booking type is shown. */
export function shownType({ type, tenant }: Published): ShownType {
  const { name, messagehtml, duration_type, duration_mins, duration_days } = type;
  return {
    organisation: tenant.organisation,
    name,
    message: safeMessage(messagehtml ?? ''),
    duration:
      duration_type === durationType.minutes
        ? { minutes: duration_mins }
        : duration_type === durationType.days
          ? { days: duration_days }
          : undefined,
  };
}
