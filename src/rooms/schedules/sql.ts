import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { ScheduleRow } from './schema.ts';

/** The statements about schedules. Other rooms keep theirs with them, inside their own transactions; those write the
 * change row, too. */

type Column = Exclude<keyof ScheduleRow, 'id' | 'version'>;

const columns: [type: string, names: Column[]][] = [
  ['integer', ['type', 'requesttype', 'priority']],
  ['bigint', ['uniqueid', 'agentid', 'client_id', 'site_id', 'user_id', 'team_id', 'saved_by']],
  ['text', ['subject', 'timezone', 'rrule']],
  ['double precision', ['hours']],
  ['jsonb', ['weeklyrecurrenceamount', 'dialog', 'extra']],
  ['timestamptz', ['startdate', 'enddate', 'next_creation', 'last_modified']],
];

const written = columns.flatMap(([type, names]) => names.map((name) => ({ name, type })));
const names = written.map(({ name }) => name).join(', ');
const places = (before: number) => written.map(({ type }, index) => `$${before + index + 1}::${type}`).join(', ');

function values(row: ScheduleRow): unknown[] {
  return written.map(({ name, type }) => {
    const value = row[name];
    if (type === 'timestamptz') return instantParameter(value as number | null);
    return type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
  });
}

const rowColumns = `id, ${names}, version`;

/** @returns the row with its id */
export async function insertSchedule(connection: Connection, tenantId: number, row: ScheduleRow): Promise<ScheduleRow> {
  const { rows } = await connection.query<ScheduleRow>({
    name: 'insert_schedule',
    text: `insert into schedule (tenant_id, ${names}) values ($1, ${places(1)}) returning ${rowColumns}`,
    values: [tenantId, ...values(row)],
  });
  return rows[0] as ScheduleRow;
}

/** @returns the row's next version; undefined when the tenant has no such schedule */
export async function updateSchedule(
  connection: Connection,
  tenantId: number,
  row: ScheduleRow,
): Promise<ScheduleRow | undefined> {
  const { rows } = await connection.query<ScheduleRow>({
    name: 'update_schedule',
    text: `update schedule set (${names}) = row(${places(2)}), version = version + 1
      where tenant_id = $1 and id = $2 returning ${rowColumns}`,
    values: [tenantId, row.id, ...values(row)],
  });
  return rows[0];
}

/** Its occurrences in the run queue go with it. */
export async function removeSchedule(connection: Connection, tenantId: number, id: number): Promise<void> {
  await connection.query('delete from schedule where tenant_id = $1 and id = $2', [tenantId, id]);
}

/** The schedules of some owners of one type, in the order of their ids. */
export async function schedulesOf(
  connection: Connection,
  tenantId: number,
  type: number,
  uniqueIds: readonly number[],
): Promise<ScheduleRow[]> {
  if (uniqueIds.length === 0) return [];
  const { rows } = await connection.query<ScheduleRow>({
    name: 'schedules_of',
    text: `select ${rowColumns} from schedule
      where tenant_id = $1 and type = $2 and uniqueid = any ($3::bigint[]) order by id`,
    values: [tenantId, type, uniqueIds],
  });
  return rows;
}

/** Schedules by id; those that the tenant does not have are missing.
 * @param lock keeps others from changing them until the transaction ends */
export async function schedulesById(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
  lock = false,
): Promise<Map<number, ScheduleRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<ScheduleRow & { id: number }>({
    name: lock ? 'lock_schedules' : 'schedules_by_id',
    text: `select ${rowColumns} from schedule where tenant_id = $1 and id = any ($2::bigint[])
      order by id ${lock ? 'for no key update' : ''}`,
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}
