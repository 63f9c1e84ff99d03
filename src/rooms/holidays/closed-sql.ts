import { approvalStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { scheduleType } from '../schedules/schema.ts';
import { type HolidayRule, type HolidayTimes, type LeaveTime, timesOfHoliday } from './closed-rules.ts';

/** When nobody works: for the rooms that ask when somebody does. Nothing here may ask rooms/workdays. */

/** Whose holidays are asked for. */
export interface ClosedAsked {
  /** By agent: the workdays that they have in the window, and their zone. */
  readonly agents: ReadonlyMap<number, { readonly workdayIds: readonly number[]; readonly zone: Zone }>;
  readonly window: Interval;
}

export interface Closed {
  readonly publicHolidays: Map<number, Interval[]>;
  readonly leave: Map<number, LeaveTime[]>;
}

/** Public holidays and leave (pending leave too, rejected leave not) that overlap a window, whole, by agent and start.
 * Two statements, however many agents. Agents of the same workdays and zone share one array of public holidays; who has
 * none is in neither map. */
export async function readClosed(
  connection: Connection,
  tenantId: number,
  { agents, window }: ClosedAsked,
): Promise<Closed> {
  const workdayIds = [...new Set([...agents.values()].flatMap((agent) => agent.workdayIds))];
  const publicRows = await publicHolidaysNear(connection, tenantId, workdayIds, window);
  const leaveRows = await leaveNear(connection, tenantId, [...agents.keys()], window);
  const leave = new Map<number, LeaveTime[]>();
  for (const row of leaveRows) {
    const zone = agents.get(row.agent_id)?.zone;
    if (!zone) continue;
    const times = timesOfHoliday(row, zone, window).map(
      (time): LeaveTime => ({ ...time, approved: row.approved, holidayId: row.id }),
    );
    if (times.length > 0) leave.set(row.agent_id, [...(leave.get(row.agent_id) ?? []), ...times]);
  }
  for (const times of leave.values()) times.sort(byStart);
  return { publicHolidays: sharedHolidays(publicRows, agents, window), leave };
}

const byStart = (one: Interval, other: Interval) => one.start - other.start || one.end - other.end;

function sharedHolidays(rows: PublicRow[], agents: ClosedAsked['agents'], window: Interval): Map<number, Interval[]> {
  const byPlace = new Map<string, Interval[]>();
  const result = new Map<number, Interval[]>();
  if (rows.length === 0) return result;
  for (const [agentId, { workdayIds, zone }] of agents) {
    const place = `${zone.name} ${[...workdayIds].sort((one, other) => one - other).join()}`;
    const known = byPlace.get(place);
    const times =
      known ??
      rows
        .filter((row) => workdayIds.includes(row.workday_id))
        .flatMap((row) => timesOfHoliday(row, zone, window))
        .sort(byStart);
    if (!known) byPlace.set(place, times);
    if (times.length > 0) result.set(agentId, times);
  }
  return result;
}

type Stored<Row> = Omit<HolidayTimes, 'rule'> & Partial<{ [K in keyof HolidayRule]: HolidayRule[K] | null }> & Row;
type PublicRow = HolidayTimes & { workday_id: number };
type LeaveRow = HolidayTimes & { id: string; agent_id: number; approved: boolean };

/** The columns that say when a row `h` is. */
export const times = `h.all_day, h.start_date, h.end_date, h.starts_at, h.ends_at, s.rrule, s.startdate, s.timezone`;

/** A holiday recurs by its schedule; one whose schedule is not there happens once. */
export const rules = `left join schedule s on h.is_recurring and s.tenant_id = h.tenant_id
  and s.type = ${scheduleType.holiday} and s.uniqueid = h.holid`;

async function publicHolidaysNear(
  connection: Connection,
  tenantId: number,
  workdayIds: number[],
  { start, end }: Interval,
): Promise<PublicRow[]> {
  if (workdayIds.length === 0) return [];
  const { rows } = await connection.query<Stored<{ workday_id: number }>>({
    name: 'public_holidays_near',
    text: `select h.workday_id, ${times} from holiday h ${rules}
      where h.tenant_id = $1 and h.workday_id = any ($2::bigint[]) and h.near && tstzrange($3, $4)`,
    values: [tenantId, workdayIds, instantParameter(start), instantParameter(end)],
  });
  return rows.map(withRule);
}

async function leaveNear(
  connection: Connection,
  tenantId: number,
  agentIds: number[],
  { start, end }: Interval,
): Promise<LeaveRow[]> {
  if (agentIds.length === 0) return [];
  const { rows } = await connection.query<Stored<Omit<LeaveRow, keyof HolidayTimes>>>({
    name: 'leave_near',
    text: `select h.id, h.agent_id, h.approval_status = ${approvalStatus.approved} as approved, ${times}
      from holiday h ${rules}
      where h.tenant_id = $1 and h.agent_id = any ($2::bigint[]) and h.near && tstzrange($3, $4)
        and h.approval_status <> ${approvalStatus.rejected}`,
    values: [tenantId, agentIds, instantParameter(start), instantParameter(end)],
  });
  return rows.map(withRule);
}

/** The columns of a schedule as a rule, where there are any. */
export function withRule<Row>({ rrule, startdate, timezone, ...row }: Stored<Row>) {
  const hasRule = typeof rrule === 'string' && typeof startdate === 'number' && typeof timezone === 'string';
  return { ...row, rule: hasRule ? { rrule, startdate, timezone } : null } as unknown as Row & HolidayTimes;
}
