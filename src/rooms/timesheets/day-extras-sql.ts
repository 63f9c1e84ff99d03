import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Approvers } from './approval-rules.ts';
import { type ShownStep, stepJson } from './approval-sql.ts';
import { approversBy, type NamedRow, namedApprovers } from './approver-sql.ts';
import { timeSettings } from './settings-sql.ts';
import type { Entry, WarningSettings } from './warning-rules.ts';
import { entryColumns, reach, type StoredWarnings, settingsFrom } from './warning-sql.ts';

/** What a day shows of its approval, and what its warnings are made of: one statement. */

export interface DayExtras {
  readonly approvers: Approvers;
  readonly steps: readonly ShownStep[];
  readonly entries: readonly Entry[];
  readonly settings: WarningSettings;
}

export interface ExtrasRow {
  readonly named: readonly NamedRow[] | null;
  readonly steps: readonly ShownStep[] | null;
  readonly entries: readonly Entry[] | null;
  readonly warnings: StoredWarnings | null;
}

export async function readDayExtras(
  connection: Connection,
  tenantId: number,
  { agentId, timesheetId, day }: { agentId: number; timesheetId: number; day: Interval },
  now: number,
): Promise<DayExtras> {
  const { rows } = await connection.query<ExtrasRow>({
    name: 'timesheet_day_extras',
    text: extrasText('$3::bigint'),
    values: [
      tenantId,
      agentId,
      timesheetId,
      instantParameter(day.start - reach),
      instantParameter(day.end),
      instantParameter(now),
    ],
  });
  return extrasFrom(rows[0] as ExtrasRow, agentId, now);
}

/** $1 tenant, $2 agent, $4 and $5 from when to when entries are looked at, $6 now.
 * @param timesheet the id of the day's row in SQL, which may use $3 */
export const extrasText = (timesheet: string) => `select
    (select json_agg(n) from (${namedApprovers} and a.id = $2 order by p.id) n) as named,
    (select json_agg(${stepJson} order by s.seq) from timesheet_approval s
      join agent a on a.tenant_id = s.tenant_id and a.id = s.by_agent_id
      where s.tenant_id = $1 and s.timesheet_id = ${timesheet}) as steps,
    (select json_agg(json_build_object('id', x.id, 'start', (extract(epoch from x.start) * 1000)::bigint,
        'end', (extract(epoch from x."end") * 1000)::bigint, 'isWork', x."isWork", 'isRunning', x."isRunning"))
      from (select ${entryColumns('$6')} from timesheet_event e where e.tenant_id = $1 and e.agent_id = $2
        and e.starts_at < $5::timestamptz and (e.starts_at > $4::timestamptz or e.ends_at is null)) x) as entries,
    (select ${timeSettings} -> 'warnings' from tenant t where t.id = $1) as warnings`;

export function extrasFrom({ named, steps, entries, warnings }: ExtrasRow, agentId: number, now: number): DayExtras {
  return {
    approvers: approversBy(named ?? [], now).get(agentId) ?? { named: [], onlyAgent: false },
    steps: steps ?? [],
    entries: entries ?? [],
    settings: settingsFrom(warnings ?? undefined),
  };
}
