import { keptValue } from './kept.ts';
import { type AppointmentRow, emptyValue } from './row.ts';
import { type Element, keptNames, type StoredName, storedNames } from './schema.ts';

/** Ids that mean nothing at 0 or below, and agents' ids that mean nobody at 1 or below. */
const optionalIds = new Set<StoredName>(['ticket_id', 'client_id', 'site_id', 'user_id', 'shift_team_id']);
const optionalAgents = new Set<StoredName>(['organizer', 'complete_agent_id', 'requestedapprovalagent']);

/** A copy of the row with what the element says in its plain properties: absent leaves, null clears. */
export function withFields(row: AppointmentRow, element: Element): AppointmentRow {
  const next: Record<string, unknown> = { ...row };
  for (const name of storedNames) {
    const given = element[name];
    if (given !== undefined) next[name] = meaning(name, given);
  }
  next.extra = withKept(row.extra, element);
  return next as unknown as AppointmentRow;
}

function meaning(name: StoredName, given: unknown): unknown {
  if (given === null) return emptyValue(name);
  if (optionalIds.has(name)) return (given as number) > 0 ? given : null;
  return optionalAgents.has(name) && (given as number) <= 1 ? null : given;
}

function withKept(extra: AppointmentRow['extra'], element: Element): AppointmentRow['extra'] {
  const next = { ...extra };
  for (const name of keptNames) {
    const given = (element as Record<string, unknown>)[name];
    if (given === null) delete next[name];
    else if (given !== undefined) next[name] = keptValue(name, given);
  }
  return next;
}
