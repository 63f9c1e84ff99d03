import { type Memory, remembered, withMemory } from '../../kernel/changes/memory.ts';
import { placedAfter } from '../../kernel/db/named.ts';
import { together } from '../../kernel/db/together.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { type ChangedRow, changedRows } from '../workdays/remembered-work-sql.ts';
import { askedOfAll, type ShiftRow, shiftRows, shiftsFrom } from '../workdays/work-sql.ts';
import { around, type Cut, cutDay, type Days } from './cut-rules.ts';
import { type DayFacts, type DaySums, dayPlans } from './figure-rules.ts';
import { asKept } from './locked-day-rules.ts';
import type { TimesheetRow } from './schema.ts';
import { type AgentProfile, type Settled, settledAgents } from './settled-sql.ts';
import { milliseconds, type SumRow, sumsFrom, sumsParameters, sumsText } from './sums-sql.ts';

/** The days of agents with all that their figures are made of: one statement, however many agents and days, beside what is
 * remembered of settings. */

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

/** Reads every day of a window of every agent that the tenant has, by agent as asked, then by day. */
export type DaysReader = (
  tenantId: number,
  agentIds: readonly number[],
  days: Days,
  options: DaysOptions,
) => Promise<AgentDayRead[]>;

/** The same in a transaction, or alone. */
export async function readDays(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  days: Days,
  { now, cut }: DaysOptions,
): Promise<AgentDayRead[]> {
  return withMemory(connection, tenantId, now, async (memory, refuseStale) => {
    const read = await daysByAgent(connection, { memory, tenantId, days, cut }, agentIds, now);
    refuseStale(read.changed);
    return agentIds.flatMap((id) => read.byAgent.get(id) ?? []);
  });
}

/** What the same days are asked of, with what is remembered. */
interface Asking {
  readonly memory: Memory;
  readonly tenantId: number;
  readonly days: Days;
  readonly cut: Cut;
}

interface DaysRead {
  /** Settings have changed since they were remembered. */
  readonly changed: boolean;
  readonly byAgent: ReadonlyMap<number, readonly AgentDayRead[]>;
}

const mostTogether = 1_000;

/** Makes a reader for requests: those that ask for the same days at the same time, of whomever, share a statement, which
 * begins when all of them have come. On a Monday morning everybody asks for last week. */
export function daysTogether(pool: Connection): DaysReader {
  const read = together(
    async (asking: Asking, requests: { agentIds: readonly number[]; now: number }[]) => {
      const everybody = [...new Set(requests.flatMap(({ agentIds }) => agentIds))];
      const now = Math.max(...requests.map((request) => request.now));
      const found = await daysByAgent(pool, asking, everybody, now);
      return requests.map(() => found);
    },
    { items: 16, runs: 2, patience: 50 },
  );
  return (tenantId, agentIds, days, { now, cut }) => {
    // Nobody waits for somebody who asks for a year of a department.
    if (agentIds.length * (days.to - days.from + 1) > mostTogether) {
      return readDays(pool, tenantId, agentIds, days, { now, cut });
    }
    return withMemory(pool, tenantId, now, async (memory, refuseStale) => {
      const key = `timesheets/asking/${days.from}/${days.to}/${JSON.stringify(cut && 'zone' in cut ? cut.zone.name : cut)}`;
      const asking = await remembered(memory, key, async (): Promise<Asking> => ({ memory, tenantId, days, cut }));
      const { changed, byAgent } = await read(asking, { agentIds, now });
      refuseStale(changed);
      return agentIds.flatMap((id) => byAgent.get(id) ?? []);
    });
  };
}

async function daysByAgent(
  connection: Connection,
  { memory, tenantId, days, cut }: Asking,
  agentIds: readonly number[],
  now: number,
): Promise<DaysRead> {
  if (agentIds.length === 0) return nobody;
  const window = around(days);
  const settled = await settledAgents(memory, connection, tenantId, agentIds, window);
  const cuts = cutsOf(settled, days, cut);
  if (cuts.size === 0) return nobody;
  const { rows } = await connection.query<DaysRow>({
    name: 'timesheet_days',
    text: daysText,
    values: [
      ...freshParameters(tenantId, [...cuts.keys()], days),
      memory.snapshot,
      ...sumsParameters(tenantId, cuts, now),
    ],
  });
  const found = foundFrom(settled, rows.filter(isFresh), window);
  const sums = sumsFrom(
    rows.filter(isSum).map((row) => ({ ...row, agent_id: row.id })),
    cuts,
  );
  const byAgent = new Map([...cuts].map(([id, own]) => [id, daysOf(id, found, days, own, sums.get(id) ?? [])]));
  return { changed: rows.some(({ kind }) => kind === 'changed'), byAgent };
}

const nobody: DaysRead = { changed: false, byAgent: new Map() };

