import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { patternOn } from '../workdays/pattern-rules.ts';
import type { Work } from '../workdays/work-rules.ts';
import { type WorkRow, workFrom, workRows } from '../workdays/work-sql.ts';
import { around, type Cut, cutDay, type Days } from './cut-rules.ts';
import { type DayFacts, type DaySums, dayPlans } from './figure-rules.ts';
import { asKept } from './locked-day-rules.ts';
import { rulesFrom, type StoredRules, type TimeRules } from './rounding-rules.ts';
import type { TimesheetRow } from './schema.ts';
import { timeSettings } from './settings-sql.ts';
import { readSums } from './sums-sql.ts';

/** The days of agents with all that their figures are made of: two statements, however many agents and days. */

export interface AgentProfile {
  readonly id: number;
  readonly name: string;
  readonly colour: string | null;
  readonly timesheet_manager: number | null;
  readonly workday_id: number | null;
  readonly zone: Zone;
}

export interface AgentDayRead {
  readonly agent: AgentProfile;
  /** Civil day. */
  readonly day: number;
  /** The day in the agent's zone, and as the reading cuts it. */
  readonly own: Interval;
  readonly cut: Interval;
  /** Null when none is stored. */
  readonly timesheet: TimesheetRow | null;
  readonly hasEvents: boolean;
  /** A public holiday or approved leave meets it. */
  readonly isClosed: boolean;
  readonly hasShift: boolean;
  readonly facts: DayFacts;
  /** Of a locked day: what would count today. */
  readonly live?: DayFacts;
}

export interface DaysOptions {
  readonly now: number;
  readonly cut?: Cut;
}

/** Every day of the window of every agent that the tenant has, by agent as asked, then by day. */
export async function readDays(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  days: Days,
  { now, cut }: DaysOptions,
): Promise<AgentDayRead[]> {
  if (agentIds.length === 0) return [];
  const found = await readAgents(connection, tenantId, agentIds, days);
  const cuts = cutsOf(found, days, cut);
  const sums = await readSums(connection, tenantId, cuts, now);
  return agentIds.flatMap((id) => daysOf(id, found, days, cuts.get(id) ?? [], sums.get(id) ?? []));
}

export interface DayRead {
  readonly read: AgentDayRead;
  readonly workdayId: number | null;
}

/** One day of one agent without its events, and the workday that counts on it; undefined when the tenant has no such agent. */
export async function readDayOf(
  connection: Connection,
  tenantId: number,
  agentId: number,
  day: number,
  cut: Cut,
): Promise<DayRead | undefined> {
  const days = { from: day, to: day };
  return dayFrom(await readAgents(connection, tenantId, [agentId], days), agentId, day, cut);
}

/** The same of what was read already. */
export function dayFrom(found: AgentsFound, agentId: number, day: number, cut: Cut): DayRead | undefined {
  const days = { from: day, to: day };
  const [read] = daysOf(agentId, found, days, cutsOf(found, days, cut).get(agentId) ?? [], []);
  const workdayId = patternOn(found.works.get(agentId)?.patterns ?? [], day)?.workdayId ?? null;
  return read && { read, workdayId };
}

/** What is stored of agents and their days, without their events. */
export interface AgentsFound {
  readonly window: Interval;
  readonly profiles: ReadonlyMap<number, AgentProfile>;
  readonly works: ReadonlyMap<number, Work>;
  /** By agent and civil day: `12/20515`. */
  readonly timesheets: ReadonlyMap<string, TimesheetRow>;
  readonly rules: TimeRules;
}

type ProfileRow = { kind: 'profile'; id: number; facts: Omit<AgentProfile, 'zone' | 'workday_id'> };
type SheetRow = { kind: 'sheet'; id: number; facts: TimesheetRow };
type RulesRow = { kind: 'rules'; id: number; facts: StoredRules };
export type FoundRow = WorkRow | ProfileRow | SheetRow | RulesRow;

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

/** The columns of a row `s` of the table `timesheet` as JSON. */
export const sheetJson = `json_build_object('id', s.id, 'agent_id', s.agent_id, 'day', s.day,
  'start_time', ${milliseconds('s.start_time')}, 'end_time', ${milliseconds('s.end_time')}, 'note', s.note,
  'approval_status', s.approval_status, 'submitted_by', s.submitted_by, 'submitted_at', ${milliseconds('s.submitted_at')},
  'decided_by', s.decided_by, 'decided_at', ${milliseconds('s.decided_at')}, 'approval_message', s.approval_message,
  'extra', s.extra, 'version', s.version, 'last_modified', ${milliseconds('s.last_modified')},
  'locked_from', ${milliseconds('s.locked_from')}, 'locked_until', ${milliseconds('s.locked_until')},
  'locked_figures', s.locked_figures)`;

