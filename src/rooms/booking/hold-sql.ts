import { tokenHash } from '../../kernel/auth/secret.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { LostRace, lockPlace, type PlaceAsk } from './place-sql.ts';
import { booksAssets, type NamedResource } from './resource-sql.ts';
import type { BookingType } from './schema.ts';

/** Slots that are kept while a customer types. They take the time of whoever is held, for everyone else. */

export const holdMilliseconds = 10 * MINUTE;

export interface Hold {
  readonly slot: Interval;
  readonly resource: NamedResource;
  readonly until: number;
}

export interface HoldAsk extends Omit<PlaceAsk, 'own' | 'prefer' | 'alsoLock'> {
  /** What the holder shows; any secret. */
  readonly token: string;
}

/** Keeps a slot for ten minutes, in a transaction of its own (with `untilSettled`). What the same token held before is
 * let go.
 * @throws Problem slot-not-free with what is free instead */
export async function placeHold(
  connection: Connection,
  tenantId: number,
  type: BookingType,
  { token, ...ask }: HoldAsk,
): Promise<Hold> {
  const hold = tokenHash(token);
  const { slot, takers } = await lockPlace(connection, type, { ...ask, own: { hold } });
  await releaseHold(connection, tenantId, token);
  const until = ask.now + holdMilliseconds;
  for (const resource of takers) {
    await forgetExpired(connection, type, resource.id, ask.now);
    if (await insertHold(connection, type, resource.id, { slot, until, hold })) return { slot, resource, until };
  }
  throw new LostRace();
}

/** Lets a slot go; nothing happens where nothing is held. */
export async function releaseHold(connection: Connection, tenantId: number, token: string): Promise<void> {
  await connection.query({
    name: 'release_hold',
    text: 'delete from booking_hold where tenant_id = $1 and token_hash = $2',
    values: [tenantId, tokenHash(token)],
  });
}

/** What a token holds now; undefined when it has expired or was let go. */
export async function heldBy(
  connection: Connection,
  tenantId: number,
  token: string,
  now: number,
): Promise<(Hold & { readonly bookingTypeId: number }) | undefined> {
  const { rows } = await connection.query<HeldRow>({
    name: 'held_by',
    text: `select h.booking_type_id, coalesce(h.agent_id, h.asset_id) as id, coalesce(a.name, x.name) as name,
        h.starts_at, h.ends_at, h.expires_at
      from booking_hold h
      left join agent a on a.tenant_id = h.tenant_id and a.id = h.agent_id
      left join asset x on x.tenant_id = h.tenant_id and x.id = h.asset_id
      where h.tenant_id = $1 and h.token_hash = $2 and h.expires_at > $3`,
    values: [tenantId, tokenHash(token), instantParameter(now)],
  });
  const [row] = rows;
  return (
    row && {
      bookingTypeId: row.booking_type_id,
      slot: { start: row.starts_at, end: row.ends_at },
      resource: { id: row.id, name: row.name },
      until: row.expires_at,
    }
  );
}

interface HeldRow {
  booking_type_id: number;
  id: number;
  name: string;
  starts_at: number;
  ends_at: number;
  expires_at: number;
}

/** For the nightly job: what nobody has asked for again since it expired. */
export async function forgetExpiredHolds(connection: Connection, tenantId: number, now: number): Promise<void> {
  await connection.query('delete from booking_hold where tenant_id = $1 and expires_at <= $2', [
    tenantId,
    instantParameter(now),
  ]);
}

async function forgetExpired(connection: Connection, type: BookingType, id: number, now: number): Promise<void> {
  const column = booksAssets(type) ? 'asset_id' : 'agent_id';
  await connection.query({
    name: `forget_expired_holds_${column}`,
    text: `delete from booking_hold where tenant_id = $1 and ${column} = $2 and expires_at <= $3`,
    values: [type.tenant_id, id, instantParameter(now)],
  });
}

async function insertHold(
  connection: Connection,
  type: BookingType,
  id: number,
  { slot, until, hold }: { slot: Interval; until: number; hold: Buffer },
): Promise<boolean> {
  const { rows } = await connection.query({
    name: 'place_hold',
    text: `insert into booking_hold
        (tenant_id, booking_type_id, agent_id, asset_id, starts_at, ends_at, expires_at, token_hash)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
    values: [
      type.tenant_id,
      type.id,
      booksAssets(type) ? null : id,
      booksAssets(type) ? id : null,
      instantParameter(slot.start),
      instantParameter(slot.end),
      instantParameter(until),
      hold,
    ],
  });
  return rows.length > 0;
}
