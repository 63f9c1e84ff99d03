import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { queueStatus } from './occurrence-schema.ts';
import { laterOf, occurrencesSince } from './queue-rules.ts';
import type { ScheduleRow } from './schema.ts';
import { schedulesById } from './sql.ts';

/** What is in the run queue: of each scheduled ticket everything that has fallen due, and the next one. */

/** After a save: what is still to come goes, what the rule says now takes its place. What fell due stays. */
export async function requeue(connection: Connection, tenantId: number, row: ScheduleRow, now: number): Promise<void> {
  await connection.query(
    `delete from schedule_occurrence
     where tenant_id = $1 and schedule_id = $2 and status = ${queueStatus.due} and creation_date > $3`,
    [tenantId, row.id, instantParameter(now)],
  );
  if (row.next_creation !== null) await enqueue(connection, tenantId, row.id as number, [row.next_creation], now);
}

/** Puts occurrences into the queue that are not there yet. */
async function enqueue(
  connection: Connection,
  tenantId: number,
  scheduleId: number,
  instants: readonly number[],
  now: number,
): Promise<void> {
  await connection.query({
    name: 'enqueue_occurrences',
    text: `insert into schedule_occurrence (tenant_id, schedule_id, creation_date, timestamp, due_at)
      select $1, $2, x.at, $4, x.at from unnest($3::timestamptz[]) as x (at)
      on conflict (tenant_id, schedule_id, creation_date) do nothing`,
    values: [tenantId, scheduleId, instants.map(instantParameter), instantParameter(now)],
  });
}

async function setNextCreation(connection: Connection, tenantId: number, id: number, at: number | null) {
  await connection.query('update schedule set next_creation = $3 where tenant_id = $1 and id = $2', [
    tenantId,
    id,
    instantParameter(at),
  ]);
}

/** Tenants that have something to do at `now`. */
export async function tenantsWithWork(connection: Connection, now: number): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'tenants_with_work',
    text: `select t.id from tenant t where not t.disabled and t.id in (
        select tenant_id from schedule where next_creation <= $1
        union select tenant_id from schedule_occurrence where due_at <= $1)
      order by t.id`,
    values: [instantParameter(now)],
  });
  return rows.map(({ id }) => id);
}

const schedulesAtOnce = 100;

/** Queues what has fallen due, and the next one, of some schedules whose latest queued occurrence is due. A transaction.
 * @returns how many schedules there were */
export async function fillQueue(connection: Connection, tenantId: number, now: number): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(
    `select id from schedule where tenant_id = $1 and next_creation <= $2
     order by next_creation limit ${schedulesAtOnce} for no key update skip locked`,
    [tenantId, instantParameter(now)],
  );
  const schedules = await schedulesById(
    connection,
    tenantId,
    rows.map(({ id }) => id),
  );
  for (const [id, row] of schedules) {
    const { instants, latest } = occurrencesSince(row, now);
    if (instants.length > 0) await enqueue(connection, tenantId, id, instants, now);
    await setNextCreation(connection, tenantId, id, latest);
  }
  return schedules.size;
}

/** Queues what comes after the latest queued occurrence of a locked schedule, though that is not due.
 * @returns its instant; undefined when the schedule has no further one */
export async function queueOneMore(
  connection: Connection,
  tenantId: number,
  row: ScheduleRow,
  now: number,
): Promise<number | undefined> {
  const later = laterOf(row);
  await setNextCreation(connection, tenantId, row.id as number, later ?? null);
  if (later !== undefined) await enqueue(connection, tenantId, row.id as number, [later], now);
  return later;
}
