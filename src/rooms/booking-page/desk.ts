import { tokenHash } from '../../kernel/auth/secret.ts';
import { type Connection, transaction } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { Problem } from '../../problems.ts';
import { bookSlot } from '../booking/book-sql.ts';
import { customerElement, customerScope } from '../booking/customer-rules.ts';
import { heldBy, placeHold, releaseHold } from '../booking/hold-sql.ts';
import { offeredSlots } from '../booking/offer-sql.ts';
import { untilSettled } from '../booking/place-sql.ts';
import { alternatives } from '../booking/refusal-sql.ts';
import { booksAssets, type ResourceFilter, resourcesOf } from '../booking/resource-sql.ts';
import { assignment, type BookingType } from '../booking/schema.ts';
import { bookingBySecret, cancelBooking, moveBooking, type SecretBooking } from '../booking/secret-sql.ts';
import { bookingTypeByKey } from '../booking/type-sql.ts';
import type { Customer } from './form-rules.ts';
import type { Pages } from './reply.ts';
import type { Chosen } from './sent-rules.ts';
import { type TenantShown, tenantShown } from './sql.ts';

/** What the page asks of the booking room, and in which transactions. */

/** A booking type that customers see. */
export interface Published {
  readonly type: BookingType;
  readonly tenant: TenantShown;
}

export interface Person {
  readonly id: number;
  readonly name: string;
}

/** A booking, to whoever has its secret. */
export interface Booked extends Published {
  readonly booking: SecretBooking;
}

/** Whom somebody asks for, and what is theirs already: their own hold and booking are not in their way. */
export interface Own {
  readonly person?: number | undefined;
  readonly hold?: string | undefined;
  readonly moving?: Booked | undefined;
}

/** What became of a try: it is done, or the time was not free and these are, nearest to it. */
export type Outcome = 'done' | { readonly instead: readonly Interval[] };

export async function publishedByKey({ context }: Pages, key: string): Promise<Published | undefined> {
  const { pool } = context.database;
  const type = await bookingTypeByKey(pool, key);
  return type && { type, tenant: await tenantShown(pool, type.tenant_id) };
}

/** Whom a customer may choose. */
export async function peopleOf({ context }: Pages, { type }: Published): Promise<readonly Person[]> {
  return type.assignment === assignment.named ? resourcesOf(context.database.pool, type) : [];
}

export async function freeSlots(
  { context }: Pages,
  { type }: Published,
  window: Interval,
  now: number,
  own: Own,
): Promise<readonly Interval[]> {
  const slots = await offeredSlots(context.database.pool, type.tenant_id, type, { window, now, ...asked(type, own) });
  // A booking does not move to where it is; to a time that overlaps it, it may.
  const { start, end } = own.moving?.booking.slot ?? {};
  return own.moving ? slots.filter((slot) => slot.start !== start || slot.end !== end) : slots;
}

/** Free times near one that is not. */
export async function nearestSlots(
  { context }: Pages,
  { type }: Published,
  start: number,
  now: number,
  own: Own,
): Promise<readonly Interval[]> {
  return alternatives(context.database.pool, type, { start, now, ...asked(type, own) });
}

/** Keeps a time, in place of whatever the same token kept before. */
export async function keepSlot(
  pages: Pages,
  { type }: Published,
  slot: Chosen,
  now: number,
  own: Own & { hold: string },
) {
  const ask = { ...slot, now, token: own.hold, resources: asked(type, own).resources };
  return unlessTaken(() => settled(pages, (connection) => placeHold(connection, type.tenant_id, type, ask)));
}

/** Until when a token keeps a time; undefined when it does not. */
export async function keptUntil({ context }: Pages, { type }: Published, start: number, hold: string, now: number) {
  const held = await heldBy(context.database.pool, type.tenant_id, hold, now);
  return held?.bookingTypeId === type.id && held.slot.start === start ? held.until : undefined;
}

export async function giveBack({ context }: Pages, { type }: Published, hold: string): Promise<void> {
  await releaseHold(context.database.pool, type.tenant_id, hold);
}

export interface Booking {
  readonly slot: Chosen;
  readonly customer: Customer;
  readonly secret: string;
  /** The customer's. */
  readonly timezone: string;
}

/** Books a time. */
export async function book(pages: Pages, { type }: Published, booking: Booking, now: number, own: Own) {
  const { slot, customer, secret, timezone } = booking;
  const answers = new Map(customer.answers.map(({ id, answer }) => [id, answer]));
  const scope = customerScope(type.tenant_id);
  const element = customerElement(type, { ...customer, answers });
  const { resources } = asked(type, own);
  const ask = { ...slot, now, scope, element, resources, hold: own.hold, secret, timezone };
  return unlessTaken(() => settled(pages, (connection) => bookSlot(connection, type.tenant_id, type, ask)));
}

export async function bookedBySecret({ context }: Pages, secret: string): Promise<Booked | undefined> {
  const { pool } = context.database;
  const booking = await bookingBySecret(pool, secret);
  return booking && { booking, type: booking.type, tenant: await tenantShown(pool, booking.tenantId) };
}

/** @throws Problem conflict when the booking can no longer be changed */
export async function move(pages: Pages, secret: string, slot: Chosen, now: number): Promise<Outcome> {
  return unlessTaken(() => settled(pages, (connection) => moveBooking(connection, secret, { ...slot, now })));
}

/** @throws Problem conflict when the booking can no longer be changed */
export async function cancel(pages: Pages, secret: string, now: number): Promise<void> {
  await settled(pages, (connection) => cancelBooking(connection, secret, now));
}

function settled<T>({ context }: Pages, work: (connection: Connection) => Promise<T>): Promise<T> {
  return untilSettled(() => transaction(context.database, work));
}

async function unlessTaken(attempt: () => Promise<unknown>): Promise<Outcome> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'slot-not-free') throw error;
    const instead = (error.extras.members?.alternatives ?? []) as { startdate: string; enddate: string }[];
    return { instead: instead.map(({ startdate, enddate }) => ({ start: utc(startdate), end: utc(enddate) })) };
  }
}

/** The wire's dates have no suffix. */
const utc = (text: string) => Date.parse(`${text}Z`);

function asked(type: BookingType, { person, hold, moving }: Own): { resources: ResourceFilter; own: object } {
  const only = person === undefined ? {} : booksAssets(type) ? { assets: [person] } : { agents: [person] };
  return {
    resources: only,
    own: {
      ...(hold !== undefined && { hold: tokenHash(hold) }),
      ...(moving && { appointmentId: moving.booking.appointmentId }),
    },
  };
}
