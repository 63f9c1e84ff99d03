import { Problem } from '../../problems.ts';
import type { Facts } from './facts.ts';
import type { AppointmentRow } from './row.ts';
import { positiveAgent } from './rules.ts';
import type { Element } from './schema.ts';

/** Who may change a row is not always one who sees it whole (behaviour 1). The same rule in SQL is `seesWhole`. */

/** What others read instead of the subject. */
const maskedSubject = 'Private';

/** What is left of an element about a row that its caller sees masked: the mask sent back is no change.
 * @param mates the live rows of the collection, the addressed one among them
 * @throws Problem forbidden for what would make the row tell more than its mask */
export function behindMask(element: Element, row: AppointmentRow, mates: AppointmentRow[], facts: Facts): Element {
  if (!row.is_private || takesPart(row, mates, facts)) return element;
  const { subject, ...rest } = element;
  const said = subject === maskedSubject || subject === undefined ? rest : element;
  // An admin sees everything with showall=true.
  if (facts.scope.role !== 'admin' && unmasks(said, row)) {
    throw new Problem('forbidden', 'It is private: who does not see it whole cannot change who does.');
  }
  return said;
}

function takesPart(row: AppointmentRow, mates: AppointmentRow[], { scope, callerEmail }: Facts): boolean {
  const { agentId } = scope;
  if ([row.agent_id, row.organizer, row.created_by].includes(agentId)) return true;
  if (mates.some((mate) => mate.agent_id === agentId)) return true;
  const invited = (row.attendees ?? '').toLowerCase().replaceAll(' ', '').split(';');
  return invited.includes(callerEmail.toLowerCase());
}

function unmasks(element: Element, row: AppointmentRow): boolean {
  const listed = element.agents?.map((agent) => positiveAgent(agent?.id));
  return (
    (element.is_private !== undefined && element.is_private !== true) ||
    (element.organizer !== undefined && positiveAgent(element.organizer) !== row.organizer) ||
    (element.attendees !== undefined && element.attendees !== row.attendees) ||
    (element.agent_id !== undefined && positiveAgent(element.agent_id) !== row.agent_id) ||
    (element.agents !== undefined && !(listed?.length === 1 && listed[0] === row.agent_id)) ||
    element.add_followup_appointment === true ||
    element.add_followup_task === true
  );
}
