import { mayChangeRowsOf, type Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { lockAgents, rowsWithMates } from '../appointments/facts-sql.ts';
import { readRows } from '../appointments/one-sql.ts';
import { isOfAppointment, type ScheduleRow, scheduleType } from './schema.ts';
import { schedulesOf } from './sql.ts';

/** Whom a schedule belongs to, and what that says about who may see and change it. */

/** Told of a saved schedule, inside its transaction. */
export type OwnerTold = (
  connection: Connection,
  scope: Scope,
  now: number,
  after: ScheduleRow,
  before: ScheduleRow | undefined,
) => Promise<void>;

/** What a room does when the schedule of one of its things was saved by itself, by the type of the owner. A room adds
 * its own when it is mounted. */
export const scheduleOwners = new Map<number, OwnerTold>();

/** Locks the agents whose appointments follow these schedules. The appointments room does so before it touches
 * schedules; who did it the other way round would wait for that room, and it for them. */
export async function lockOwners(connection: Connection, tenantId: number, schedules: Owned[]): Promise<void> {
  const ids = schedules.filter(isOfAppointment).flatMap(({ uniqueid }) => uniqueid ?? []);
  if (ids.length === 0) return;
  const rows = await rowsWithMates(connection, tenantId, ids, false);
  const agents = new Set(rows.flatMap(({ agent_id }) => agent_id ?? []));
  await lockAgents(connection, tenantId, [...agents]);
}

type Owned = Pick<ScheduleRow, 'type' | 'uniqueid'>;

/** @throws Problem forbidden when the caller may not save this schedule, and a 400 where its owner does not exist. */
export async function mayWrite(connection: Connection, scope: Scope, row: ScheduleRow): Promise<void> {
  if (isOfAppointment(row)) return mayWriteOfAppointment(connection, scope, row);
  if (scope.role === 'agent') {
    throw new Problem('forbidden', 'Only a manager or an admin may do this, but for schedules of own appointments.');
  }
  // Its appointments will be in this agent's calendar.
  if (row.agentid !== null && !mayChangeRowsOf(scope, row.agentid)) {
    throw new Problem('forbidden', 'A manager may schedule for their reports only.');
  }
}

async function mayWriteOfAppointment(connection: Connection, scope: Scope, row: ScheduleRow): Promise<void> {
  if (row.uniqueid === null) throw fieldProblem('uniqueid', 'Say which appointment it is the schedule of.');
  const found = await rowsWithMates(connection, scope.tenantId, [row.uniqueid], false);
  const owner = found.find((one) => one.id === row.uniqueid && !one.deleted);
  const seen = (await readRows(connection, scope, [row.uniqueid], false)).has(row.uniqueid);
  if (!owner || !seen) throw fieldProblem('uniqueid', `There is no appointment ${row.uniqueid}.`);
  if (!mayChangeRowsOf(scope, owner.agent_id)) {
    throw new Problem('forbidden', "You may change your own calendar and, as a manager, your reports'.");
  }
  if (row.id === null) await refuseSecond(connection, scope.tenantId, row.uniqueid);
}

/** An appointment, or a shift, has one schedule. */
async function refuseSecond(connection: Connection, tenantId: number, ownerId: number): Promise<void> {
  for (const type of [scheduleType.appointment, scheduleType.shift]) {
    const [other] = await schedulesOf(connection, tenantId, type, [ownerId]);
    if (other) throw new Problem('already-exists', `It has a schedule already: ${other.id}.`);
  }
}

/** The schedules that the caller may see: a private appointment's only whoever sees that whole. */
export async function visible(connection: Connection, scope: Scope, rows: ScheduleRow[]): Promise<ScheduleRow[]> {
  const ids = rows.filter(isOfAppointment).flatMap(({ uniqueid }) => uniqueid ?? []);
  if (ids.length === 0) return rows;
  const owners = await readRows(connection, scope, ids, false);
  return rows.filter((row) => !isOfAppointment(row) || owners.get(row.uniqueid ?? 0)?.whole === true);
}
