import { approvalStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import { schedulesOf } from '../schedules/sql.ts';
import type { HolidayRow } from './schema.ts';

/** The statements about holidays; the list has its own in list-sql.ts, and closed-sql.ts tells when nobody works. */

/** A stored row, with the names of what it points at. */
export interface StoredHoliday extends HolidayRow {
  readonly id: string;
  readonly holid: number;
  readonly agent_name: string | null;
  readonly workday_name: string | null;
  readonly workday_guid: string | null;
  readonly service_name: string | null;
  readonly holiday_type_name: string | null;
}

type Column = Exclude<keyof HolidayRow, 'id' | 'holid' | 'version' | 'freeze_clients'>;

const columns: [type: string, names: Column[]][] = [
  ['text', ['name', 'approvalnote', 'loaded_from']],
  ['integer', ['entity', 'holiday_type', 'approval_status']],
  ['bigint', ['workday_id', 'agent_id', 'service_id', 'decided_by', 'created_by']],
  ['boolean', ['all_day', 'is_recurring', 'freeze_per_client']],
  ['date', ['start_date', 'end_date']],
  ['timestamptz', ['starts_at', 'ends_at', 'requested_at', 'decided_at', 'last_modified']],
  ['double precision', ['duration', 'risk']],
  ['jsonb', ['extra']],
];
const written = columns.flatMap(([type, names]) => names.map((name) => ({ name, type })));
const names = written.map(({ name }) => name).join(', ');
const places = (before: number) => written.map(({ type }, index) => `$${before + index + 1}::${type}`).join(', ');

function values(row: HolidayRow): unknown[] {
  return written.map(({ name, type }) => {
    if (type === 'timestamptz') return instantParameter(row[name] as number | null);
    return type === 'jsonb' ? JSON.stringify(row[name]) : row[name];
  });
}

/** Everything of rows `h`, with names. */
export const wholeHoliday = `select h.id, h.holid, h.version, ${written.map(({ name }) => `h.${name}`).join(', ')},
    array(select c.client_id::integer from holiday_freeze_client c
      where c.tenant_id = h.tenant_id and c.holiday_id = h.id order by c.client_id) as freeze_clients,
    agent.name as agent_name, w.name as workday_name, w.guid as workday_guid, v.name as service_name,
    kind_entry.name as holiday_type_name
  from holiday h
  left join agent on agent.tenant_id = h.tenant_id and agent.id = h.agent_id
  left join workday w on w.tenant_id = h.tenant_id and w.id = h.workday_id
  left join service v on v.tenant_id = h.tenant_id and v.id = h.service_id
  left join lookup kind_entry on kind_entry.tenant_id = h.tenant_id and kind_entry.lookupid = 109
    and kind_entry.id = h.holiday_type`;

/** Rows by id; those that the tenant does not have are missing. */
export async function holidaysById(
  connection: Connection,
  tenantId: number,
  ids: readonly string[],
): Promise<Map<string, StoredHoliday>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<StoredHoliday>({
    name: 'holidays_by_id',
    text: `${wholeHoliday} where h.tenant_id = $1 and h.id = any ($2::uuid[])`,
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Keeps everyone else from changing these until the transaction ends, in one order. What they hold is read by a later
 * statement: this one still sees what was there before it waited. */
export async function lockHolidays(connection: Connection, tenantId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    'select id from holiday where tenant_id = $1 and id = any ($2::uuid[]) order by id for update',
    [tenantId, ids],
  );
}

/** Writes a row, a new one or its next version, with the clients of a freeze.
 * @returns its id and number */
export async function writeHoliday(
  connection: Connection,
  tenantId: number,
  row: HolidayRow,
): Promise<{ id: string; holid: number }> {
  const text =
    row.id === null
      ? `insert into holiday (tenant_id, ${names}) select $1, ${places(2)} where $2::uuid is null returning id, holid`
      : `update holiday set (${names}) = row(${places(2)}), version = version + 1
         where tenant_id = $1 and id = $2 returning id, holid`;
  const { rows } = await connection.query<{ id: string; holid: number }>(text, [tenantId, row.id, ...values(row)]);
  const saved = rows[0] as { id: string; holid: number };
  await connection.query(
    'delete from holiday_freeze_client where tenant_id = $1 and holiday_id = $2 and client_id <> all ($3::bigint[])',
    [tenantId, saved.id, row.freeze_clients],
  );
  await connection.query(
    `insert into holiday_freeze_client (tenant_id, holiday_id, client_id)
     select $1, $2, c.id from unnest($3::bigint[]) as c (id) on conflict do nothing`,
    [tenantId, saved.id, row.freeze_clients],
  );
  return saved;
}

/** Its schedule goes with it. */
export async function removeHoliday(
  connection: Connection,
  tenantId: number,
  { id, holid }: Pick<StoredHoliday, 'id' | 'holid'>,
): Promise<void> {
  await removeScheduleOf(connection, tenantId, holid);
  await connection.query('delete from holiday where tenant_id = $1 and id = $2', [tenantId, id]);
}

export async function removeScheduleOf(connection: Connection, tenantId: number, holid: number): Promise<void> {
  await connection.query('delete from schedule where tenant_id = $1 and type = $2 and uniqueid = $3', [
    tenantId,
    scheduleType.holiday,
    holid,
  ]);
}

/** The schedules of those that recur, by holid. */
export async function schedulesOfHolidays(
  connection: Connection,
  tenantId: number,
  holidays: readonly Pick<StoredHoliday, 'holid' | 'is_recurring'>[],
): Promise<Map<number, ScheduleRow>> {
  const holids = holidays.filter((one) => one.is_recurring).map((one) => one.holid);
  const rows = await schedulesOf(connection, tenantId, scheduleType.holiday, holids);
  return new Map(rows.map((row) => [row.uniqueid as number, row]));
}

/** The holiday that a schedule belongs to, by its number. */
export async function holidayNumbered(
  connection: Connection,
  tenantId: number,
  holid: number,
): Promise<StoredHoliday | undefined> {
  const text = `${wholeHoliday} where h.tenant_id = $1 and h.holid = $2`;
  return (await connection.query<StoredHoliday>(text, [tenantId, holid])).rows[0];
}

/** The public holidays of workdays, by date. */
export async function holidaysOfWorkdays(
  connection: Connection,
  tenantId: number,
  workdayIds: readonly number[],
): Promise<StoredHoliday[]> {
  if (workdayIds.length === 0) return [];
  const { rows } = await connection.query<StoredHoliday>({
    name: 'holidays_of_workdays',
    text: `${wholeHoliday} where h.tenant_id = $1 and h.workday_id = any ($2::bigint[])
      order by coalesce(h.starts_at, h.start_date::timestamp at time zone 'UTC'), lower(h.name), h.holid`,
    values: [tenantId, workdayIds],
  });
  return rows;
}

/** Leave that recurs and has not been rejected, of agents who are not disabled. */
export async function recurringLeave(connection: Connection, tenantId: number): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>(
    `select h.id from holiday h join agent a on a.tenant_id = h.tenant_id and a.id = h.agent_id and not a.isdisabled
     where h.tenant_id = $1 and h.is_recurring and h.approval_status <> ${approvalStatus.rejected} order by h.holid`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}
