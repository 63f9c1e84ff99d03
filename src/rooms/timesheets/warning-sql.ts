import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { entriesOf } from './event-row-sql.ts';
import { timeSettings } from './settings-sql.ts';
import { defaultWarnings, type Entry, type WarningSettings } from './warning-rules.ts';

/** What warnings are made of, beside the figures of days. */

export interface StoredWarnings {
  readonly gap_minutes?: number | null;
  readonly runaway_hours?: number | null;
  readonly rest_hours?: number | null;
}

export async function readWarningSettings(connection: Connection, tenantId: number): Promise<WarningSettings> {
  const { rows } = await connection.query<{ stored: { warnings?: StoredWarnings } }>({
    name: 'timesheet_warning_settings',
    text: `select ${timeSettings} as stored from tenant t where t.id = $1`,
    values: [tenantId],
  });
  return settingsFrom(rows[0]?.stored.warnings);
}

/** What was never said is as it is by default; null was said. */
export function settingsFrom(stored: StoredWarnings = {}): WarningSettings {
  const { gapMinutes, runawayHours, restHours } = defaultWarnings;
  const { gap_minutes = gapMinutes, runaway_hours = runawayHours, rest_hours = restHours } = stored;
  return { gapMinutes: gap_minutes, runawayHours: runaway_hours, restHours: rest_hours };
}

export async function writeWarningSettings(connection: Connection, tenantId: number, settings: WarningSettings) {
  const { gapMinutes: gap_minutes, runawayHours: runaway_hours, restHours: rest_hours } = settings;
  await connection.query(
    `update tenant t set settings = jsonb_set(settings, '{timesheets}',
       ${timeSettings} || jsonb_build_object('warnings', $2::jsonb)) where id = $1`,
    [tenantId, JSON.stringify({ gap_minutes, runaway_hours, rest_hours })],
  );
}

/** So far back an entry can have begun that decides about the rest before a day. */
export const reach = 2 * DAY;

/** @param now the parameter that is now */
export const entryColumns = (now: string) => `e.id, e.starts_at as start, e.event_type = 0 as "isWork",
  e.ends_at is null as "isRunning", coalesce(e.ends_at, greatest(e.starts_at, ${now}::timestamptz)) as "end"`;

/** The entries of agents in a window and shortly before it, by agent; a running one counts to now. */
export async function entriesAround(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  window: Interval,
  now: number,
): Promise<Map<number, Entry[]>> {
  const { rows } = await connection.query<Entry & { agentId: number }>({
    name: 'timesheet_entries_around',
    text: `select e.agent_id as "agentId", ${entryColumns('$5')}
      from ${entriesOf({ agent: 'any ($2::bigint[])', since: '$3', until: '$4' })} e`,
    values: [
      tenantId,
      agentIds,
      instantParameter(window.start - reach),
      instantParameter(window.end),
      instantParameter(now),
    ],
  });
  const byAgent = new Map<number, Entry[]>();
  for (const { agentId, ...entry } of rows) {
    const own = byAgent.get(agentId);
    if (own) own.push(entry);
    else byAgent.set(agentId, [entry]);
  }
  return byAgent;
}
