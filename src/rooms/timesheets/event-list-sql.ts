import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { entriesTouching } from './event-row-sql.ts';

/** Ids of the events of agents that overlap a window, by start; one that runs is up to now. Either end may be open. */
export async function eventIds(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
  now: number,
): Promise<number[]> {
  if (agentIds.length === 0) return [];
  const { rows } = await connection.query<{ id: number }>({
    name: 'timesheet_event_ids',
    text: `select e.id from ${entriesTouching({ agent: 'any ($2::bigint[])', start: '$3', end: '$4', now: '$5' })} e
      order by e.starts_at, e.id`,
    values: [
      tenantId,
      agentIds,
      Number.isFinite(start) ? instantParameter(start) : '-infinity',
      Number.isFinite(end) ? instantParameter(end) : 'infinity',
      instantParameter(now),
    ],
  });
  return rows.map(({ id }) => id);
}
