import { completeStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { type ChangedRow, changedRows } from '../workdays/remembered-work-sql.ts';
import { type ShiftRow, shiftRows, shiftsFrom } from '../workdays/work-sql.ts';
import { booksAssets } from './resource-sql.ts';
import type { BookingType } from './schema.ts';

/** What takes the time of agents and assets: busy appointments, bookings, and the holds of others. */

/** What is the asker's own does not stand in their way. */
export interface Own {
  /** SHA-256 of the token of their hold. */
  readonly hold?: Buffer | undefined;
  /** The appointment that they are moving. */
  readonly appointmentId?: number | undefined;
}

export interface BusyAsked {
  readonly ids: readonly number[];
  readonly window: Interval;
  readonly now: number;
  readonly own: Own;
}

/** Whose time is asked for, and when. */
export interface TimeAsked extends Omit<BusyAsked, 'ids'> {
  readonly id: number;
}

/** What takes time, by the place of what was asked; what takes none is missing. */
export interface Taken {
  readonly busy: ReadonlyMap<number, readonly Interval[]>;
  /** Shifts, in the order of their starts; of assets none. */
  readonly shifts: ReadonlyMap<number, readonly Interval[]>;
  /** Settings have changed since the snapshot. */
  readonly changed: boolean;
}

export type Booked = 'agent' | 'asset';

export const bookedKind = (type: BookingType): Booked => (booksAssets(type) ? 'asset' : 'agent');

/** What takes the time that is asked for, in one statement however much is asked, of however many requests: a round trip
 * costs more than what it finds.
 * @param snapshot of a memory, whose settings are looked at, too */
export async function timesTaken(
  connection: Connection,
  tenantId: number,
  kind: Booked,
  asked: readonly TimeAsked[],
  snapshot: string,
): Promise<Taken> {
  const { rows } = await connection.query<BusyRow | ShiftRow | ChangedRow>({
    name: `times_taken_of_${kind}s`,
    text: takenTexts[kind],
    values: [tenantId, ...columnsOf(asked), snapshot],
  });
  return {
    busy: busyFrom(rows.filter((row) => row.kind === 'busy')),
    shifts: shiftsFrom(rows.filter((row) => row.kind === 'shift')),
    changed: rows.some(({ kind }) => kind === 'changed'),
  };
}

function columnsOf(asked: readonly TimeAsked[]): unknown[] {
  return [
    asked.map(({ id }) => id),
    asked.map(({ window }) => instantParameter(window.start)),
    asked.map(({ window }) => instantParameter(window.end)),
    asked.map(({ now }) => instantParameter(now)),
    asked.map(({ own }) => own.hold ?? null),
    asked.map(({ own }) => own.appointmentId ?? null),
  ];
}

/** What is asked as a relation: the place of each as its `id`, the agent or asset as `whom`. */
const asked = `(select w.place - 1 as id, w.whom, w.starts_at, w.ends_at, w.present, w.hold, w.appointment
  from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::bytea[], $7::bigint[])
    with ordinality as w (whom, starts_at, ends_at, present, hold, appointment, place)) asked`;

const seconds = (round: 'floor' | 'ceil', column: string) => `${round}(date_part('epoch', ${column}))::bigint`;
const milliseconds = (column: string) => `date_part('epoch', ${column}) * 1000`;
const overlaps = (row: string) =>
  `tstzrange(${row}.starts_at, ${row}.ends_at) && tstzrange(asked.starts_at, asked.ends_at)`;

/** Mirrors of leave are left out: leave counts as such, without buffers. */
const claimed = {
  agent: `select x.starts_at, x.ends_at from appointment x
    where x.tenant_id = $1 and x.agent_id = asked.whom and x.busy and x.holiday_id is null and ${overlaps('x')}
      and x.id is distinct from asked.appointment`,
  asset: `select x.starts_at, x.ends_at from appointment_asset x
    where x.tenant_id = $1 and x.asset_id = asked.whom and x.busy and ${overlaps('x')}
      and x.appointment_id is distinct from asked.appointment`,
};

/** Bookings whose appointment does not take the time by itself: tentative ones, and assets that others may share. */
const unclaimed = (kind: Booked) => `select a.starts_at, a.ends_at
    from booking b join appointment a on a.tenant_id = b.tenant_id and a.id = b.appointment_id
    where b.tenant_id = $1 and b.${kind}_id = asked.whom and not b.claims_time and not a.deleted
      and a.complete_status <> ${completeStatus.done} and a.starts_at < asked.ends_at and a.ends_at > asked.starts_at
      ${kind === 'agent' ? 'and a.agent_id = b.agent_id and not a.busy' : ''} and a.id is distinct from asked.appointment`;

const held = (kind: Booked) => `select h.starts_at, h.ends_at from booking_hold h
    where h.tenant_id = $1 and h.${kind}_id = asked.whom and h.${kind}_id is not null and h.expires_at > asked.present
      and ${overlaps('h')} and h.token_hash is distinct from asked.hold`;

/** Times are written by the thousand: whole seconds in one flat list cost half of what pairs of milliseconds do. */
const busyRows = (kind: Booked) => `select 'busy' as kind, asked.id, found.times as facts
  from ${asked} cross join lateral (
    select ('[' || string_agg(${seconds('floor', 't.starts_at')} || ',' || ${seconds('ceil', 't.ends_at')}, ',') || ']')::json
      as times from (${claimed[kind]} union all ${unclaimed(kind)} union all ${held(kind)}) t) found
  where found.times is not null`;

const takenTexts = {
  agent: `${changedRows('$8')} union all ${busyRows('agent')} union all ${shiftRows(asked)}`,
  asset: `${changedRows('$8')} union all ${busyRows('asset')}`,
};

interface BusyRow {
  readonly kind: 'busy';
  readonly id: number;
  /** Start and end of one after the other, in seconds. */
  readonly facts: readonly number[];
}

function busyFrom(rows: readonly BusyRow[]): Map<number, Interval[]> {
  return new Map(rows.map(({ id, facts }) => [id, pairs(facts)]));
}

function pairs(facts: readonly number[]): Interval[] {
  const times: Interval[] = [];
  for (let at = 0; at < facts.length; at += 2)
    times.push({ start: (facts[at] as number) * SECOND, end: (facts[at + 1] as number) * SECOND });
  return times;
}

const busyTexts = { agent: busyRows('agent'), asset: busyRows('asset') };

/** Busy times of whatever a booking type books that overlap a window, by id; who has none is missing. */
export function busyTimes(
  connection: Connection,
  type: BookingType,
  asked: BusyAsked,
): Promise<Map<number, Interval[]>> {
  return readBusy(connection, type.tenant_id, bookedKind(type), asked);
}

/** The same of agents, whatever may book them. */
export function agentBusyTimes(
  connection: Connection,
  tenantId: number,
  asked: BusyAsked,
): Promise<Map<number, Interval[]>> {
  return readBusy(connection, tenantId, 'agent', asked);
}

async function readBusy(
  connection: Connection,
  tenantId: number,
  kind: Booked,
  { ids, ...times }: BusyAsked,
): Promise<Map<number, Interval[]>> {
  const { rows } = await connection.query<BusyRow>({
    name: `booking_busy_${kind}`,
    text: busyTexts[kind],
    values: [tenantId, ...columnsOf(ids.map((id) => ({ id, ...times })))],
  });
  return new Map([...busyFrom(rows)].map(([place, times]) => [ids[place] as number, times]));
}

const bookedText = (kind: 'agent' | 'asset') => `select asked.id, found.starts
  from unnest($2::bigint[]) as asked (id) cross join lateral (
    select json_agg(${milliseconds('t.starts_at')}) as starts from (
      select a.starts_at from booking b join appointment a on a.tenant_id = b.tenant_id and a.id = b.appointment_id
      where b.tenant_id = $1 and b.booking_type_id = $8::bigint
        and ${kind === 'agent' ? 'a.agent_id' : 'b.asset_id'} = asked.id
        and not a.deleted and a.id is distinct from $7::bigint
        and a.starts_at >= $3::timestamptz and a.starts_at < $4::timestamptz
      union all
      select h.starts_at from booking_hold h
      where h.tenant_id = $1 and h.booking_type_id = $8::bigint and h.${kind}_id = asked.id
        and h.expires_at > $5::timestamptz and h.token_hash is distinct from $6::bytea
        and h.starts_at >= $3::timestamptz and h.starts_at < $4::timestamptz) t) found
  where found.starts is not null`;

const bookedTexts = { agent: bookedText('agent'), asset: bookedText('asset') };

/** Starts of the bookings (and holds of others) of a type in a window, by who is booked. */
export async function bookedStarts(
  connection: Connection,
  type: BookingType,
  { ids, window, now, own }: BusyAsked,
): Promise<Map<number, number[]>> {
  const kind = bookedKind(type);
  const { rows } = await connection.query<{ id: number; starts: number[] }>({
    name: `booking_booked_${kind}`,
    text: bookedTexts[kind],
    values: [
      type.tenant_id,
      ids,
      instantParameter(window.start),
      instantParameter(window.end),
      instantParameter(now),
      own.hold ?? null,
      own.appointmentId ?? null,
      type.id,
    ],
  });
  return new Map(rows.map(({ id, starts }) => [id, starts]));
}

/** When it was whose turn last, by who is booked. */
export async function turnsOf(
  connection: Connection,
  { tenant_id, id }: BookingType,
  ids: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await connection.query<{ resource_id: number; turn: number }>({
    name: 'booking_turns',
    text: `select resource_id, turn from booking_type_turn
      where tenant_id = $1 and booking_type_id = $2 and resource_id = any ($3::bigint[])`,
    values: [tenant_id, id, ids],
  });
  return new Map(rows.map(({ resource_id, turn }) => [resource_id, turn]));
}

/** It was their turn. */
export async function noteTurn(
  connection: Connection,
  { tenant_id, id }: BookingType,
  resourceId: number,
): Promise<void> {
  await connection.query({
    name: 'note_booking_turn',
    text: `insert into booking_type_turn (tenant_id, booking_type_id, resource_id, turn)
      values ($1, $2, $3, nextval('booking_turn'))
      on conflict (tenant_id, booking_type_id, resource_id) do update set turn = excluded.turn`,
    values: [tenant_id, id, resourceId],
  });
}
