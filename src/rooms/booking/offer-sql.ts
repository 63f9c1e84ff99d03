import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { closedOf, stretchesOf, type Work } from '../workdays/work-rules.ts';
import { type WorkRow, workFrom, workRows } from '../workdays/work-sql.ts';
import { type BusyRow, bookedStarts, busyFrom, busyParameters, busyRows, busyTimes, type Own } from './busy-sql.ts';
import { type BookableResource, slotsIn, widened } from './offer-rules.ts';
import { booksAssets, type NamedResource, type ResourceFilter, resourcesOf } from './resource-sql.ts';
import type { BookingType } from './schema.ts';

/** The free times of a booking type. */

export interface OfferAsk {
  /** Slots lie inside it. */
  readonly window: Interval;
  readonly now: number;
  readonly resources?: ResourceFilter;
  readonly own?: Own;
}

export interface OfferedSlot extends Interval {
  readonly resources: readonly NamedResource[];
}

/** The slots that can be booked now, by start, each with who is free. */
export async function offeredSlots(
  connection: Connection,
  tenantId: number,
  type: BookingType,
  ask: OfferAsk,
): Promise<OfferedSlot[]> {
  if (tenantId !== type.tenant_id) return [];
  const named = await resourcesOf(connection, type, ask.resources);
  const resources = await factsOf(connection, type, named, ask);
  return offeredFrom(type, resources, named, ask.window, ask.now);
}

/** The same from what is known already. */
export function offeredFrom(
  type: BookingType,
  resources: readonly BookableResource[],
  named: readonly NamedResource[],
  window: Interval,
  now: number,
): OfferedSlot[] {
  return withNames(slotsIn(type, resources, window, now), named);
}

/** What the rules must know of resources to offer the slots of a window, in the order of the resources.
 * @param busyWindow where their busy times are read, when that is more than the window */
export async function factsOf(
  connection: Connection,
  type: BookingType,
  resources: readonly NamedResource[],
  ask: OfferAsk,
  busyWindow: Interval = widened(ask.window, type),
): Promise<BookableResource[]> {
  if (resources.length === 0 || !(ask.window.start < ask.window.end)) return [];
  const ids = resources.map(({ id }) => id);
  const { rows } = await connection.query<WorkRow | BusyRow>({
    ...factStatements[booksAssets(type) ? 'assets' : 'agents'],
    values: [
      type.tenant_id,
      ids,
      instantParameter(ask.window.start),
      instantParameter(ask.window.end),
      ...busyParameters({ window: busyWindow, now: ask.now, own: ask.own ?? {} }),
    ],
  });
  const work = await workFrom(connection, type.tenant_id, rows.filter(isOfWork), ask.window);
  const busy = busyFrom(rows.filter((row) => row.kind === 'busy'));
  return withBooked(connection, type, workersOf(ids, work, busy, ask.window), ask, busyWindow);
}

const busyPlaces = { start: '$5', end: '$6', now: '$7', hold: '$8', appointment: '$9' };

/** Working hours and busy times in one statement: a round trip costs as much as either. */
const factStatements = {
  agents: { name: 'agents_to_book', text: `${workRows.agents} union all ${busyRows('agent', busyPlaces)}` },
  assets: { name: 'assets_to_book', text: `${workRows.assets} union all ${busyRows('asset', busyPlaces)}` },
};

const isOfWork = (row: WorkRow | BusyRow): row is WorkRow => row.kind !== 'busy';

/** The same workers with their busy times as they are now. */
export async function withBusyTimes(
  connection: Connection,
  type: BookingType,
  workers: readonly BookableResource[],
  ask: OfferAsk,
  window: Interval,
): Promise<BookableResource[]> {
  const ids = workers.map(({ id }) => id);
  const busy = await busyTimes(connection, type, { ids, window, now: ask.now, own: ask.own ?? {} });
  const fresh = workers.map((worker) => ({ ...worker, busy: busy.get(worker.id) ?? none }));
  return withBooked(connection, type, fresh, ask, window);
}

/** With how many bookings they have on each day, where there is a limit. */
async function withBooked(
  connection: Connection,
  type: BookingType,
  workers: readonly BookableResource[],
  { now, own = {} }: OfferAsk,
  window: Interval,
): Promise<BookableResource[]> {
  if (type.max_per_day === null) return [...workers];
  const ids = workers.map(({ id }) => id);
  const starts = await bookedStarts(connection, type, { ids, window: daysAround(window), now, own });
  return workers.map((worker) => ({
    ...worker,
    bookedOn: countedByDay(starts.get(worker.id) ?? [], worker.zone),
  }));
}

const none: readonly never[] = [];

function workersOf(
  ids: readonly number[],
  work: ReadonlyMap<number, Work>,
  busy: ReadonlyMap<number, readonly Interval[]>,
  window: Interval,
): BookableResource[] {
  return ids.flatMap((id) => {
    const own = work.get(id);
    if (!own) return [];
    const [stretches, closed] = [stretchesOf(own, window), closedOf(own)];
    return [{ id, zone: own.zone ?? UTC, stretches, closed, busy: busy.get(id) ?? none }];
  });
}

/** Whole civil days in whatever zone. */
export function daysAround({ start, end }: Interval): Interval {
  return { start: start - DAY - 2 * HOUR, end: end + DAY + 2 * HOUR };
}

export function countedByDay(starts: readonly number[], zone: Zone): Map<number, number> {
  const counts = new Map<number, number>();
  for (const start of starts) {
    const day = dayOf(start, zone);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return counts;
}

/** Slots with the same list of resources share the list of their names. */
function withNames(
  slots: readonly { start: number; end: number; resources: readonly number[] }[],
  named: readonly NamedResource[],
): OfferedSlot[] {
  const byId = new Map(named.map((one) => [one.id, one]));
  const lists = new Map<readonly number[], readonly NamedResource[]>();
  return slots.map(({ start, end, resources }) => {
    const known = lists.get(resources);
    const list = known ?? resources.map((id) => byId.get(id) as NamedResource);
    if (!known) lists.set(resources, list);
    return { start, end, resources: list };
  });
}
