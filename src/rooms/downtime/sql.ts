import { ticketStatus } from '../../codes.ts';
import { named } from '../../kernel/db/named.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Page } from '../../wire/envelope.ts';
import type { DowntimeListQuery, DowntimeRow, StoredDowntime, TicketFacts } from './schema.ts';

/** The statements about downtimes: those that were typed, and those that tickets say. */

/** A ticket is over when it is resolved or closed, whichever was first. */
const over = `case when k.status in (${ticketStatus.resolved}, ${ticketStatus.closed}) or k.dateclosed is not null
  then greatest(k.dateoccurred, coalesce(least(k.dateresolved, k.dateclosed), k.last_modified)) end`;

/** The columns of a StoredDowntime `d`; $1 is the tenant. */
const everything = `select d.id, d.ticket_id, d.service_id, d.starts_at, d.ends_at, d.hours, d.allday, d.rrule, d.timezone,
    d.created_by, d.version, d.last_modified, false as from_ticket from downtime d where d.tenant_id = $1 and not d.deleted
  union all
  select s.downtime_id, k.id, s.service_id, k.dateoccurred, ${over}, null, false, null, null,
    null, k.version, k.last_modified, true
  from ticket k join ticket_service s on s.tenant_id = k.tenant_id and s.ticket_id = k.id
  where k.tenant_id = $1 and k.isdowntime and k.dateoccurred is not null
    and not exists (select from downtime r where r.tenant_id = $1 and r.id = s.downtime_id)`;

const withNames = (
  condition: string,
  rest = '',
) => `select d.*, k.summary as ticket_summary, v.name as service_name, v.workday_id
  from (${everything}) d join service v on v.tenant_id = $1 and v.id = d.service_id
  left join ticket k on k.tenant_id = $1 and k.id = d.ticket_id
  where ${condition} order by d.starts_at, d.id ${rest}`;

/** What overlaps a window; of what recurs, what may. */
const during = (
  from: string,
  to: string,
) => `(${to}::timestamptz is null or d.starts_at < ${to}) and (${from}::timestamptz is null
  or d.ends_at is null or d.rrule is not null or d.ends_at > ${from} or (d.ends_at = d.starts_at and d.starts_at >= ${from}))`;

/** Rows by id, as they were asked for; those that are not there are missing. */
export async function downtimesById(connection: Connection, tenantId: number, ids: readonly number[]) {
  const { rows } = await connection.query<StoredDowntime>({
    name: 'downtimes_by_id',
    text: withNames('d.id = any ($2::bigint[])'),
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** A page of a list, and how many rows the list has. */
export async function findDowntimes(
  connection: Connection,
  tenantId: number,
  query: DowntimeListQuery,
  window: { from: number | undefined; to: number | undefined },
  page: Page,
): Promise<{ rows: StoredDowntime[]; total: number }> {
  const condition = `($2::bigint <= 0 or d.service_id = $2) and ($3::bigint <= 0 or d.ticket_id = $3)
    and ($4::boolean is null or (d.ends_at is not null) = $4) and ${during('$5', '$6')}`;
  const values = [tenantId, query.service ?? 0, query.faultid ?? 0, query.ended ?? null, ...instants(window)];
  const text = withNames(condition, `limit $7 offset $8`);
  const { rows } = await connection.query<StoredDowntime>(
    named('downtimes', text, [...values, page.limit ?? null, page.offset]),
  );
  if (page.limit === undefined) return { rows, total: rows.length };
  const count = `select count(*)::integer as total from (${everything}) d where ${condition}`;
  const counted = await connection.query<{ total: number }>(named('downtimes_count', count, values));
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

/** Everything of services that may lie in a window.
 * @param serviceId 0 or less: of all */
export async function downtimesDuring(
  connection: Connection,
  tenantId: number,
  { start, end }: Interval,
  serviceId: number,
): Promise<StoredDowntime[]> {
  const { rows } = await connection.query<StoredDowntime>({
    name: 'downtimes_during',
    text: withNames(`($2::bigint <= 0 or d.service_id = $2) and ${during('$3', '$4')}`),
    values: [tenantId, serviceId, ...instants({ from: start, to: end })],
  });
  return rows;
}

const instants = ({ from, to }: { from: number | undefined; to: number | undefined }) => [
  instantParameter(from),
  instantParameter(to),
];

/** Keeps everyone else from changing these until the transaction ends, in one order. */
export async function lockDowntimes(connection: Connection, tenantId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    'select from ticket_service where tenant_id = $1 and downtime_id = any ($2::bigint[]) order by downtime_id for update',
    [tenantId, ids],
  );
  await connection.query(
    'select from downtime where tenant_id = $1 and id = any ($2::bigint[]) order by id for update',
    [tenantId, ids],
  );
}

/** Writes a new downtime, or the next version of one; what a ticket said becomes a row of its own, under its number.
 * @returns its id */
export async function writeDowntime(
  connection: Connection,
  tenantId: number,
  stored: Pick<StoredDowntime, 'id' | 'version'> | undefined,
  row: DowntimeRow,
  { now, by, deleted = false }: { now: number; by: number; deleted?: boolean },
): Promise<number> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'write_downtime',
    text: `insert into downtime as d (tenant_id, id, ticket_id, service_id, starts_at, ends_at, hours, allday, rrule, timezone,
        deleted, created_by, version, last_modified)
      values ($1, coalesce($2::bigint, nextval('downtime_number')), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      on conflict (tenant_id, id) do update set (ticket_id, service_id, starts_at, ends_at, hours, allday, rrule, timezone,
          deleted, version, last_modified)
        = row(excluded.ticket_id, excluded.service_id, excluded.starts_at, excluded.ends_at, excluded.hours, excluded.allday,
          excluded.rrule, excluded.timezone, excluded.deleted, d.version + 1, excluded.last_modified)
      returning id`,
    values: [
      tenantId,
      stored?.id ?? null,
      row.ticket_id,
      row.service_id,
      instantParameter(row.starts_at),
      instantParameter(row.ends_at),
      row.hours,
      row.allday,
      row.rrule,
      row.timezone,
      deleted,
      by,
      (stored?.version ?? 0) + 1,
      instantParameter(now),
    ],
  });
  return (rows[0] as { id: number }).id;
}

/** The tickets that new downtimes name; those that the tenant does not have are missing. */
export async function ticketFacts(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, TicketFacts>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<TicketFacts>(
    `select k.id, k.dateoccurred, array(select s.service_id::integer from ticket_service s
       where s.tenant_id = k.tenant_id and s.ticket_id = k.id order by s.service_id) as services
     from ticket k where k.tenant_id = $1 and k.id = any ($2::bigint[])`,
    [tenantId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
