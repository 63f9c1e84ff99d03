import type { Scope } from '../../kernel/auth/scope.ts';
import { newSecret, tokenHash } from '../../kernel/auth/secret.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { insertAppointment, type Owner } from '../appointments/add-sql.ts';
import type { SavedRow } from '../appointments/insert-sql.ts';
import type { Element } from '../appointments/schema.ts';
import { withWorkHours } from '../appointments/work-hours-sql.ts';
import { noteTurn } from './busy-sql.ts';
import { heldBy, releaseHold } from './hold-sql.ts';
import { LostRace, lockPlace, type Place, type PlaceAsk } from './place-sql.ts';
import { booksAssets, type NamedResource } from './resource-sql.ts';
import { assignment, type BookingType, durationType } from './schema.ts';

/** Booking a slot. */

export interface BookAsk extends Omit<PlaceAsk, 'own' | 'alsoLock'> {
  /** Whose words these are; `customerScope` for a customer. */
  readonly scope: Scope;
  /** What the appointment says beside its time and its agent. */
  readonly element: Element;
  /** Token of the hold of whoever books. */
  readonly hold?: string | undefined;
  /** That of the link to move or cancel it; made when absent. */
  readonly secret?: string | undefined;
  /** Zone of the customer. */
  readonly timezone?: string | undefined;
}

export interface Booked {
  readonly appointmentId: number;
  readonly version: number;
  /** The appointment as GET one shows it. */
  readonly json: string;
  readonly slot: Interval;
  readonly resource: NamedResource;
  readonly secret: string;
}

/** Books a slot, in a transaction of its own or one that has locked nothing yet (with `untilSettled`).
 * @throws Problem slot-not-free with what is free instead */
export async function bookSlot(
  connection: Connection,
  tenantId: number,
  type: BookingType,
  { hold, secret = newSecret(), ...ask }: BookAsk,
): Promise<Booked> {
  const held = hold === undefined ? undefined : await heldBy(connection, tenantId, hold, ask.now);
  const own = hold === undefined ? {} : { hold: tokenHash(hold) };
  const prefer = ask.prefer ?? (held?.bookingTypeId === type.id ? held.resource.id : undefined);
  const { slot, takers } = await lockPlace(connection, type, { ...ask, own, prefer });
  // A clash here is with what is no business of booking, such as a row whose save was under way: the next one, please.
  const [taker] = takers;
  const saved = taker && (await insertFor(connection, type, slot, taker, ask));
  if (!saved) throw new LostRace();
  const entry = { ...ask, type, saved, resourceId: taker.id, secret };
  await insertBookings(connection, [entry]);
  if (type.assignment === assignment.roundRobin) await noteTurn(connection, type, taker.id);
  if (hold !== undefined) await releaseHold(connection, tenantId, hold);
  return bookedAs(entry, slot, taker);
}

/** What is told of a booking that was made. */
export function bookedAs({ type, saved, secret }: NewBooking, slot: Interval, taker: Place['takers'][number]): Booked {
  const { id: appointmentId, version } = saved;
  const json = booksAssets(type) ? saved.json : withWorkHours(saved.json, taker.workHours);
  return { appointmentId, version, json, slot, resource: { id: taker.id, name: taker.name }, secret };
}

/** Times of an appointment that takes a slot. */
export function timesOfSlot({ duration_type }: BookingType, { start, end }: Interval, zone: Zone): Element {
  if (duration_type !== durationType.days) return { start_date: start, end_date: end };
  return {
    allday: true,
    start_date_only: formatCivilDate(dayOf(start, zone)),
    end_date_only: formatCivilDate(dayOf(end - 1, zone)),
  };
}

function insertFor(
  connection: Connection,
  type: BookingType,
  slot: Interval,
  taker: Place['takers'][number],
  { scope, now, element }: Pick<BookAsk, 'scope' | 'now' | 'element'>,
) {
  return insertAppointment(connection, scope, {
    now,
    element: slotElement(type, element, slot, taker.zone),
    owner: ownedBy(type, taker),
  });
}

/** The appointment that takes a slot. */
export function slotElement(type: BookingType, element: Element, slot: Interval, zone: Zone): Element {
  const named = { resource_booking_type: type.id, resource_booking_timeslot: slot.start };
  return {
    subject: type.name,
    ...element,
    ...timesOfSlot(type, slot, zone),
    ...(type.appointment_type > 0 && { appointment_type_id: type.appointment_type }),
    open_appointment_status: type.status_after_booking,
    ...(named as Element),
  };
}

/** Whose it is. */
export function ownedBy(type: BookingType, { id, zone }: { id: number; zone: Zone }): Owner {
  return booksAssets(type) ? { agentId: null, assetIds: [id], zone } : { agentId: id, assetIds: [], zone };
}

/** A booking whose appointment has been made. */
export interface NewBooking {
  readonly type: BookingType;
  readonly saved: SavedRow & { readonly busy: boolean };
  readonly resourceId: number;
  readonly secret: string;
  /** Zone of the customer. */
  readonly timezone?: string | undefined;
  readonly now: number;
}

/** All of one tenant. */
export async function insertBookings(connection: Connection, bookings: readonly NewBooking[]): Promise<void> {
  const [first] = bookings;
  if (!first) return;
  await connection.query({
    name: 'insert_bookings',
    text: `insert into booking (tenant_id, appointment_id, booking_type_id, agent_id, asset_id, claims_time, secret_hash,
        timezone, created_at)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[], $7::bytea[],
        $8::text[], $9::timestamptz[])`,
    values: [
      first.type.tenant_id,
      bookings.map(({ saved }) => saved.id),
      bookings.map(({ type }) => type.id),
      bookings.map(({ type, resourceId }) => (booksAssets(type) ? null : resourceId)),
      bookings.map(({ type, resourceId }) => (booksAssets(type) ? resourceId : null)),
      bookings.map(({ saved }) => saved.busy),
      bookings.map(({ secret }) => tokenHash(secret)),
      bookings.map(({ timezone = '' }) => timezone),
      bookings.map(({ now }) => instantParameter(now)),
    ],
  });
}
