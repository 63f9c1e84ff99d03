import type { Slot } from '../../kernel/availability/slot-request.ts';
import { freeTime, workingLength } from '../../kernel/availability/working-time.ts';
import { withMemory } from '../../kernel/changes/memory.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { clipIntervals, type Interval, mergeIntervals, totalLength } from '../../kernel/time/intervals.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { lockAgents, lockAssets } from '../appointments/facts-sql.ts';
import { type Own, turnsOf } from './busy-sql.ts';
import { inOrder } from './choose-rules.ts';
import { type BookableResource, longestSlot, slotsIn, widened } from './offer-rules.ts';
import { daysAround, factsOf, offeredFrom, rememberedResources, withBusyTimes } from './offer-sql.ts';
import { refusedSlot } from './refusal-sql.ts';
import { booksAssets, type NamedResource, type ResourceFilter } from './resource-sql.ts';
import { assignment, type BookingType } from './schema.ts';

/** Who can have one slot, for whoever is going to write it: the one way to a booking and to a hold. */

export interface PlaceAsk {
  readonly start: number;
  /** Where several slots begin together; else the first of them to end. */
  readonly end?: number | undefined;
  readonly now: number;
  readonly resources?: ResourceFilter | undefined;
  readonly own?: Own;
  /** Who should have it rather than whoever's turn it is. */
  readonly prefer?: number | undefined;
  /** Locked too, in the same order: whose row is going to be changed. */
  readonly alsoLock?: number | undefined;
}

/** A slot, and who is free in it and locked, the one who should get it first. */
export interface Place {
  readonly slot: Interval;
  readonly takers: readonly (NamedResource & { readonly zone: Zone; readonly workHours: number })[];
}

/** All who could have had it were taken while we waited for them, and there are others: begin again. */
export class LostRace extends Error {}

/** Runs a transaction again as long as it loses races; each time somebody else has won one. */
export async function untilSettled<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
  }
  throw new Problem('try-again');
}

const mostTries = 50;
/** Of many who are free only the first are locked. */
const mostLocked = 8;

/** Looks who is free, locks the first of them, and looks again: what it answers stays so until the transaction ends.
 * @throws Problem slot-not-free with what is free instead; LostRace, for `untilSettled` */
export async function lockPlace(connection: Connection, type: BookingType, ask: PlaceAsk): Promise<Place> {
  if (type.assignment === assignment.named && !namesSomebody(ask)) {
    throw fieldProblem(booksAssets(type) ? 'asset_ids' : 'agent_id', 'Say who is to be booked.');
  }
  const window = { start: ask.start, end: ask.start + longestSlot(type) };
  // Looking at the days around costs no statement more, and most refusals find there what to offer instead.
  const near = nearWindow(ask, window);
  const asked = { ...ask, resources: {} };
  const { named, around, facts } = await withMemory(
    connection,
    type.tenant_id,
    ask.now,
    async (memory, refuseStale) => {
      const remembering = { memory, refuseStale, connection };
      const named = await rememberedResources(remembering, type, ask.resources);
      const around = named.length > 1 ? daysAround(window) : widened(window, type);
      const busyWindow = covering(widened(near, type), around);
      return { named, around, facts: await factsOf(remembering, type, named, { ...asked, window: near }, busyWindow) };
    },
  );
  const looking = { connection, type, ask, window, around };
  const first = await rankedFree(looking, facts);
  if (first.takers.length === 0)
    throw await refusedSlot(connection, type, ask, offeredFrom(type, facts, named, near, ask.now));
  const chosen = first.takers.slice(0, mostLocked);
  await lock(looking, chosen);
  const fresh = await withBusyTimes(connection, type, chosen, { ...asked, window }, around);
  const { slot, takers } = await rankedFree(looking, fresh);
  if (slot && takers.length > 0)
    return { slot, takers: takers.map((one) => asTaker(one, slot, nameIn(named, one.id))) };
  if (first.takers.length > chosen.length) throw new LostRace();
  throw await refusedSlot(connection, type, ask);
}

/** Some days before it, none of them past, and after. */
function nearWindow({ start, now }: PlaceAsk, window: Interval): Interval {
  return { start: Math.min(start, Math.max(start - 2 * DAY, now)), end: Math.max(window.end, start + 4 * DAY) };
}

const covering = (one: Interval, other: Interval): Interval => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
});

interface Looking {
  connection: Connection;
  type: BookingType;
  ask: PlaceAsk;
  window: Interval;
  around: Interval;
}

function namesSomebody({ resources, prefer }: PlaceAsk): boolean {
  const some = [...(resources?.agents ?? []), ...(resources?.assets ?? [])].filter((id) => id > 0);
  return some.length > 0 || prefer !== undefined;
}

/** Who gets a slot, and how much of it is their working time. */
export function asTaker({ id, zone, stretches, closed }: BookableResource, slot: Slot, name: string) {
  return { id, zone, name, workHours: workingLength(slot, freeTime(stretches, closed)) / HOUR };
}

const nameIn = (named: readonly NamedResource[], id: number) => named.find((one) => one.id === id)?.name ?? '';

async function lock({ connection, type, ask }: Looking, chosen: readonly BookableResource[]): Promise<void> {
  const ids = [...chosen.map(({ id }) => id), ...(ask.alsoLock === undefined ? [] : [ask.alsoLock])];
  if (booksAssets(type)) await lockAssets(connection, type.tenant_id, ids);
  else await lockAgents(connection, type.tenant_id, ids);
}

/** The slot that is asked for, where it is one, and who is free in it, in the order in which they should get it. */
async function rankedFree(
  { connection, type, ask, window }: Looking,
  resources: readonly BookableResource[],
): Promise<{ slot?: Slot; takers: readonly BookableResource[] }> {
  const slot = slotsIn(type, resources, window, ask.now).find(
    ({ start, end }) => start === ask.start && (ask.end === undefined || end === ask.end),
  );
  if (!slot) return { takers: [] };
  const free = resources.filter(({ id }) => slot.resources.includes(id));
  if (free.length < 2) return { slot, takers: free };
  const isTurn = type.assignment === assignment.roundRobin;
  const turns = isTurn ? await turnsOf(connection, type, slot.resources) : new Map<number, number>();
  const candidates = free.map((one) => ({ ...one, load: loadOf(one, slot.start), turn: turns.get(one.id) ?? 0 }));
  const ordered = inOrder(candidates, type.assignment);
  const preferred = ordered.filter(({ id }) => id === ask.prefer);
  return { slot, takers: [...preferred, ...ordered.filter(({ id }) => id !== ask.prefer)] };
}

/** How much of the day of an instant is taken. */
function loadOf({ busy, zone }: BookableResource, instant: number): number {
  const day = dayOf(instant, zone);
  return totalLength(
    clipIntervals(mergeIntervals(busy), { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) }),
  );
}