/** $1 tenant, $2 agents, $3 and $4 the window in instants, $5 and $6 its first and last day. */
export const foundRows = `${workRows.agents}
  union all select 'profile', a.id, json_build_object('id', a.id, 'name', a.name, 'colour', a.colour,
    'timesheet_manager', a.timesheet_manager) from agent a where a.tenant_id = $1 and a.id = any ($2::bigint[])
  union all select 'sheet', s.agent_id, ${sheetJson} from timesheet s
    where s.tenant_id = $1 and s.agent_id = any ($2::bigint[]) and s.day between $5::date and $6::date
  union all select 'rules', t.id, (${timeSettings})::json from tenant t where t.id = $1`;

export function foundParameters(tenantId: number, agentIds: readonly number[], days: Days): unknown[] {
  const { start, end } = around(days);
  const dates = [formatCivilDate(days.from), formatCivilDate(days.to)];
  return [tenantId, agentIds, instantParameter(start), instantParameter(end), ...dates];
}

async function readAgents(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  days: Days,
): Promise<AgentsFound> {
  const { rows } = await connection.query<FoundRow>({
    name: 'timesheet_agents',
    text: foundRows,
    values: foundParameters(tenantId, agentIds, days),
  });
  return foundFrom(connection, tenantId, rows, around(days));
}

export async function foundFrom(
  connection: Connection,
  tenantId: number,
  rows: readonly FoundRow[],
  window: Interval,
): Promise<AgentsFound> {
  const works = await workFrom(connection, tenantId, rows.filter(isOfWork), window);
  const profiles = new Map<number, AgentProfile>();
  const timesheets = new Map<string, TimesheetRow>();
  const workdays = new Map<number, number | null>();
  let stored: StoredRules | undefined;
  for (const row of rows) if (row.kind === 'worker') workdays.set(row.id, row.facts.workday_id);
  for (const row of rows) {
    const zone = works.get(row.id)?.zone;
    if (row.kind === 'profile' && zone)
      profiles.set(row.id, { ...row.facts, zone, workday_id: workdays.get(row.id) ?? null });
    if (row.kind === 'sheet') timesheets.set(`${row.id}/${parseCivilDate(row.facts.day)}`, row.facts);
    if (row.kind === 'rules') stored = row.facts;
  }
  return { window, profiles, works, timesheets, rules: rulesFrom(stored) };
}

const isOfWork = (row: FoundRow): row is WorkRow => !['profile', 'sheet', 'rules'].includes(row.kind);

/** Agents of one zone share the intervals of their days. */
function cutsOf({ profiles }: AgentsFound, days: Days, cut: Cut): Map<number, readonly Interval[]> {
  const known = new Map<Zone, readonly Interval[]>();
  return new Map([...profiles].map(([id, { zone }]) => [id, intervalsOf(known, days, cut, zone)]));
}

function intervalsOf(known: Map<Zone, readonly Interval[]>, { from, to }: Days, cut: Cut, zone: Zone) {
  const found = known.get(zone);
  if (found) return found;
  const intervals = Array.from({ length: to - from + 1 }, (_, index) => cutDay(from + index, cut, zone));
  known.set(zone, intervals);
  return intervals;
}

/** The days of a zone as they are; the last ones that were asked for are remembered. */
function ownDays(days: Days, zone: Zone): readonly Interval[] {
  const known = latest.get(zone);
  if (known?.from === days.from && known.to === days.to) return known.own;
  const own = intervalsOf(new Map(), days, undefined, zone);
  latest.set(zone, { ...days, own });
  return own;
}

const latest = new WeakMap<Zone, Days & { readonly own: readonly Interval[] }>();

/** The days of one agent. */
export function daysOf(
  agentId: number,
  { window, profiles, works, timesheets, rules }: AgentsFound,
  days: Days,
  cuts: readonly Interval[],
  sums: readonly (DaySums | undefined)[],
): AgentDayRead[] {
  const agent = profiles.get(agentId);
  const work = works.get(agentId);
  if (!agent) return [];
  const owns = ownDays(days, agent.zone);
  const plans = dayPlans(work, window, owns);
  const closed = work ? [...work.publicHolidays, ...work.leave.filter(({ approved }) => approved)] : [];
  return cuts.map((cut, index): AgentDayRead => {
    const own = owns[index] as Interval;
    const timesheet = timesheets.get(`${agentId}/${days.from + index}`) ?? null;
    const meets = ({ start, end }: Interval) => start < own.end && end > own.start;
    return asKept({
      agent,
      day: days.from + index,
      own,
      cut,
      timesheet,
      hasEvents: sums[index] !== undefined,
      isClosed: closed.some(meets),
      hasShift: work?.shifts.some(meets) ?? false,
      facts: {
        plan: plans[index] as DayFacts['plan'],
        sums: sums[index] ?? noSums,
        startTime: timesheet?.start_time ?? null,
        endTime: timesheet?.end_time ?? null,
        rules,
      },
    });
  });
}

export const noSums: DaySums = { workHours: 0, chargeableHours: 0, breakHours: 0, firstStart: null, lastEnd: null };
