import type { Connection } from '../../kernel/db/transaction.ts';
import { DAY } from '../../kernel/time/units.ts';
import { Problem } from '../../problems.ts';
import type { Own } from './busy-sql.ts';
import { nearest } from './choose-rules.ts';
import { bookableAt } from './offer-rules.ts';
import { type OfferedSlot, offeredSlots } from './offer-sql.ts';
import type { ResourceFilter } from './resource-sql.ts';
import type { BookingType } from './schema.ts';
import { wireSlot } from './shown.ts';

/** What is free instead of a slot that is not. */

export interface RefusedAsk {
  readonly start: number;
  readonly now: number;
  readonly resources?: ResourceFilter | undefined;
  readonly own?: Own;
}

export const mostAlternatives = 5;
/** Days before and after it; the next where these have too few. */
const ranges = [
  [3, 4],
  [14, 30],
  [0, 92],
] as const;

/** The 409 of a slot that cannot be had, with the free slots nearest to it.
 * @param near those of a few days around it, where they are known */
export async function refusedSlot(
  connection: Connection,
  type: BookingType,
  ask: RefusedAsk,
  near: readonly OfferedSlot[] = [],
): Promise<Problem> {
  const isEnough = near.length >= mostAlternatives;
  const free = isEnough ? nearest(near, ask.start, mostAlternatives) : await alternatives(connection, type, ask);
  const advice = free.length > 0 ? 'The alternatives are free now.' : 'There is nothing near it either.';
  return new Problem('slot-not-free', `This time cannot be booked: it is taken, or was never free. ${advice}`, {
    members: { alternatives: free.map(wireSlot) },
  });
}

/** The free slots nearest to a time, by start. */
export async function alternatives(
  connection: Connection,
  type: BookingType,
  { start, now, resources = {}, own = {} }: RefusedAsk,
): Promise<OfferedSlot[]> {
  // What is asked for may be years away from what can be booked.
  const bookable = bookableAt(type, now);
  const wanted = Math.min(Math.max(start, bookable.start), Math.max(bookable.end, bookable.start));
  let found: OfferedSlot[] = [];
  for (const [before, after] of ranges) {
    const window = { start: Math.max(wanted - before * DAY, now), end: wanted + after * DAY };
    const slots = await offeredSlots(connection, type.tenant_id, type, { window, now, resources, own });
    found = nearest(slots, wanted, mostAlternatives);
    if (found.length === mostAlternatives) break;
  }
  return found;
}
