import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { eventText, readEvents } from './event-row-sql.ts';
import { eventsOfAppointments } from './event-sql.ts';
import { agentsSeen } from './seen-sql.ts';

const readers = ['all', 'admin', 'read:timesheets', 'edit:timesheets', 'editMine:timesheets'];

/** The time recorded for an appointment, as a JSON array, for its details: a calendar is open to everyone, time is not. */
export async function eventsOfAppointment(
  connection: Connection,
  scope: Scope,
  appointmentId: number,
  now: number,
): Promise<string> {
  if (!readers.some((grant) => scope.grants.has(grant))) return '[]';
  const events = await eventsOfAppointments(connection, scope.tenantId, [appointmentId]);
  if (events.length === 0) return '[]';
  const seen = new Set(await agentsSeen(connection, scope, now));
  const ids = events.filter(({ agent_id }) => seen.has(agent_id)).map(({ id }) => id);
  const rows = await readEvents(connection, scope, ids, now);
  return `[${rows.map((row) => eventText(row, {})).join(',')}]`;
}
