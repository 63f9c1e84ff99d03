import { plusDays } from '../board/period.ts';
import { call } from '../wire/api.ts';
import { isCounted, weekState } from './hand-in.tsx';
import { type ApprovalState, type DayRow, type ForecastRow, stateOf, type Warned } from './sheet.ts';

/** The week of everybody whose time the reader may see, for who decides about it. */

export interface Person {
  id: number;
  name: string;
  email?: string;
}

export interface TeamRow extends Person {
  days: DayRow[];
  state: ApprovalState | 'partly';
  /** Days that wait for this reader. */
  waiting: DayRow[];
  worked: number;
  expected: number;
  /** Worked more than was booked. */
  plan: number;
  gaps: number;
  flags: { date: string; warning: Warned }[];
}

export interface Team {
  monday: string;
  rows: TeamRow[];
}

interface AgentRow extends Person {
  isdisabled?: boolean;
}

export async function readTeam(me: number, monday: string, team: string, signal?: AbortSignal): Promise<Team> {
  const week = { start_date: monday, end_date: plusDays(monday, 6), selectedteam: team };
  const [days, forecast, agents] = await Promise.all([
    call<DayRow[]>('GET', '/Timesheet', { query: { ...week, showalldates: true, includeapproval: true }, signal }),
    call<ForecastRow[]>('GET', '/Timesheet/forecasting', { query: week, signal }),
    call<AgentRow[]>('GET', '/Agent', { signal }),
  ]);
  return { monday, rows: teamRows(days, forecast, agents).filter(({ id }) => id !== me) };
}

export function teamRows(
  days: readonly DayRow[],
  forecast: readonly ForecastRow[],
  agents: readonly AgentRow[],
): TeamRow[] {
  const byAgent = new Map<number, DayRow[]>();
  for (const day of days) byAgent.set(day.agent_id, [...(byAgent.get(day.agent_id) ?? []), day]);
  const booked = new Map<number, number>();
  for (const { agent_id, booked_hours } of forecast) booked.set(agent_id, (booked.get(agent_id) ?? 0) + booked_hours);
  const people = new Map(agents.map((agent) => [agent.id, agent]));
  return [...byAgent]
    .map(([id, own]) => rowOf(own, booked.get(id) ?? 0, people.get(id)))
    .filter(({ id, worked, state }) => worked > 0 || state !== 'draft' || !people.get(id)?.isdisabled)
    .sort((one, other) => one.name.localeCompare(other.name));
}

function rowOf(days: DayRow[], booked: number, agent?: AgentRow): TeamRow {
  const sum = (of: (day: DayRow) => number) => 60 * days.reduce((total, day) => total + of(day), 0);
  const worked = sum(({ actual_hours }) => actual_hours);
  const warned = days.flatMap(({ date, warnings = [] }) =>
    warnings.map((warning) => ({ date: date.slice(0, 10), warning })),
  );
  return {
    id: days[0]?.agent_id ?? 0,
    name: days[0]?.agent_name ?? '',
    ...(agent?.email && { email: agent.email }),
    days,
    state: weekState(days.map((day) => ({ state: stateOf(day), target: day.target_hours, worked: day.actual_hours }))),
    waiting: days.filter(({ _canapprove }) => _canapprove),
    worked,
    expected: sum(({ target_hours }) => target_hours),
    plan: worked - booked * 60,
    gaps: warned.filter(({ warning }) => warning.code === 'gap').length,
    flags: warned.filter(({ warning }) => warning.code !== 'gap'),
  };
}

/** The whole week waits, and nothing is odd about it. */
export const isClean = ({ state, waiting, gaps, flags }: TeamRow): boolean =>
  state === 'pending' && waiting.length > 0 && gaps === 0 && flags.length === 0;

/** Nobody has handed it in, though there is something to hand in. */
export const isMissing = ({ state, days }: TeamRow): boolean =>
  (state === 'draft' || state === 'partly') &&
  days.some((day) => isCounted({ state: stateOf(day), target: day.target_hours, worked: day.actual_hours }));
