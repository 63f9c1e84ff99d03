import { completeStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { RowWithin } from './planned-rules.ts';
import { readerParameters, seesDrafts, seesWhole, typedReader } from './row-sql.ts';

/** What agents have in their calendars at certain times: for settings that say what they would change. */

export interface AgentTime extends Interval {
  readonly agentId: number;
}

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Open appointments, tasks and shifts that overlap the times asked for, by start. */
export async function rowsWithin(
  connection: Connection,
  scope: Scope,
  asked: readonly AgentTime[],
): Promise<RowWithin[]> {
  if (asked.length === 0) return [];
  const { rows } = await connection.query<RowWithin>({
    name: 'rows_within',
    text: `select (w.place - 1)::integer as place, a.id, a.agent_id, g.name as agent_name, a.kind,
        case when ${seesWhole} then left(a.subject, 120) else 'Private' end as subject,
        ${milliseconds('a.starts_at')} as start, ${milliseconds('a.ends_at')} as "end",
        exists (select from booking b where b.tenant_id = $1 and b.appointment_id = a.id) as booked
      from unnest($7::bigint[], $8::timestamptz[], $9::timestamptz[])
        with ordinality as w (whom, starts_at, ends_at, place)
      join appointment a on a.tenant_id = $1 and a.agent_id = w.whom and a.span && tstzrange(w.starts_at, w.ends_at)
      join agent g on g.tenant_id = $1 and g.id = a.agent_id
      where a.kind < 3 and not a.is_master and not a.deleted and a.complete_status <> ${completeStatus.done}
        and ${seesDrafts} and ${typedReader}
      order by a.starts_at, a.id, w.place`,
    values: [
      ...readerParameters(scope, false),
      asked.map(({ agentId }) => agentId),
      asked.map(({ start }) => instantParameter(start)),
      asked.map(({ end }) => instantParameter(end)),
    ],
  });
  return rows;
}
