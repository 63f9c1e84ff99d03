import { type Memory, remembered, rememberedEach } from '../../kernel/changes/memory.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { rememberedWork } from '../workdays/remembered-work-sql.ts';
import type { Work } from '../workdays/work-rules.ts';
import { workdayOfAgent } from '../workdays/work-sql.ts';
import { type NamedRow, namedApprovers } from './approver-sql.ts';
import { rulesFrom, type StoredRules, type TimeRules } from './rounding-rules.ts';
import { readStoredRules } from './settings-sql.ts';
import type { WarningSettings } from './warning-rules.ts';
import { type StoredWarnings, settingsFrom } from './warning-sql.ts';

/** What settings say of agents and of how their time is counted: remembered (ADR 0007). */

export interface AgentProfile {
  readonly id: number;
  readonly name: string;
  readonly colour: string | null;
  readonly timesheet_manager: number | null;
  readonly workday_id: number | null;
  readonly zone: Zone;
}

export interface Settled {
  readonly profiles: ReadonlyMap<number, AgentProfile>;
  /** When they work, but for shifts. */
  readonly works: ReadonlyMap<number, Work>;
  readonly rules: TimeRules;
  readonly warnings: WarningSettings;
}

export async function settledAgents(
  memory: Memory,
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  window: Interval,
): Promise<Settled> {
  const works = await rememberedWork(memory, connection, tenantId, 'agents', agentIds, window);
  const profiles = await rememberedEach(memory, 'timesheets/profiles', agentIds, (missing) =>
    readProfiles(connection, tenantId, missing, works),
  );
  const stored = await remembered(memory, 'timesheets/settings', () => readSettings(connection, tenantId));
  return { profiles, works, ...stored };
}

async function readProfiles(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
  works: ReadonlyMap<number, Work>,
): Promise<Map<number, AgentProfile>> {
  const { rows } = await connection.query<Omit<AgentProfile, 'zone'>>({
    name: 'timesheet_profiles',
    text: `select a.id, a.name, a.colour, a.timesheet_manager, ${workdayOfAgent} as workday_id
      from agent a left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
      where a.tenant_id = $1 and a.id = any ($2::bigint[])`,
    values: [tenantId, ids],
  });
  return new Map(
    rows.flatMap((row) => {
      const zone = works.get(row.id)?.zone;
      return zone ? [[row.id, { ...row, zone }]] : [];
    }),
  );
}

async function readSettings(connection: Connection, tenantId: number) {
  const stored: StoredRules & { warnings?: StoredWarnings } = await readStoredRules(connection, tenantId);
  return { rules: rulesFrom(stored), warnings: settingsFrom(stored.warnings) };
}

/** The named approvers of an agent, as rows of `namedApprovers`. */
export async function settledApprovers(
  memory: Memory,
  connection: Connection,
  tenantId: number,
  agentId: number,
): Promise<readonly NamedRow[]> {
  return remembered(memory, `timesheets/approvers/${agentId}`, async () => {
    const { rows } = await connection.query<NamedRow>({
      name: 'timesheet_approvers_of_one',
      text: `${namedApprovers} and a.id = $2 order by p.id`,
      values: [tenantId, agentId],
    });
    return rows;
  });
}
