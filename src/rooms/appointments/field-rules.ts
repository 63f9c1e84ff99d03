import { writeInstant } from '../../wire/dates.ts';
import { keptProperties } from './kept.ts';
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
    else if (given !== undefined) next[name] = isInstant(name) ? writeInstant(given as number) : withoutNulls(given);
  }
  return next;
}

function isInstant(name: string): boolean {
  return (keptProperties[name] as { format?: string }).format === 'date-time';
}

/** Null properties are left out of every answer (rule 2 of the wire), also deep inside what is only kept. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
