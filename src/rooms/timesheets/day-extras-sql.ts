import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Approvers } from './approval-rules.ts';
import { type ShownStep, stepJson } from './approval-sql.ts';
import { approversOf } from './approver-sql.ts';
import type { AgentDayRead } from './day-sql.ts';
import { entriesOf } from './event-row-sql.ts';
import { milliseconds } from './sums-sql.ts';
import type { Entry, WarningSettings } from './warning-rules.ts';
import { entriesAround, entryColumns, reach, readWarningSettings } from './warning-sql.ts';

/** What a day shows of its approval, and what its warnings are made of. */

export interface DayExtras {
  readonly approvers: Approvers;
  readonly steps: readonly ShownStep[];
  readonly entries: readonly Entry[];
  readonly settings: WarningSettings;
}

export interface ExtrasRow {
  readonly steps: readonly ShownStep[] | null;
  readonly entries: readonly [id: number, start: number, end: number, isWork: boolean, isRunning: boolean][] | null;
}

/** $1 tenant, $2 agent, $3 the day, $4 and $5 from when to when entries are looked at, $6 now. */
export const extrasText = `select
    (select json_agg(${stepJson} order by s.seq) from timesheet d
      join timesheet_approval s on s.tenant_id = d.tenant_id and s.timesheet_id = d.id
      join agent a on a.tenant_id = s.tenant_id and a.id = s.by_agent_id
      where d.tenant_id = $1 and d.agent_id = $2 and d.day = $3::date) as steps,
    (select json_agg(json_build_array(x.id, ${milliseconds('x.start')},
        ${milliseconds('x."end"')}, x."isWork", x."isRunning"))
      from (select ${entryColumns('$6')} from ${entriesOf({ agent: '$2', since: '$4', until: '$5' })} e) x
    ) as entries`;

export function extrasParameters(
  tenantId: number,
  agentId: number,
  day: number,
  own: Interval,
  now: number,
): unknown[] {
  return [tenantId, agentId, formatCivilDate(day), ...[own.start - reach, own.end, now].map(instantParameter)];
}

export function extrasFrom(
  { steps, entries }: ExtrasRow,
  approvers: Approvers | undefined,
  settings: WarningSettings,
): DayExtras {
  return {
    approvers: approvers ?? { named: [], onlyAgent: false },
    steps: steps ?? [],
    entries: (entries ?? []).map(([id, start, end, isWork, isRunning]) => ({ id, start, end, isWork, isRunning })),
    settings,
  };
}

/** The same of many days of many agents: four statements, however many. */
export async function extrasOfDays(
  connection: Connection,
  tenantId: number,
  days: readonly AgentDayRead[],
  now: number,
): Promise<(day: AgentDayRead) => DayExtras> {
  const agents = [...new Set(days.map(({ agent }) => agent.id))];
  const window = days.reduce(
    ({ start, end }, { own }) => ({ start: Math.min(start, own.start), end: Math.max(end, own.end) }),
    days[0]?.own ?? { start: now, end: now },
  );
  const approvers = await approversOf(connection, tenantId, agents, now);
  const steps = await stepsOf(connection, tenantId, days);
  const entries = await entriesAround(connection, tenantId, agents, window, now);
  const settings = await readWarningSettings(connection, tenantId);
  return ({ agent, own, timesheet }) => ({
    approvers: approvers.get(agent.id) ?? { named: [], onlyAgent: false },
    steps: steps.get(timesheet?.id ?? 0) ?? [],
    entries: (entries.get(agent.id) ?? []).filter(({ start }) => start < own.end),
    settings,
  });
}

async function stepsOf(connection: Connection, tenantId: number, days: readonly AgentDayRead[]) {
  const ids = days.flatMap(({ timesheet }) => timesheet?.id ?? []);
  const { rows } = await connection.query<{ id: number; steps: readonly ShownStep[] }>({
    name: 'timesheet_steps_of',
    text: `select s.timesheet_id as id, json_agg(${stepJson} order by s.seq) as steps
      from timesheet_approval s join agent a on a.tenant_id = s.tenant_id and a.id = s.by_agent_id
      where s.tenant_id = $1 and s.timesheet_id = any ($2::bigint[]) group by s.timesheet_id`,
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, steps }) => [id, steps]));
}
