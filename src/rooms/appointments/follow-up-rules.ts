import { fieldProblem } from '../../problems.ts';
import type { AppointmentRow } from './row.ts';
import type { Element } from './schema.ts';

/** The follow-up that a completion asks for, as an element of its own: what the followup_* fields leave open is as in
 * the completed row. */
export function followUpElement(element: Element, done: AppointmentRow): Element {
  const isTask = element.add_followup_task === true;
  const start = element.followup_start_date ?? element.followup_date;
  if (!isTask && (start === undefined || start === null)) {
    throw fieldProblem('followup_start_date', 'Please give the start of the follow-up.');
  }
  const length = (done.ends_at ?? 0) - (done.starts_at ?? 0);
  const end = element.followup_end_date ?? (isTask || !start ? start : start + length);
  return {
    subject: element.followup_subject || done.subject,
    is_task: isTask,
    start_date: start ?? null,
    end_date: end ?? null,
    allday: element.followup_allday === true,
    ...followUpAgents(element, done),
    ...(element.followup_note !== undefined && { note: element.followup_note }),
    ...(element.followup_note_html !== undefined && { note_html: element.followup_note_html }),
    ticket_id: done.ticket_id,
    client_id: done.client_id,
    site_id: done.site_id,
    user_id: element.followup_user_id ?? done.user_id,
    // The follow-up repeats what the row is about.
    is_private: element.followup_is_private ?? done.is_private,
    reminderminutes: element.followup_reminderminutes ?? null,
    agent_status: element.followup_agent_status ?? null,
    appointment_type_id: element.followup_appointmenttype_id ?? done.appointment_type_id,
  } as Element;
}

function followUpAgents(element: Element, done: AppointmentRow): Pick<Element, 'agents' | 'agent_id'> {
  if (element.followup_agents && element.followup_agents.length > 0) return { agents: element.followup_agents };
  return { agent_id: element.followup_agent_id ?? done.agent_id };
}
