import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { startOfDay } from '../../kernel/time/local.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { civilDayOf } from './save-rules.ts';

/** Whose days are asked for, and when these are. */

export interface DayOwner {
  readonly id: number;
  readonly name: string;
  readonly isDisabled: boolean;
  readonly zone: Zone;
}

/** Agents by id; those that the tenant does not have are missing. */
export async function dayOwners(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
): Promise<Map<number, DayOwner>> {
  const { rows } = await connection.query<{ id: number; name: string; isdisabled: boolean; timezone: string }>({
    name: 'timesheet_owners',
    text: `select a.id, a.name, a.isdisabled, coalesce(nullif(a.timezone, ''), t.timezone) as timezone
      from agent a join tenant t on t.id = a.tenant_id where a.tenant_id = $1 and a.id = any ($2::bigint[])`,
    values: [tenantId, agentIds],
  });
  return new Map(
    rows.map(({ id, name, isdisabled, timezone }) => [
      id,
      { id, name, isDisabled: isdisabled, zone: findZone(timezone) ?? UTC },
    ]),
  );
}

/** When a civil day is in a zone; 23 or 25 hours where the clocks change. */
export function hoursOfDay(date: string, zone: Zone): Interval {
  const day = civilDayOf(date);
  return { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
}
