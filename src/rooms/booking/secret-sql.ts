import { completeStatus } from '../../codes.ts';
import { tokenHash } from '../../kernel/auth/secret.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { Problem } from '../../problems.ts';
import { changeAppointment } from '../appointments/add-sql.ts';
import type { Element } from '../appointments/schema.ts';
import { timesOfSlot } from './book-sql.ts';
import { customerScope, isChangeable } from './customer-rules.ts';
import { LostRace, lockPlace } from './place-sql.ts';
import { booksAssets, type NamedResource } from './resource-sql.ts';
import { assignment, type BookingType } from './schema.ts';
import { bookingTypeById } from './type-sql.ts';

/** What whoever has the secret of a booking may see and do. */

export interface SecretBooking {
  readonly tenantId: number;
  readonly appointmentId: number;
  readonly type: BookingType;
  readonly slot: Interval;
  /** Undefined when nobody has it any more. */
  readonly resource: NamedResource | undefined;
  readonly subject: string;
  readonly cancelled: boolean;
  readonly done: boolean;
  /** Zone of the customer; empty when they said none. */
  readonly timezone: string;
  /** Grows with every change (iCalendar's SEQUENCE). */
  readonly sequence: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

interface Row {
  tenant_id: number;
  appointment_id: number;
  booking_type_id: number;
  resource_id: number | null;
  resource_name: string | null;
  starts_at: number;
  ends_at: number;
  subject: string;
  deleted: boolean;
  complete_status: number;
  timezone: string;
  sequence: number;
  created_at: number;
  last_modified: number;
}

/** The booking of a secret, cancelled ones too; undefined when there is none. */
export async function bookingBySecret(connection: Connection, secret: string): Promise<SecretBooking | undefined> {
  const { rows } = await connection.query<Row>({
    name: 'booking_by_secret',
    text: `select b.tenant_id, b.appointment_id, b.booking_type_id, coalesce(a.agent_id, b.asset_id) as resource_id,
        case when a.agent_id is null then asset.name else agent.name end as resource_name,
        a.starts_at, a.ends_at, a.subject, a.deleted, a.complete_status, b.timezone, b.sequence, b.created_at,
        a.last_modified
      from booking b join appointment a on a.tenant_id = b.tenant_id and a.id = b.appointment_id
      join tenant t on t.id = b.tenant_id and not t.disabled
      left join agent on agent.tenant_id = a.tenant_id and agent.id = a.agent_id
      left join asset on asset.tenant_id = b.tenant_id and asset.id = b.asset_id
      where b.secret_hash = $1`,
    values: [tokenHash(secret)],
  });
  const [row] = rows;
  const type = row && (await bookingTypeById(connection, row.tenant_id, row.booking_type_id));
  return row && type && bookingOf(row, type);
}

function bookingOf(row: Row, type: BookingType): SecretBooking {
  return {
    tenantId: row.tenant_id,
    appointmentId: row.appointment_id,
    type,
    slot: { start: row.starts_at, end: row.ends_at },
    resource: row.resource_id === null ? undefined : { id: row.resource_id, name: row.resource_name ?? '' },
    subject: row.subject,
    cancelled: row.deleted,
    done: row.complete_status === completeStatus.done,
    timezone: row.timezone,
    sequence: row.sequence,
    createdAt: row.created_at,
    changedAt: row.last_modified,
  };
}

export interface MoveAsk {
  readonly start: number;
  readonly end?: number | undefined;
  readonly now: number;
}

/** Moves a booking to another slot, of the same agent or asset where they are free, in a transaction of its own (with
 * `untilSettled`).
 * @returns the booking as it is now
 * @throws Problem not-found, conflict when it can no longer be changed, slot-not-free with what is free instead */
export async function moveBooking(connection: Connection, secret: string, ask: MoveAsk): Promise<SecretBooking> {
  const booking = await changeable(connection, secret, ask.now);
  const { type, appointmentId, resource } = booking;
  const isNamed = type.assignment === assignment.named && resource !== undefined;
  const only = booksAssets(type) ? { assets: [resource?.id ?? 0] } : { agents: [resource?.id ?? 0] };
  const { slot, takers } = await lockPlace(connection, type, {
    ...ask,
    own: { appointmentId },
    prefer: resource?.id,
    alsoLock: resource?.id,
    ...(isNamed && { resources: only }),
  });
  const [taker] = takers;
  if (!taker) throw new LostRace();
  const whose: Element = booksAssets(type) ? { asset_ids: [taker.id] } : { agent_id: taker.id };
  const words = { resource_booking_timeslot: slot.start } as Element;
  await change(connection, booking, { ...words, ...timesOfSlot(type, slot, taker.zone), ...whose }, ask.now);
  await noteChange(connection, booking, booksAssets(type), taker.id);
  return (await bookingBySecret(connection, secret)) as SecretBooking;
}

/** Cancels a booking: its appointment is deleted. Cancelling again changes nothing.
 * @throws Problem not-found, conflict when it can no longer be changed */
export async function cancelBooking(connection: Connection, secret: string, now: number): Promise<SecretBooking> {
  const known = await bookingBySecret(connection, secret);
  if (known?.cancelled) return known;
  const booking = await changeable(connection, secret, now);
  await change(connection, booking, { deleted: true }, now);
  await noteChange(connection, booking, booksAssets(booking.type), booking.resource?.id ?? null);
  return (await bookingBySecret(connection, secret)) as SecretBooking;
}

async function changeable(connection: Connection, secret: string, now: number): Promise<SecretBooking> {
  const booking = await bookingBySecret(connection, secret);
  if (!booking) throw new Problem('not-found');
  if (booking.cancelled) throw new Problem('conflict', 'It has been cancelled.');
  if (booking.done) throw new Problem('conflict', 'It is over.');
  if (!isChangeable(booking.type, booking.slot.start, now))
    throw new Problem('conflict', 'It is too late to change it.');
  return booking;
}

async function change(connection: Connection, booking: SecretBooking, words: Element, now: number): Promise<void> {
  const { tenantId, appointmentId } = booking;
  const second = wholeSecond(now);
  await changeAppointment(connection, customerScope(tenantId), second, { ...words, id: appointmentId });
}

async function noteChange(connection: Connection, booking: SecretBooking, asset: boolean, resourceId: number | null) {
  await connection.query({
    name: 'note_booking_change',
    text: `update booking set sequence = sequence + 1, agent_id = $3::bigint, asset_id = $4::bigint
      where tenant_id = $1 and appointment_id = $2`,
    values: [booking.tenantId, booking.appointmentId, asset ? null : resourceId, asset ? resourceId : null],
  });
}
