import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import type { Interval, IntervalSet } from '../../kernel/time/intervals.ts';
import { writeInstant } from '../../wire/dates.ts';
import { hoursWithin } from './availability-rules.ts';
import type { StoredDowntime } from './schema.ts';
import { openHours } from './service-sql.ts';
import { earliest, latest } from './time-rules.ts';

/** Downtimes as clients get them. */
export async function shownDowntimes(
  connection: Connection,
  scope: Scope,
  rows: readonly StoredDowntime[],
  now: number,
): Promise<Record<string, unknown>[]> {
  const services = new Map(rows.map(({ service_id, workday_id }) => [service_id, { id: service_id, workday_id }]));
  const open = await openHours(connection, scope.tenantId, [...services.values()], spanOf(rows, now));
  return rows.map((row) => wireDowntime(row, scope, hoursOfRow(row, open.get(row.service_id), now)));
}

/** Its hours: those that were said, else those of its (first) time. */
export function hoursOfRow(row: StoredDowntime, open: IntervalSet | undefined, now: number): number {
  return row.hours ?? hoursWithin({ start: row.starts_at, end: row.ends_at ?? now }, open);
}

export function tagOf({ id, version, from_ticket }: StoredDowntime): string {
  return etagOf(from_ticket ? `${id}.ticket` : id, version);
}

/** Who typed it, managers and admins. */
export function mayDelete(scope: Scope, row: StoredDowntime): boolean {
  return scope.role !== 'agent' || row.created_by === scope.agentId;
}

function wireDowntime(row: StoredDowntime, scope: Scope, hours: number): Record<string, unknown> {
  return {
    id: row.id,
    ...(row.ticket_id !== null && { faultid: row.ticket_id, fault_summary: row.ticket_summary }),
    service: row.service_id,
    service_desc: row.service_name,
    ...(row.workday_id !== null && { workdays: row.workday_id }),
    hours,
    startdate: writeInstant(row.starts_at),
    ...(row.ends_at !== null && { enddate: writeInstant(row.ends_at) }),
    ended: row.ends_at !== null,
    calculated: row.hours === null,
    allday: row.allday,
    ...(row.rrule !== null && { rrule: row.rrule, timezone: row.timezone }),
    source: row.from_ticket ? 'ticket' : 'typed',
    last_modified: writeInstant(row.last_modified),
    _canupdate: true,
    _candelete: mayDelete(scope, row),
    _etag: tagOf(row),
  };
}

/** From the first start to the last end, as far as hours are reckoned. */
function spanOf(rows: readonly StoredDowntime[], now: number): Interval {
  let [start, end] = [latest, earliest];
  for (const row of rows) {
    start = Math.min(start, row.starts_at);
    end = Math.max(end, row.ends_at ?? now);
  }
  return { start: Math.max(start, earliest), end: Math.min(end, latest) };
}
