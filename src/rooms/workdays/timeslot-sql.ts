import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
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

/** Busy time that overlaps a window, by agent. */
export async function busyTimes(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
): Promise<Map<number, Interval[]>> {
  const { rows } = await connection.query<Interval & { agent_id: number }>({
    name: 'busy_times',
    text: `select a.agent_id, a.starts_at as start, a.ends_at as end
      from unnest($2::bigint[]) as asked (agent_id) cross join lateral (
        select b.agent_id, b.starts_at, b.ends_at from appointment b
        where b.tenant_id = $1 and b.agent_id = asked.agent_id and b.busy
          and tstzrange(b.starts_at, b.ends_at) && tstzrange($3::timestamptz, $4::timestamptz)) a`,
    values: [tenantId, agentIds, instantParameter(start), instantParameter(end)],
  });
  const byAgent = new Map<number, Interval[]>();
  for (const { agent_id, start: from, end: until } of rows) {
    byAgent.set(agent_id, [...(byAgent.get(agent_id) ?? []), { start: from, end: until }]);
  }
  return byAgent;
}
