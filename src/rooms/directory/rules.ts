import { ticketStatus } from '../../codes.ts';
import type { Draft } from './draft-rules.ts';
import type { Entity, Field, Resource } from './schema/resource.ts';

/** A row as it is given out; what is absent is null. */
export type Row = Record<string, unknown>;

/** Who asks; a part of the request's scope. */
export interface Asker {
  agentId: number;
  role: 'agent' | 'manager' | 'admin';
  reports: readonly number[];
}

/** What a draft would change. */
export interface Changes {
  values: Record<string, unknown>;
  links: Record<string, number[]>;
}

/** A rule that refuses: for the whole element, or one of its fields. */
export interface Refusal {
  field: string;
  message: string;
}

/** The part of a draft that differs from the row: echoing what is there changes nothing. */
export function changesOf(resource: Resource, before: Row | undefined, draft: Draft): Changes {
  const values = Object.entries(draft.values).filter(
    ([name, value]) => !before || !sameValue(resource.fields[name] as Field, before[name], value),
  );
  const links = Object.entries(draft.links).filter(([name, ids]) => linkedIds(before?.[name]).join() !== ids.join());
  return { values: Object.fromEntries(values), links: Object.fromEntries(links) };
}

/** Names of everything that would change, commands included. */
export function changedNames(changes: Changes, draft: Draft): string[] {
  return [...Object.keys(changes.values), ...Object.keys(changes.links), ...Object.keys(draft.commands)];
}

/** Ids in a many-to-many property as it is given out, in order. */
export function linkedIds(rows: unknown): number[] {
  return ((rows ?? []) as { id: number }[]).map(({ id }) => id).sort((one, other) => one - other);
}

function sameValue(field: Field, stored: unknown, value: unknown): boolean {
  if (field.type === 'timestamptz' && typeof stored === 'string') return Date.parse(`${stored}Z`) === value;
  if (field.type === 'text[]') return JSON.stringify(stored ?? []) === JSON.stringify(value);
  return (stored ?? null) === (value ?? null);
}

/** Properties that agents may change of themselves. Whoever decides about timesheets names their own deputy. */
const deputy = ['timesheet_deputy_id', 'timesheet_deputy_from', 'timesheet_deputy_to'];
const own = ['timezone', 'colour', 'password', 'current_password', ...deputy];

/** May the asker make these changes? `before` is undefined for a new one.
 * @returns why not, or undefined. */
export function whyNotAllowed(
  entity: Entity,
  asker: Asker,
  before: Row | undefined,
  changed: string[],
): string | undefined {
  if (asker.role === 'admin') return undefined;
  if (entity === 'agent') return whyNotOwnAgent(asker, before, changed);
  if (entity !== 'ticket' || !before) return undefined;
  const agentId = (before.agent_id as number | undefined) ?? null;
  if (agentId === null || agentId === asker.agentId || asker.reports.includes(agentId)) return undefined;
  return 'Only the agent of a ticket, a manager of that agent or an admin may change it.';
}

function whyNotOwnAgent(asker: Asker, before: Row | undefined, changed: string[]): string | undefined {
  if (before?.id !== asker.agentId)
    return 'Only an admin may do this; others may change their own time zone, colour, password and deputy.';
  const others = changed.filter((name) => !own.includes(name));
  return others.length > 0 ? `Only an admin may change ${others.join(', ')}.` : undefined;
}

export const shortestPassword = 12;

/** What is wrong with a password that is to be set. */
export function passwordRefusal(asker: Asker, agentId: number | undefined, commands: Row): Refusal | undefined {
  const { password, current_password } = commands as { password?: string; current_password?: string };
  if (password === undefined) return undefined;
  if ([...password].length < shortestPassword) {
    return { field: 'password', message: `Must have at least ${shortestPassword} characters.` };
  }
  if (needsPresentPassword(asker, agentId) && current_password === undefined) {
    return { field: 'current_password', message: 'Is required to change your own password.' };
  }
  return undefined;
}

/** Whoever finds a computer unlocked must not be able to take over its account; an admin could anyway. */
export function needsPresentPassword(asker: Asker, agentId: number | undefined): boolean {
  return asker.role !== 'admin' && agentId === asker.agentId;
}

/** An agent's main team is always one of their teams. */
export function withMainTeam(before: Row | undefined, draft: Draft): Draft {
  const teamId = merged('team_id', before, draft);
  if (typeof teamId !== 'number') return draft;
  if (!('teams' in draft.links) && !('team_id' in draft.values)) return draft;
  const teams = new Set([...(draft.links.teams ?? linkedIds(before?.teams)), teamId]);
  return { ...draft, links: { ...draft.links, teams: [...teams].sort((one, other) => one - other) } };
}

/** What a ticket becomes beside what was asked: when it began, when it was closed.
 * @param now integer milliseconds */
export function withTicketDates(before: Row | undefined, draft: Draft, now: number): Draft {
  const values = { ...draft.values };
  if (!before) values.dateoccurred ??= now;
  const status = values.status ?? before?.status;
  const wasClosed = before?.status === ticketStatus.closed;
  if (status === ticketStatus.closed && !wasClosed) values.dateclosed ??= before?.dateclosed ? undefined : now;
  if (status !== ticketStatus.closed && wasClosed && !('dateclosed' in values)) values.dateclosed = null;
  if (values.dateclosed === undefined) delete values.dateclosed;
  const resolved = resolvedAt(before, status, values, now);
  if (resolved !== undefined) values.dateresolved = resolved;
  return { ...draft, values };
}

/** Undefined: as it is. */
function resolvedAt(before: Row | undefined, status: unknown, values: Row, now: number): number | null | undefined {
  if ('dateresolved' in values) return undefined;
  const isOver = status === ticketStatus.resolved || status === ticketStatus.closed;
  if (!isOver) return before?.dateresolved === undefined ? undefined : null;
  return status === ticketStatus.resolved && before?.status !== status ? now : undefined;
}

/** What is wrong with what a row would become. */
export function refusalOf(resource: Resource, before: Row | undefined, draft: Draft): Refusal | undefined {
  if (resource.entity === 'service' && draft.id && draft.links.depends_on?.includes(draft.id)) {
    return { field: 'depends_on', message: 'A service cannot depend on itself.' };
  }
  const [start, end] = ['start_date', 'end_date'].map((name) => instantOf(name, before, draft));
  if (resource.entity === 'ticket' && typeof start === 'number' && typeof end === 'number' && end < start) {
    return { field: 'end_date', message: 'Must not be before start_date.' };
  }
  const [first, last] = ['timesheet_deputy_from', 'timesheet_deputy_to'].map((name) => merged(name, before, draft));
  if (typeof first === 'string' && typeof last === 'string' && last < first) {
    return { field: 'timesheet_deputy_to', message: 'Must not be before timesheet_deputy_from.' };
  }
  return undefined;
}

function merged(name: string, before: Row | undefined, draft: Draft): unknown {
  return name in draft.values ? draft.values[name] : before?.[name];
}

function instantOf(name: string, before: Row | undefined, draft: Draft): unknown {
  const value = merged(name, before, draft);
  return typeof value === 'string' ? Date.parse(`${value}Z`) : value;
}

/** A change that may leave the tenant without an admin who can sign in. */
export function mayLoseAdmin(draft: Draft): boolean {
  return (
    draft.id !== undefined &&
    (draft.values.isdisabled === true || ('role' in draft.values && draft.values.role !== 'admin'))
  );
}
