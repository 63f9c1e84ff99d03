import { lookupLists } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { BookingType } from './schema.ts';
import type { TypeDraft } from './type-rules.ts';

/** The statements about booking types. */

const columns = {
  name: 'text',
  assettype_id: 'integer',
  duration_type: 'integer',
  duration_mins: 'integer',
  duration_days: 'integer',
  appointment_type: 'integer',
  buffer_mins_before: 'integer',
  buffer_mins_after: 'integer',
  min_hours_advance: 'integer',
  max_days_advance: 'integer',
  messagehtml: 'text',
  assignment: 'integer',
  slot_step_mins: 'integer',
  max_per_day: 'integer',
  questions: 'jsonb',
  public_key: 'text',
  status_after_booking: 'integer',
} as const satisfies Partial<Record<keyof BookingType, string>>;
type Column = keyof typeof columns;

const names = Object.keys(columns) as Column[];
const places = names.map((name, index) => `$${index + 4}::${columns[name]}`).join(', ');
const storedValue = (draft: TypeDraft, name: Column) =>
  name === 'questions' ? JSON.stringify(draft[name]) : draft[name];

const whole = `select b.tenant_id, b.id, ${names.map((name) => `b.${name}`).join(', ')}, b.version, b.last_modified,
    coalesce((select l.name from lookup l where l.tenant_id = b.tenant_id and l.lookupid = ${lookupLists.assetTypes}
      and l.id = b.assettype_id), 'Agent') as type_name,
    coalesce((select json_agg(x.agent_id order by x.agent_id) from booking_type_agent x
      where x.tenant_id = b.tenant_id and x.booking_type_id = b.id), '[]') as agents,
    coalesce((select json_agg(x.team_id order by x.team_id) from booking_type_team x
      where x.tenant_id = b.tenant_id and x.booking_type_id = b.id), '[]') as teams,
    coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'start_minute', s.start_minute,
        'end_minute', s.end_minute, 'start_label', s.start_label, 'end_label', s.end_label) order by s.position)
      from booking_type_slot s where s.tenant_id = b.tenant_id and s.booking_type_id = b.id), '[]') as customslots
  from booking_type b`;

/** @param type 0 those of agents, 1 those of assets; none = all */
export async function bookingTypes(
  connection: Connection,
  tenantId: number,
  type: number | null | undefined,
): Promise<BookingType[]> {
  const { rows } = await connection.query<BookingType>({
    name: 'booking_types',
    text: `${whole} where b.tenant_id = $1 and ($2::integer is null or ($2 = 1) = (coalesce(b.assettype_id, 0) > 0))
      order by lower(b.name), b.id`,
    values: [tenantId, type ?? null],
  });
  return rows;
}

/** @returns undefined when the tenant has no such booking type */
export async function bookingTypeById(
  connection: Connection,
  tenantId: number,
  id: number,
): Promise<BookingType | undefined> {
  const { rows } = await connection.query<BookingType>({
    name: 'booking_type_by_id',
    text: `${whole} where b.tenant_id = $1 and b.id = $2`,
    values: [tenantId, id],
  });
  return rows[0];
}

/** The booking type of a public page, in whichever tenant that is enabled; letter case does not matter. */
export async function bookingTypeByKey(connection: Connection, key: string): Promise<BookingType | undefined> {
  const { rows } = await connection.query<BookingType>({
    name: 'booking_type_by_key',
    text: `${whole} join tenant t on t.id = b.tenant_id and not t.disabled where lower(b.public_key) = lower($1::text)`,
    values: [key],
  });
  return rows[0];
}

/** Keeps everyone else from changing these until the transaction ends, in one order. */
export async function lockTypes(connection: Connection, tenantId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    'select id from booking_type where tenant_id = $1 and id = any ($2::bigint[]) order by id for update',
    [tenantId, ids],
  );
}

/** Writes a booking type, a new one or the next version of another.
 * @returns its id */
export async function writeType(
  connection: Connection,
  tenantId: number,
  id: number | null,
  draft: TypeDraft,
  now: number,
): Promise<number> {
  const text =
    id === null
      ? `insert into booking_type (tenant_id, last_modified, ${names.join(', ')})
         select $1, $3, ${places} where $2::bigint is null returning id`
      : `update booking_type set (last_modified, ${names.join(', ')}) = row($3::timestamptz, ${places}), version = version + 1
         where tenant_id = $1 and id = $2 returning id`;
  const parameters = [tenantId, id, instantParameter(now), ...names.map((name) => storedValue(draft, name))];
  const { rows } = await connection.query<{ id: number }>(text, parameters);
  const written = (rows[0] as { id: number }).id;
  await writeLinks(connection, tenantId, written, 'agent', draft.agents);
  await writeLinks(connection, tenantId, written, 'team', draft.teams);
  await writeSlots(connection, tenantId, written, draft);
  return written;
}

async function writeLinks(
  connection: Connection,
  tenantId: number,
  id: number,
  kind: 'agent' | 'team',
  ids: readonly number[],
): Promise<void> {
  const table = `booking_type_${kind}`;
  await connection.query(`delete from ${table} where tenant_id = $1 and booking_type_id = $2`, [tenantId, id]);
  await connection.query(
    `insert into ${table} (tenant_id, booking_type_id, ${kind}_id) select $1, $2, x from unnest($3::bigint[]) as x`,
    [tenantId, id, ids],
  );
}

/** Slots that are sent back with their id keep it. */
async function writeSlots(connection: Connection, tenantId: number, id: number, { customslots }: TypeDraft) {
  const { rows: gone } = await connection.query<{ id: number }>(
    'delete from booking_type_slot where tenant_id = $1 and booking_type_id = $2 returning id',
    [tenantId, id],
  );
  const own = new Set(gone.map((slot) => slot.id));
  const kept = customslots.map((slot, index) => ({
    ...slot,
    position: index,
    id: slot.id !== null && own.delete(slot.id) ? slot.id : null,
  }));
  await connection.query(
    `insert into booking_type_slot (tenant_id, booking_type_id, id, position, name, start_minute, end_minute, start_label,
       end_label)
     select $1, $2, coalesce(s.id, nextval(pg_get_serial_sequence('booking_type_slot', 'id'))), s.position, s.name,
       s.start_minute, s.end_minute, s.start_label, s.end_label
     from jsonb_to_recordset($3::jsonb) as s (id bigint, position integer, name text, start_minute integer,
       end_minute integer, start_label text, end_label text)`,
    [tenantId, id, JSON.stringify(kept)],
  );
}

/** Appointments that were booked by it and are still to come. */
export async function upcomingBookings(
  connection: Connection,
  tenantId: number,
  id: number,
  now: number,
): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>(
    `select a.id from booking b join appointment a on a.tenant_id = b.tenant_id and a.id = b.appointment_id
     where b.tenant_id = $1 and b.booking_type_id = $2 and not a.deleted and a.complete_status <> 0 and a.ends_at > $3
     order by a.starts_at, a.id limit 20`,
    [tenantId, id, instantParameter(now)],
  );
  return rows.map((row) => row.id);
}

/** Its slots, holds and links go with it; appointments stay. */
export async function removeType(connection: Connection, tenantId: number, id: number): Promise<void> {
  await connection.query('delete from booking_type where tenant_id = $1 and id = $2', [tenantId, id]);
}
