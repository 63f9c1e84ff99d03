import type { Scope } from '../../kernel/auth/scope.ts';
import { newSecret, tokenHash } from '../../kernel/auth/secret.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { insertAppointment } from '../appointments/add-sql.ts';
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
  await insertBooking(connection, type, saved, taker.id, { ...ask, secret });
  if (type.assignment === assignment.roundRobin) await noteTurn(connection, type, taker.id);
  if (hold !== undefined) await releaseHold(connection, tenantId, hold);
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
  { id, zone }: Place['takers'][number],
  { scope, now, element }: Pick<BookAsk, 'scope' | 'now' | 'element'>,
) {
  const named = { resource_booking_type: type.id, resource_booking_timeslot: slot.start };
  const words: Element = {
    subject: type.name,
    ...element,
    ...timesOfSlot(type, slot, zone),
    ...(type.appointment_type > 0 && { appointment_type_id: type.appointment_type }),
    open_appointment_status: type.status_after_booking,
    ...(named as Element),
  };
  const owner = booksAssets(type) ? { agentId: null, assetIds: [id], zone } : { agentId: id, assetIds: [], zone };
  return insertAppointment(connection, scope, Math.floor(now / 1_000) * 1_000, words, owner);
}

async function insertBooking(
  connection: Connection,
  type: BookingType,
  saved: { id: number; busy: boolean },
  resourceId: number,
  { now, secret, timezone = '' }: { now: number; secret: string; timezone?: string | undefined },
): Promise<void> {
  await connection.query({
    name: 'insert_booking',
    text: `insert into booking (tenant_id, appointment_id, booking_type_id, agent_id, asset_id, claims_time, secret_hash,
        timezone, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      type.tenant_id,
      saved.id,
      type.id,
      booksAssets(type) ? null : resourceId,
      booksAssets(type) ? resourceId : null,
      saved.busy,
      tokenHash(secret),
      timezone,
      instantParameter(now),
    ],
  });
}
