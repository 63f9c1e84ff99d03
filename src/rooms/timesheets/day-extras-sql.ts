import { instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Approvers } from './approval-rules.ts';
import { type ShownStep, stepJson } from './approval-sql.ts';
import type { Entry, WarningSettings } from './warning-rules.ts';
import { entryColumns, reach } from './warning-sql.ts';

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
    (select json_agg(json_build_array(x.id, (date_part('epoch', x.start) * 1000)::bigint,
        (date_part('epoch', x."end") * 1000)::bigint, x."isWork", x."isRunning"))
      from (select ${entryColumns('$6')} from timesheet_event e where e.tenant_id = $1 and e.agent_id = $2
        and e.starts_at < $5::timestamptz and (e.starts_at > $4::timestamptz or e.ends_at is null)) x) as entries`;

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