/** What is stored of agents and their days, without their events. */
export interface AgentsFound extends Settled {
  readonly window: Interval;
  /** By agent and civil day: `12/20515`. */
  readonly timesheets: ReadonlyMap<string, TimesheetRow>;
}

type SheetRow = { kind: 'sheet'; id: number; facts: SheetFacts };
export type FreshRow = ShiftRow | SheetRow;
type SumOfDay = Omit<SumRow, 'agent_id'> & { kind: 'sum'; id: number };
type DaysRow = FreshRow | SumOfDay | ChangedRow;

const isSum = (row: DaysRow): row is SumOfDay => row.kind === 'sum';
const isFresh = (row: DaysRow): row is FreshRow => row.kind === 'shift' || row.kind === 'sheet';

/** What a row `s` of the table `timesheet` has of its approval; most rows of a list have nothing of it. */
const approvalColumns: Readonly<Partial<Record<keyof TimesheetRow, string>>> = {
  approval_status: 's.approval_status',
  submitted_by: 's.submitted_by',
  submitted_at: milliseconds('s.submitted_at'),
  decided_by: 's.decided_by',
  decided_at: milliseconds('s.decided_at'),
  approval_message: 's.approval_message',
  locked_from: milliseconds('s.locked_from'),
  locked_until: milliseconds('s.locked_until'),
  locked_figures: 's.locked_figures',
};
const approvalNames = Object.keys(approvalColumns) as (keyof TimesheetRow)[];

/** Arrays, and short ones: PostgreSQL takes long to make an object. */
const sheetJson = `json_build_array(s.id, s.day, ${milliseconds('s.start_time')}, ${milliseconds('s.end_time')}, s.note,
  s.version, ${milliseconds('s.last_modified')}, case when s.extra <> '{}' then s.extra end,
  case when num_nonnulls(s.approval_status, s.submitted_by, s.decided_by, s.approval_message, s.locked_from) > 0
    then json_build_array(${Object.values(approvalColumns).join(', ')}) end)`;

type SheetFacts = readonly [
  id: number,
  day: string,
  start_time: number | null,
  end_time: number | null,
  note: string | null,
  version: number,
  last_modified: number,
  extra: TimesheetRow['extra'] | null,
  approval: readonly unknown[] | null,
];

function sheetFrom(agent_id: number, facts: SheetFacts): TimesheetRow {
  const [id, day, start_time, end_time, note, version, last_modified, extra, approval] = facts;
  const row: Record<string, unknown> = { id, agent_id, day, start_time, end_time, note, version, last_modified };
  row.extra = extra ?? {};
  approvalNames.forEach((name, place) => {
    row[name] = approval?.[place] ?? null;
  });
  return row as unknown as TimesheetRow;
}

/** What changes every day. $1 tenant, $2 agents, $3 and $4 the window in instants, $5 and $6 its first and last day. */
export const freshRows = `${shiftRows(askedOfAll)}
  union all select 'sheet', s.agent_id, ${sheetJson} from timesheet s
    where s.tenant_id = $1 and s.agent_id = any ($2::bigint[]) and s.day between $5::date and $6::date`;

export function freshParameters(tenantId: number, agentIds: readonly number[], days: Days): unknown[] {
  const { start, end } = around(days);
  const dates = [formatCivilDate(days.from), formatCivilDate(days.to)];
  return [tenantId, agentIds, instantParameter(start), instantParameter(end), ...dates];
}

/** The snapshot of what is remembered comes after the parameters of `freshRows`. */
const snapshotPlace = 7;

const sumColumns = ['"workHours"', '"chargeableHours"', '"breakHours"', '"firstStart"', '"lastEnd"'];
const daysText = `select 'sum' as kind, s.agent_id as id, null::json as facts, s.day, s.apart, ${sumColumns.join(', ')}
  from (${placedAfter(snapshotPlace, sumsText)}) s
  union all select f.kind, f.id, f.facts, null, null, null, null, null, null, null from (
    ${changedRows(`$${snapshotPlace}`)} union all ${freshRows}) f`;

export function foundFrom(settled: Settled, rows: readonly FreshRow[], window: Interval): AgentsFound {
  const shifts = shiftsFrom(rows.filter((row) => row.kind === 'shift'));
  const works = new Map([...settled.works].map(([id, work]) => [id, { ...work, shifts: shifts.get(id) ?? [] }]));
  const timesheets = new Map<string, TimesheetRow>();
  for (const row of rows) {
    if (row.kind !== 'sheet') continue;
    const sheet = sheetFrom(row.id, row.facts);
    timesheets.set(`${row.id}/${parseCivilDate(sheet.day)}`, sheet);
  }
  return { ...settled, works, window, timesheets };
}

/** Agents of one zone share the intervals of their days. */
export function cutsOf({ profiles }: Settled, days: Days, cut: Cut): Map<number, readonly Interval[]> {
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
