import { earliestFit } from '../../kernel/availability/next-free.ts';
import { freeTime } from '../../kernel/availability/working-time.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { type Interval, type IntervalSet, intersectIntervals } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { type Work, workingTimeOf } from '../workdays/work-rules.ts';
import { readAssetWork, readWork } from '../workdays/work-sql.ts';
import type { AppointmentRow } from './row.ts';

/** When a row that clashes would fit. It tells no more of the rows in the way than that they are busy, which everybody sees. */

type Clashing = Pick<AppointmentRow, 'id' | 'agent_id' | 'starts_at' | 'ends_at' | 'asset_ids'>;

/** Days after the start that is asked for; most answers are found in the first. */
const ranges = [7, 56, 366];

/** The earliest start at or after its own at which the row fits inside the working hours of its agent (and of its assets),
 * and nothing busy is in the way; undefined when there is none within a year. */
export async function nextFreeStart(
  connection: Connection,
  tenantId: number,
  row: Clashing,
): Promise<number | undefined> {
  const { starts_at: from, ends_at } = row;
  if (from === null || ends_at === null) return undefined;
  for (const days of ranges) {
    const window = { start: from, end: from + days * DAY + (ends_at - from) };
    const free = freeTime(
      await workingTimeFor(connection, tenantId, row, window),
      await busyFor(connection, tenantId, row, window),
    );
    const found = earliestFit(free, ends_at - from, from);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** When the agent works and every asset can be used. */
async function workingTimeFor(
  connection: Connection,
  tenantId: number,
  { agent_id, asset_ids }: Clashing,
  window: Interval,
): Promise<IntervalSet> {
  const agents = agent_id === null ? [] : [agent_id];
  const works: Work[] = [
    ...(await readWork(connection, tenantId, agents, window)).values(),
    ...(await readAssetWork(connection, tenantId, asset_ids, window)).values(),
  ];
  const times = works.map((work) => workingTimeOf(work, window));
  return times.reduce((one, other) => intersectIntervals(one, other), [window]);
}

async function busyFor(
  connection: Connection,
  tenantId: number,
  { id, agent_id, asset_ids }: Clashing,
  { start, end }: Interval,
): Promise<Interval[]> {
  const { rows } = await connection.query<Interval>({
    name: 'busy_around_clash',
    text: `select a.starts_at as start, a.ends_at as end from appointment a
        where a.tenant_id = $1 and a.agent_id = $2 and a.busy and tstzrange(a.starts_at, a.ends_at) && tstzrange($3, $4)
          and a.id is distinct from $5::bigint
      union all
      select x.starts_at, x.ends_at from appointment_asset x
        where x.tenant_id = $1 and x.asset_id = any ($6::bigint[]) and x.busy
          and tstzrange(x.starts_at, x.ends_at) && tstzrange($3, $4) and x.appointment_id is distinct from $5::bigint`,
    values: [tenantId, agent_id, instantParameter(start), instantParameter(end), id, asset_ids],
  });
  return rows;
}
