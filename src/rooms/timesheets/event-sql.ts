import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { EventRow } from './schema.ts';

/** The statements that change events; event-row-sql.ts reads them. */

type Column = Exclude<keyof EventRow, 'id' | 'version'>;

const columns: [type: string, names: Column[]][] = [
  ['bigint', ['agent_id', 'ticket_id', 'client_id', 'site_id', 'appointment_id', 'created_by']],
  ['integer', ['event_type', 'break_type', 'mileage', 'charge_rate', 'contract_id']],
  ['text', ['break_note', 'subject', 'note', 'user_name', 'category1', 'category2', 'category3', 'category4']],
  ['timestamptz', ['starts_at', 'ends_at', 'last_modified']],
  ['double precision', ['timetaken', 'traveltime']],
  ['boolean', ['quick_time']],
  ['jsonb', ['extra']],
];
const written = columns.flatMap(([type, names]) => names.map((name) => ({ name, type })));
const names = written.map(({ name }) => name).join(', ');
const places = (before: number) => written.map(({ type }, index) => `$${before + index + 1}::${type}`).join(', ');

function values(row: EventRow): unknown[] {
  return written.map(({ name, type }) => {
    if (type === 'timestamptz') return instantParameter(row[name] as number | null);
    return type === 'jsonb' ? JSON.stringify(row[name]) : row[name];
  });
}

/** A row that is stored. */
export type StoredEvent = EventRow & { readonly id: number };

export async function eventsById(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
  lock: boolean,
): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query<StoredEvent>(
    `select id, version, ${names} from timesheet_event where tenant_id = $1 and id = any ($2::bigint[]) order by id
     ${lock ? 'for update' : ''}`,
    [tenantId, ids],
  );
  return rows;
}

/** Events that completed appointments have made. */
export async function eventsOfAppointments(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query<StoredEvent>({
    name: 'events_of_appointments',
    text: `select id, version, ${names} from timesheet_event where tenant_id = $1 and appointment_id = any ($2::bigint[])
      order by id`,
    values: [tenantId, ids],
  });
  return rows;
}

/** @returns the row as it is stored now */
export async function writeEvent(connection: Connection, tenantId: number, row: EventRow): Promise<StoredEvent> {
  const isNew = row.id === null;
  const text = isNew
    ? `insert into timesheet_event (tenant_id, ${names}) select $1, ${places(2)} where $2::bigint is null
       returning id, version, ${names}`
    : `update timesheet_event set (${names}) = row(${places(2)}), version = version + 1 where tenant_id = $1 and id = $2
       returning id, version, ${names}`;
  const { rows } = await connection.query<StoredEvent>({
    name: isNew ? 'insert_timesheet_event' : 'update_timesheet_event',
    text,
    values: [tenantId, row.id, ...values(row)],
  });
  return rows[0] as StoredEvent;
}

export async function removeEvents(connection: Connection, tenantId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('delete from timesheet_event where tenant_id = $1 and id = any ($2::bigint[])', [
    tenantId,
    ids,
  ]);
}

/** How many other entries of the same agent each of these overlaps; half-open, one that runs is up to now. */
export async function overlapsOf(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
  now: number,
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<{ id: number; count: number }>({
    name: 'overlapping_events',
    text: `with own as materialized (
        select id, agent_id, starts_at, coalesce(ends_at, greatest(starts_at, $3::timestamptz)) as ends_at
        from timesheet_event where tenant_id = $1 and id = any ($2::bigint[])
      )
      select own.id, count(*)::integer as count from own join timesheet_event o
        on o.tenant_id = $1 and o.agent_id = own.agent_id and o.id <> own.id and o.starts_at < own.ends_at
        and (o.starts_at > own.starts_at - interval '24 hours' or o.ends_at is null)
        and coalesce(o.ends_at, greatest(o.starts_at, $3::timestamptz)) > own.starts_at
        and coalesce(o.ends_at, greatest(o.starts_at, $3::timestamptz)) > o.starts_at
        and own.ends_at > own.starts_at
      group by own.id`,
    values: [tenantId, ids, instantParameter(now)],
  });
  return new Map(rows.map((row) => [row.id, row.count]));
}

/** An entry is at most so long. */
export const longestEntry = 24 * HOUR;

/** What rules ask about the tickets that are named. */
export async function ticketCustomers(connection: Connection, tenantId: number, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, { client_id: number | null; site_id: number | null }>();
  const { rows } = await connection.query<{ id: number; client_id: number | null; site_id: number | null }>({
    name: 'ticket_customers',
    text: 'select id, client_id, site_id from ticket where tenant_id = $1 and id = any ($2::bigint[])',
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, ...customer }) => [id, customer]));
}
