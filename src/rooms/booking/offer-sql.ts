import { type Memory, remembered, withMemory } from '../../kernel/changes/memory.ts';
import { together } from '../../kernel/db/together.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { UTC, type Zone } from '../../kernel/time/zones.ts';
import { rememberedWork } from '../workdays/remembered-work-sql.ts';
import { closedOf, stretchesOf, type Work } from '../workdays/work-rules.ts';
import {
  type Booked,
  bookedKind,
  bookedStarts,
  busyTimes,
  type Own,
  type Taken,
  type TimeAsked,
  timesTaken,
} from './busy-sql.ts';
import { type BookableResource, slotsIn, widened } from './offer-rules.ts';
import { booksAssets, type NamedResource, type ResourceFilter, resourcesOf } from './resource-sql.ts';
import type { BookingType } from './schema.ts';
import { bookingTypeById } from './type-sql.ts';

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

/** The slots of a booking type that can be booked now, by start, each with who is free. */
export async function offeredSlots(
  connection: Connection,
  tenantId: number,
  type: BookingType,
  ask: OfferAsk,
): Promise<OfferedSlot[]> {
  if (tenantId !== type.tenant_id) return [];
  return withMemory(connection, tenantId, ask.now, (memory, refuseStale) =>
    slotsWith({ memory, refuseStale, connection }, type, ask),
  );
}

export type OffersById = (tenantId: number, typeId: number, ask: OfferAsk) => Promise<OfferedSlot[] | undefined>;

/** The same by the id of the type; what several requests ask at the same time is asked in one statement.
 * @returns a function that answers undefined when the tenant has no such booking type */
export function offersTogether({ database: { pool } }: Context): OffersById {
  const ofAgents = takenTogether(pool, 'agent');
  const ofAssets = takenTogether(pool, 'asset');
  return (tenantId, typeId, ask) =>
    withMemory(pool, tenantId, ask.now, async (memory, refuseStale) => {
      const type = await rememberedType(memory, pool, tenantId, typeId);
      if (!type) return undefined;
      const taken = booksAssets(type) ? ofAssets : ofAgents;
      return slotsWith({ memory, refuseStale, connection: pool, taken }, type, ask);
    });
}

type TakenByRequest = (memory: Memory, request: { tenantId: number; asked: readonly TimeAsked[] }) => Promise<Taken>;

function takenTogether(pool: Connection, kind: Booked): TakenByRequest {
  // The requests of one memory are those of one tenant.
  return together(
    async (memory: Memory, requests: { tenantId: number; asked: readonly TimeAsked[] }[]) => {
      const all = requests.flatMap(({ asked }) => asked);
      const taken = await timesTaken(pool, requests[0]?.tenantId ?? 0, kind, all, memory.snapshot);
      let end = 0;
      return requests.map(({ asked }) => {
        end += asked.length;
        return part(taken, end - asked.length, end);
      });
    },
    { items: 16, runs: 4, patience: 50 },
  );
}

function part({ changed, busy, shifts }: Taken, from: number, to: number): Taken {
  const cut = (of: ReadonlyMap<number, readonly Interval[]>) =>
    new Map(Array.from({ length: to - from }, (_, index) => [index, of.get(from + index) ?? none]));
  return { changed, busy: cut(busy), shifts: cut(shifts) };
}

/** A booking type, perhaps as it was: what is done with it must ask whether settings have changed. */
export function rememberedType(memory: Memory, connection: Connection, tenantId: number, id: number) {
  return remembered(memory, `booking-type/${id}`, () => bookingTypeById(connection, tenantId, id));
}

/** How what is remembered is used: see `withMemory`. */
export interface Remembering {
  readonly memory: Memory;
  readonly refuseStale: (changed: boolean) => void;
  readonly connection: Connection;
  /** Reads what takes time together with other requests; else it is read by itself. */
  readonly taken?: TakenByRequest;
}

async function slotsWith(remembering: Remembering, type: BookingType, ask: OfferAsk): Promise<OfferedSlot[]> {
  const named = await rememberedResources(remembering, type, ask.resources);
  const resources = await factsOf(remembering, type, named, ask);
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

/** Those whom a booking type lets be booked. */
export function rememberedResources(
  { memory, connection }: Remembering,
  type: BookingType,
  filter: ResourceFilter = {},
): Promise<NamedResource[]> {
  // A version of a type has one list; a memory may be older than the version that the caller has read.
  const key = `resources/${type.id}.${type.version}/${JSON.stringify([filter.agents, filter.team_id, filter.assets])}`;
  return remembered(memory, key, () => resourcesOf(connection, type, filter));
}

/** What the rules must know of resources to offer the slots of a window, in the order of the resources.
 * @param busyWindow where their busy times are read, when that is more than the window */
export async function factsOf(
  { memory, refuseStale, connection, taken }: Remembering,
  type: BookingType,
  resources: readonly NamedResource[],
  ask: OfferAsk,
  busyWindow: Interval = widened(ask.window, type),
): Promise<BookableResource[]> {
  if (resources.length === 0 || !(ask.window.start < ask.window.end)) return [];
  const { tenant_id: tenantId } = type;
  const ids = resources.map(({ id }) => id);
  const whose = booksAssets(type) ? 'assets' : 'agents';
  const work = await rememberedWork(memory, connection, tenantId, whose, ids, ask.window);
  const asked = ids.map((id) => ({ id, window: busyWindow, now: ask.now, own: ask.own ?? {} }));
  const { changed, busy, shifts } = taken
    ? await taken(memory, { tenantId, asked })
    : await timesTaken(connection, tenantId, bookedKind(type), asked, memory.snapshot);
  refuseStale(changed);
  const workers = ids.flatMap((id, place) => {
    const settled = work.get(id);
    return settled ? [workerOf(id, settled, shifts.get(place) ?? none, busy.get(place) ?? none, ask.window)] : [];
  });
  return withBooked(connection, type, workers, ask, busyWindow);
}

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

/** @param settled all but their shifts */
export function workerOf(
  id: number,
  settled: Work,
  shifts: readonly Interval[],
  busy: readonly Interval[],
  window: Interval,
): BookableResource {
  const work = shifts.length > 0 ? { ...settled, shifts } : settled;
  return { id, zone: work.zone ?? UTC, stretches: stretchesOf(work, window), closed: closedOf(work), busy };
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
