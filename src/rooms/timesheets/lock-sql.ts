import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { isLocked, lockedProblem, stateOf } from './approval-rules.ts';

/** Locked days. Whoever would change what is on a day calls `lockDays` first, in the transaction of the change: then the
 * day stays as it is until that transaction ends, and none that waits for a decision or is approved is changed. */

/** A civil day of an agent. With `start` and `end` of what is to change there, days that were handed in when the agent had
 * another zone are kept, too: a locked day keeps the hours it had. */
export interface AgentDay {
  readonly agentId: number;
  readonly day: number;
  readonly start?: number;
  readonly end?: number;
}

/** Locks the days until the transaction ends, in the order of agents and days.
 * @throws Problem conflict, telling which days are handed in or approved */
export async function lockDays(connection: Connection, tenantId: number, days: readonly AgentDay[]): Promise<void> {
  if (days.length === 0) return;
  const rows = await lockRows(connection, tenantId, days);
  const locked = rows
    .map(({ agent_id, day, approval_status }) => ({ agentId: agent_id, date: day, state: stateOf(approval_status) }))
    .filter(({ state }) => isLocked(state));
  if (locked.length > 0) throw lockedProblem(locked);
  await refuseKeptHours(connection, tenantId, days);
}

export interface LockedRow {
  readonly id: number;
  readonly agent_id: number;
  readonly day: string;
  readonly approval_status: number | null;
  /** Nobody had made it before. */
  readonly isNew: boolean;
}

/** Makes the rows that are missing and locks all, whatever their state.
 * @returns them in the order of agents and days */
export async function lockRows(
  connection: Connection,
  tenantId: number,
  days: readonly Pick<AgentDay, 'agentId' | 'day'>[],
): Promise<LockedRow[]> {
  const wanted = [tenantId, days.map(({ agentId }) => agentId), days.map(({ day }) => formatCivilDate(day))];
  // Two statements: a look in the statement that makes rows does not see those that another transaction just made.
  const made = await connection.query<{ id: number }>({
    name: 'make_timesheets',
    text: `insert into timesheet (tenant_id, agent_id, day, last_modified)
      select distinct $1::integer, w.agent_id, w.day, now() from unnest($2::bigint[], $3::date[]) as w (agent_id, day)
      where not exists (select from timesheet s where s.tenant_id = $1 and s.agent_id = w.agent_id and s.day = w.day)
      order by w.agent_id, w.day
      on conflict (tenant_id, agent_id, day) do nothing returning id`,
    values: wanted,
  });
  const { rows } = await connection.query<Omit<LockedRow, 'isNew'>>({
    name: 'lock_timesheets',
    text: `select s.id, s.agent_id, s.day, s.approval_status from timesheet s
      where s.tenant_id = $1 and (s.agent_id, s.day) in (select * from unnest($2::bigint[], $3::date[]))
      order by s.agent_id, s.day for update`,
    values: wanted,
  });
  const fresh = new Set(made.rows.map(({ id }) => id));
  return rows.map((row) => ({ ...row, isNew: fresh.has(row.id) }));
}

/** The hours that a locked day had when it was handed in stay its own, wherever its agent goes. */
async function refuseKeptHours(connection: Connection, tenantId: number, days: readonly AgentDay[]): Promise<void> {
  const timed = days.flatMap(({ agentId, start, end }) =>
    start === undefined || end === undefined ? [] : [{ agentId, start, end }],
  );
  if (timed.length === 0) return;
  const { rows } = await connection.query<Pick<LockedRow, 'agent_id' | 'day' | 'approval_status'>>({
    name: 'timesheets_of_other_zones',
    text: `select s.agent_id, s.day, s.approval_status
      from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[]) as w (agent_id, starts_at, ends_at)
      join timesheet s on s.tenant_id = $1 and s.agent_id = w.agent_id
        and s.day between (w.starts_at at time zone 'UTC')::date - 2 and (w.ends_at at time zone 'UTC')::date + 2
        and s.locked_from < greatest(w.ends_at, w.starts_at + interval '1 second') and s.locked_until > w.starts_at`,
    values: [
      tenantId,
      timed.map(({ agentId }) => agentId),
      timed.map(({ start }) => instantParameter(start)),
      timed.map(({ end }) => instantParameter(end)),
    ],
  });
  if (rows.length === 0) return;
  throw lockedProblem(
    rows.map((row) => ({ agentId: row.agent_id, date: row.day, state: stateOf(row.approval_status) })),
  );
}
