import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { Problem } from '../../problems.ts';
import { addAppointment } from '../appointments/add-sql.ts';
import { addTicket } from '../directory/ticket-sql.ts';
import { durationAt } from './hours-rules.ts';
import type { Made, Occurrence } from './run-sql.ts';
import { noteDone } from './run-sql.ts';
import type { ScheduleRow } from './schema.ts';

const nameless = 'Scheduled ticket';

/** Makes an occurrence that the transaction holds: its ticket, its appointment, and the note that it is done. */
export async function makeOccurrence(
  connection: Connection,
  scope: Scope,
  schedule: ScheduleRow,
  occurrence: Occurrence,
  now: number,
): Promise<void> {
  const made = await make(connection, scope, schedule, occurrence.creation_date, now);
  await noteDone(connection, scope.tenantId, occurrence.id, made, now);
}

async function make(
  connection: Connection,
  scope: Scope,
  schedule: ScheduleRow,
  startsAt: number,
  now: number,
): Promise<Made> {
  const duration = durationAt(schedule, startsAt);
  const times = { start_date: startsAt, end_date: startsAt + duration };
  const { requesttype, agentid, client_id, site_id, user_id, team_id, priority } = schedule;
  const summary = schedule.subject.trim() || nameless;
  const ticketId = await addTicket(connection, scope, now, {
    summary,
    agent_id: agentid,
    client_id,
    site_id,
    user_id,
    team_id,
    priority,
    ...(requesttype !== null && { tickettype_id: requesttype }),
    ...(duration > 0 && times),
  });
  if (agentid === null || duration <= 0) return { ticketId, appointmentId: null, description: summary };
  const appointment = { subject: summary, agent_id: agentid, ticket_id: ticketId, ...times };
  const { id, clashed } = await addAppointment(connection, scope, now, appointment);
  const description = clashed ? `${summary} (the agent is busy then: made all the same)` : summary;
  return { ticketId, appointmentId: id, description };
}

/** Whom an occurrence is made in the name of: whoever saved its schedule, who was allowed to plan all of it. */
export function actingFor(tenantId: number, schedule: ScheduleRow): Scope {
  return {
    tenantId,
    agentId: schedule.saved_by,
    agentName: '',
    timezone: schedule.timezone,
    role: 'admin',
    reports: [],
    grants: new Set(['all']),
    clientId: 'almanac worker',
    requestsPerMinute: 0,
  };
}

/** Why an attempt failed, in words that may be shown. */
export function failureText(error: unknown): string {
  if (!(error instanceof Problem)) return 'Something went wrong in the server; its log says what.';
  const [field] = Object.keys(error.extras.errors ?? {});
  return field ? `${field.replace(/^\[\d+\]\./, '')}: ${error.message}` : error.message;
}
