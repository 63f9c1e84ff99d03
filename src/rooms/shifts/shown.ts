import { etagOf } from '../../kernel/http/etag.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { formatWallTime } from '../../kernel/time/wall.ts';
import { writeInstant } from '../../wire/dates.ts';
import type { Duty } from './rules.ts';
import type { StoredRotation } from './sql.ts';

/** Rows as clients get them. */

export type Names = ReadonlyMap<number, { readonly name: string }>;

/** @param names of its agents; without them its members and overrides are left out */
export function wireRotation(row: StoredRotation, names?: Names): Record<string, unknown> {
  return {
    id: row.id,
    team_id: row.team_id,
    team_name: row.team_name,
    name: row.name,
    timezone: row.timezone,
    start_date_only: row.start_date,
    ...(row.end_date !== null && { end_date_only: row.end_date }),
    period: row.period,
    period_days: row.period_days,
    handover_time: formatWallTime(row.handover_minute * MINUTE),
    ...(row.handover_weekday !== null && { handover_weekday: row.handover_weekday }),
    duty_weekdays: row.duty_weekdays.join(','),
    duty_start_time: formatWallTime(row.duty_start_minute * MINUTE),
    duty_end_time: formatWallTime(row.duty_end_minute * MINUTE),
    ...(names && details(row, names)),
    last_modified: writeInstant(row.last_modified),
    _etag: etagOf(row.id, row.version),
  };
}

/** Everyone whom a rotation names. */
export function agentsOf({ members, overrides }: Pick<StoredRotation, 'members' | 'overrides'>): number[] {
  const others = overrides.flatMap((one) => [one.away_agent_id, ...(one.agent_id === null ? [] : [one.agent_id])]);
  return [...new Set([...members, ...others])];
}

function details({ members, overrides }: StoredRotation, names: Names) {
  const name = (id: number) => names.get(id)?.name;
  return {
    members: members.map((id) => ({ id, name: name(id) })),
    overrides: overrides.map((one) => ({
      start_date: writeInstant(one.starts_at),
      end_date: writeInstant(one.ends_at),
      away_agent_id: one.away_agent_id,
      away_agent_name: name(one.away_agent_id),
      ...(one.agent_id !== null && { agent_id: one.agent_id, agent_name: name(one.agent_id) }),
    })),
  };
}

export function wireDuty({ onDuty, gaps }: Duty, names: Names): Record<string, unknown> {
  const dates = ({ start, end }: { start: number; end: number }) => ({
    start_date: writeInstant(start),
    end_date: writeInstant(end),
  });
  return {
    on_duty: onDuty.map((one) => ({
      ...dates(one),
      agent_id: one.agentId,
      agent_name: names.get(one.agentId)?.name,
      source: one.source,
      shift_id: one.shiftId,
      rotation_id: one.rotationId,
      away_agent_id: one.awayAgentId,
      draft: one.draft,
    })),
    gaps: gaps.map(dates),
  };
}
