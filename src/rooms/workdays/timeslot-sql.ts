import type { Connection } from '../../kernel/db/transaction.ts';
import type { TimeslotRow } from './schema.ts';

/** What GET /Timeslot asks of the database, beside when agents work. */

export type StoredTimeslot = TimeslotRow & { readonly workday_id: number; readonly workday_guid: string };

/** @param workdayId 0 or less: of all workdays */
export async function timeslotsOf(
  connection: Connection,
  tenantId: number,
  workdayId: number,
): Promise<StoredTimeslot[]> {
  const { rows } = await connection.query<StoredTimeslot>({
    name: 'timeslots_of_workday',
    text: `select s.id, s.name, s.start_second as start, s.end_second as end, s.start_label, s.end_label, s.workday_id,
        w.guid as workday_guid
      from workday_timeslot s join workday w on w.tenant_id = s.tenant_id and w.id = s.workday_id
      where s.tenant_id = $1 and ($2::bigint <= 0 or s.workday_id = $2)
      order by lower(w.name), s.workday_id, s.start_second, s.id`,
    values: [tenantId, workdayId],
  });
  return rows;
}

/** Whose time can be booked: active agents that are not excluded from it. */
export async function bookableAgents(connection: Connection, tenantId: number): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'agents_with_capacity',
    text: 'select id from agent where tenant_id = $1 and not isdisabled and not excludefromresourcebooking order by id',
    values: [tenantId],
  });
  return rows.map(({ id }) => id);
}
