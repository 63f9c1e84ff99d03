import type { Scope } from '../../kernel/auth/scope.ts';
import { newSecret } from '../../kernel/auth/secret.ts';
import { withMemory } from '../../kernel/changes/memory.ts';
import { together } from '../../kernel/db/together.ts';
import { type Connection, transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { insertAppointments } from '../appointments/add-sql.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import type { Element } from '../appointments/schema.ts';
import { rememberedWork } from '../workdays/remembered-work-sql.ts';
import { type Booked, bookedAs, insertBookings, ownedBy, slotElement } from './book-sql.ts';
import { timesTaken } from './busy-sql.ts';
import { type BookableResource, longestSlot, slotsIn, widened } from './offer-rules.ts';
import { type Remembering, rememberedResources, rememberedType, workerOf } from './offer-sql.ts';
import { asTaker } from './place-sql.ts';
import type { BookingType } from './schema.ts';

/** Bookings of one agent each, of one caller, that come at the same time: one transaction for all of them. It is the quick
 * way of the commonest booking, not another one: what it cannot book goes the way of all others, which says why not. */

export interface PlainBooking {
  readonly type: BookingType;
  readonly agentId: number;
  readonly start: number;
  readonly end: number | undefined;
  readonly now: number;
  /** What the appointment says, made for this version of the type. */
  readonly element: Element;
  readonly timezone: string | undefined;
}

export type BookOne = (scope: Scope, wanted: PlainBooking) => Promise<Booked | undefined>;

/** @returns a function that books, or answers undefined when something is in the way */
export function bookTogether({ database }: Context): BookOne {
  return together(
    (scope: Scope, wanted: PlainBooking[]) => transaction(database, (connection) => bookAll(connection, scope, wanted)),
    { items: 50, runs: 2, patience: 50 },
  );
}

async function bookAll(connection: Connection, scope: Scope, wanted: PlainBooking[]): Promise<(Booked | undefined)[]> {
  const { tenantId } = scope;
  const agentIds = [...new Set(wanted.map(({ agentId }) => agentId))].sort((one, other) => one - other);
  await lockAgents(connection, tenantId, agentIds);
  const found = await withMemory(connection, tenantId, wanted[0]?.now ?? 0, (memory, refuseStale) =>
    placesOf({ memory, refuseStale, connection }, tenantId, wanted),
  );
  const places = inTurn(wanted, found);
  const saved = await insertAppointments(
    connection,
    scope,
    places.map(({ booking: { type, element, now }, slot, worker }) => ({
      now,
      element: slotElement(type, element, slot, worker.zone),
      owner: ownedBy(type, worker),
    })),
  );
  const booked = places.map((place, index) => {
    const { slot, worker, name, booking } = place;
    const row = saved[index];
    const taker = asTaker(worker, slot, name);
    return (
      row && { ...place, row, entry: { ...booking, saved: row, resourceId: worker.id, secret: newSecret() }, taker }
    );
  });
  await insertBookings(
    connection,
    booked.flatMap((one) => one?.entry ?? []),
  );
  const answers = new Map(
    booked.flatMap((one) => (one ? [[one.booking, bookedAs(one.entry, one.slot, one.taker)]] : [])),
  );
  return wanted.map((booking) => answers.get(booking));
}

/** Who a booking names, and what else the rules must know of them; undefined when the type has changed or has nobody so. */
interface Candidate {
  readonly worker: BookableResource;
  readonly name: string;
}

async function placesOf(
  remembering: Remembering,
  tenantId: number,
  wanted: readonly PlainBooking[],
): Promise<(Candidate | undefined)[]> {
  const { memory, connection, refuseStale } = remembering;
  const settled = [];
  for (const { type, agentId, start } of wanted) {
    const current = await rememberedType(memory, connection, tenantId, type.id);
    const isSame = current?.version === type.version;
    const named = isSame ? (await rememberedResources(remembering, type)).find(({ id }) => id === agentId) : undefined;
    const window = windowOf(type, start);
    const work = await rememberedWork(memory, connection, tenantId, 'agents', [agentId], window);
    settled.push({ named, window, work: work.get(agentId) });
  }
  const asked = wanted.map(({ type, agentId, start, now }) => {
    return { id: agentId, window: widened(windowOf(type, start), type), now, own: {} };
  });
  const { changed, busy, shifts } = await timesTaken(connection, tenantId, 'agent', asked, memory.snapshot);
  refuseStale(changed);
  return settled.map(({ named, window, work }, place) => {
    if (!named || !work) return undefined;
    const worker = workerOf(named.id, work, shifts.get(place) ?? none, busy.get(place) ?? none, window);
    return { worker, name: named.name };
  });
}

const none: readonly never[] = [];
const windowOf = (type: BookingType, start: number): Interval => ({ start, end: start + longestSlot(type) });

/** Those that can be booked one after another: what is given to one is taken for the next. */
function inTurn(wanted: readonly PlainBooking[], found: readonly (Candidate | undefined)[]) {
  const given = new Map<number, Interval[]>();
  return wanted.flatMap((booking, index) => {
    const candidate = found[index];
    if (!candidate) return [];
    const { type, agentId, start, end, now } = booking;
    const before = given.get(agentId) ?? [];
    const worker = { ...candidate.worker, busy: [...candidate.worker.busy, ...before] };
    const slot = slotsIn(type, [worker], windowOf(type, start), now).find(
      (one) => one.start === start && (end === undefined || one.end === end),
    );
    if (!slot) return [];
    given.set(agentId, [...before, slot]);
    return [{ booking, slot, worker, name: candidate.name }];
  });
}
