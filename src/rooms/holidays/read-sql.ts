import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { mirrorIds, mirrorRows } from '../appointments/leave-sql.ts';
import { wireSchedule } from '../schedules/shown-rules.ts';
import { hoursOfRows } from './hours-sql.ts';
import { hasOnlyOneAgent } from './list-sql.ts';
import { wireHoliday } from './shown.ts';
import { type StoredHoliday, schedulesOfHolidays } from './sql.ts';

/** Rows with everything that is shown of them. */

export interface Details {
  include_apid?: boolean | null;
  includedetails?: boolean | null;
  _return_appointment?: boolean | null;
}

/** Rows as the caller may see them, in their order; a bounded number of statements, however many. */
export async function shownHolidays(
  connection: Connection,
  scope: Scope,
  rows: readonly StoredHoliday[],
  now: number,
  { include_apid, includedetails, _return_appointment }: Details = {},
): Promise<Record<string, unknown>[]> {
  if (rows.length === 0) return [];
  const { tenantId } = scope;
  const standing = { scope, onlyAgent: await hasOnlyOneAgent(connection, tenantId) };
  const hours = await hoursOfRows(connection, tenantId, rows);
  const withAppointment = includedetails || _return_appointment;
  const mirrors = include_apid || withAppointment ? await firstMirrors(connection, tenantId, rows) : new Map();
  const objects = withAppointment ? await mirrorRows(connection, scope, [...mirrors.values()]) : new Map();
  const schedules = includedetails ? await schedulesOfHolidays(connection, tenantId, rows) : new Map();
  const clients = includedetails ? await clientNames(connection, tenantId, rows) : undefined;
  return rows.map((row) => {
    const apid = mirrors.get(row.id);
    const schedule = schedules.get(row.holid);
    const shown = {
      hours: hours.get(row) ?? 0,
      ...(include_apid && { apid }),
      ...(schedule && { schedule: wireSchedule(schedule, now) }),
      ...(withAppointment && { appointmentobj: objects.get(apid) }),
      ...(clients && { clients }),
    };
    return wireHoliday(row, shown, standing);
  });
}

async function firstMirrors(connection: Connection, tenantId: number, rows: readonly StoredHoliday[]) {
  const ids = rows.filter((row) => row.agent_id !== null).map(({ id }) => id);
  const first = new Map<string, number>();
  for (const { id, holiday_id } of await mirrorIds(connection, tenantId, ids)) {
    if (!first.has(holiday_id)) first.set(holiday_id, id);
  }
  return first;
}

async function clientNames(connection: Connection, tenantId: number, rows: readonly StoredHoliday[]) {
  const ids = [...new Set(rows.flatMap((row) => row.freeze_clients))];
  if (ids.length === 0) return new Map<number, string>();
  const { rows: found } = await connection.query<{ id: number; name: string }>(
    'select id, name from client where tenant_id = $1 and id = any ($2::bigint[])',
    [tenantId, ids],
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}
