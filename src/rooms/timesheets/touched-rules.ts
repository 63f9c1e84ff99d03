import type { Zone } from '../../kernel/time/zones.ts';
import { daysTouched } from './event-rules.ts';
import { endOf } from './figure-rules.ts';
import type { EventRow } from './schema.ts';

/** The days that an event touches as `lockDays` takes them: with its hours, which may lie on a day that was locked when
 * its agent had another zone. */
export function touchedDays(row: Pick<EventRow, 'agent_id' | 'starts_at' | 'ends_at'>, zone: Zone, now: number) {
  const hours = { agentId: row.agent_id, start: row.starts_at, end: endOf(row, now) };
  return daysTouched(row, zone, now).map((day) => ({ ...hours, day }));
}
