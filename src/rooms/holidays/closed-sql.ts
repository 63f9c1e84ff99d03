import { approvalStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { scheduleType } from '../schedules/schema.ts';
import {
  type Closed,
  type ClosedAsked,
  type ClosedRow,
  closedFrom,
  type HolidayRule,
  type HolidayTimes,
} from './closed-rules.ts';

/** When nobody works: for the rooms that ask when somebody does. Nothing here may ask rooms/workdays. */

/** Public holidays and leave (pending leave too, rejected leave not) that overlap a window, whole, by agent and start.
 * One statement, however many agents. Agents of the same workdays and zone share one array of public holidays; who has
 * none is in neither map. */
export async function readClosed(
  connection: Connection,
  tenantId: number,
  { agents, window }: ClosedAsked,
): Promise<Closed> {
  const workdayIds = [...new Set([...agents.values()].flatMap((agent) => agent.workdayIds))];
  const { rows } = await connection.query<ClosedRow>({
    name: 'closed_near',
    text: closedRows({
      workdays: 'any ($3::bigint[])',
      agents: 'any ($2::bigint[])',
      window: 'tstzrange($4::timestamptz, $5::timestamptz)',
    }),
    values: [tenantId, [...agents.keys()], workdayIds, instantParameter(window.start), instantParameter(window.end)],
  });
  return closedFrom(rows, { agents, window });
}

type Stored<Row> = Omit<HolidayTimes, 'rule'> & Partial<{ [K in keyof HolidayRule]: HolidayRule[K] | null }> & Row;

/** The columns that say when a row `h` is. */
export const times = `h.all_day, h.start_date, h.end_date, h.starts_at, h.ends_at, s.rrule, s.startdate, s.timezone`;

/** A holiday recurs by its schedule; one whose schedule is not there happens once. */
export const rules = `left join schedule s on h.is_recurring and s.tenant_id = h.tenant_id
  and s.type = ${scheduleType.holiday} and s.uniqueid = h.holid`;

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

/** A row as `closedFrom` takes it. */
const facts = `json_build_object('id', h.id, 'approved', h.approval_status = ${approvalStatus.approved},
    'all_day', h.all_day, 'start_date', h.start_date, 'end_date', h.end_date,
    'starts_at', ${milliseconds('h.starts_at')}, 'ends_at', ${milliseconds('h.ends_at')},
    'rule', case when s.rrule is not null then json_build_object('rrule', s.rrule,
      'startdate', ${milliseconds('s.startdate')}, 'timezone', s.timezone) end) as facts`;

/** The statement, also as a part of others, that finds what `closedFrom` understands: for each row its `kind`, the `id` of
 * its workday or agent, and its `facts`; $1 is the tenant. The rest is SQL: what an id must equal, and the window. */
export function closedRows({ workdays, agents, window }: { workdays: string; agents: string; window: string }): string {
  const near = `from holiday h ${rules} where h.tenant_id = $1 and h.near && ${window}`;
  return `select 'public' as kind, h.workday_id as id, ${facts} ${near} and h.workday_id = ${workdays}
    union all
    select 'leave', h.agent_id, ${facts} ${near} and h.agent_id = ${agents}
      and h.approval_status <> ${approvalStatus.rejected}`;
}

/** The columns of a schedule as a rule, where there are any. */
export function withRule<Row>({ rrule, startdate, timezone, ...row }: Stored<Row>) {
  const hasRule = typeof rrule === 'string' && typeof startdate === 'number' && typeof timezone === 'string';
  return { ...row, rule: hasRule ? { rrule, startdate, timezone } : null } as unknown as Row & HolidayTimes;
}
