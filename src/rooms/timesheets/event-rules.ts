import type { Scope } from '../../kernel/auth/scope.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { hoursIn, type TimeFacts, withTimes } from './event-time-rules.ts';
import { endOf } from './figure-rules.ts';
import { breakType, type EventElement, type EventRow, eventType, keptNames } from './schema.ts';

/** What an element of a post makes of an event, as a function of what is stored, what is asked and `now`. */

export interface EventFacts extends TimeFacts {
  readonly scope: Scope;
  readonly agents: ReadonlyMap<number, { readonly name: string; readonly zone: Zone; readonly isDisabled: boolean }>;
  /** The customer of each ticket that is named. */
  readonly tickets: ReadonlyMap<number, { readonly client_id: number | null; readonly site_id: number | null }>;
}

/** The rows of a new entry: one for each agent.
 * @throws Problem naming the field that is wrong */
export function newEvents(element: EventElement, facts: EventFacts): EventRow[] {
  return agentsNamed(element, facts.scope).map((agentId) => {
    const blank = blankEvent(agentId, facts);
    checkAgent(agentId, facts);
    return withTimes({ ...blank, ...plainFields(blank, element, facts) }, element, undefined, facts);
  });
}

/** What an update makes of a stored event. */
export function changedEvent(stored: EventRow, element: EventElement, facts: EventFacts): EventRow {
  mayChangeTimeOf(facts.scope, stored.agent_id);
  const agentId = agentAfter(stored, element);
  if (agentId !== stored.agent_id) checkAgent(agentId, facts);
  const next = { ...stored, ...plainFields(stored, element, facts), agent_id: agentId };
  return withTimes(next, element, stored, facts);
}

/** Ids of the agents that an element names; the caller when it names nobody. */
export function agentsNamed(element: EventElement, scope: Scope): number[] {
  const listed = listedAgents(element);
  if (listed.length > 0) return listed;
  const { agent_id: own } = element;
  return [own !== undefined && own !== null && own > 1 ? own : scope.agentId];
}

/** Everyone of whom an element speaks, for what must be known of them. */
export function everyoneNamed(element: EventElement, scope: Scope): number[] {
  const { agent_id: own } = element;
  return [...agentsNamed(element, scope), ...(own !== undefined && own !== null && own > 1 ? [own] : [])];
}

/** May the caller write down, and change, the time of this agent?
 * @throws Problem forbidden */
export function mayChangeTimeOf(scope: Scope, agentId: number): void {
  if (whoseTimeMayChange(scope, agentId)) return;
  throw new Problem(
    'forbidden',
    "You may change your own time and, as a manager, your reports'; this is another agent's.",
  );
}

export function whoseTimeMayChange(scope: Scope, agentId: number): boolean {
  if (agentId === scope.agentId) return true;
  const reaches = ['all', 'admin', 'edit:timesheets'].some((grant) => scope.grants.has(grant));
  return reaches && (scope.role === 'admin' || scope.reports.includes(agentId));
}

/** The civil days of its agent that an event touches, first and last. */
export function daysTouched(row: Pick<EventRow, 'starts_at' | 'ends_at'>, zone: Zone, now: number): number[] {
  const end = endOf(row, now);
  const first = dayOf(row.starts_at, zone);
  const last = end > row.starts_at ? dayOf(end - 1, zone) : first;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Does it need a ticket to be made? Visible, or closed behind the entry. */
export function wantsTicket(row: EventRow, element: EventElement): 'visible' | 'quick' | undefined {
  if (row.event_type !== eventType.work || row.ticket_id !== null) return undefined;
  return element.lognewticket === true ? 'visible' : 'quick';
}

/** What should make whoever saved it look again; it is saved all the same.
 * @param overlapping how many other entries of its agent it overlaps */
export function warningOf(row: EventRow, overlapping: number): string | undefined {
  const spent = row.timetaken ?? 0;
  const length = row.ends_at === null ? 0 : (row.ends_at - row.starts_at) / HOUR;
  const isShort =
    row.ends_at !== null && (spent < 1 / 60 - 1e-9 || (row.ends_at - row.starts_at < 60_000 && spent === length));
  const texts = [
    overlapping > 0 && `It overlaps ${overlapping} other ${overlapping === 1 ? 'entry' : 'entries'} of this agent.`,
    Math.max(spent, length) > 10 && 'It is longer than 10 hours.',
    isShort && 'It is shorter than a minute.',
  ].filter((text) => text !== false);
  return texts.length > 0 ? texts.join(' ') : undefined;
}

/** Work that says nothing yet. */
export function blankEvent(agentId: number, { scope, now }: Pick<EventFacts, 'scope' | 'now'>): EventRow {
  return {
    id: null,
    agent_id: agentId,
    event_type: eventType.work,
    break_type: null,
    break_note: null,
    subject: '',
    note: null,
    starts_at: now,
    ends_at: null,
    timetaken: null,
    traveltime: 0,
    mileage: null,
    charge_rate: 0,
    ticket_id: null,
    quick_time: false,
    client_id: null,
    site_id: null,
    user_name: null,
    contract_id: null,
    category1: null,
    category2: null,
    category3: null,
    category4: null,
    appointment_id: null,
    created_by: scope.agentId,
    extra: {},
    version: 1,
    last_modified: now,
  };
}

function checkAgent(agentId: number, { scope, agents }: EventFacts): void {
  const agent = agents.get(agentId);
  if (!agent) throw fieldProblem('agent_id', `There is no agent ${agentId}.`);
  mayChangeTimeOf(scope, agentId);
  if (agent.isDisabled) throw fieldProblem('agent_id', `${agent.name} is disabled and gets no new entries.`);
}

function listedAgents({ agents }: EventElement): number[] {
  const ids = (agents ?? []).map((given) => {
    const id = Number(typeof given === 'object' && given ? (given as { id?: unknown }).id : given);
    if (!Number.isSafeInteger(id))
      throw fieldProblem('agents', 'agents must be an array of ids, or of objects with an id.');
    return id;
  });
  return [...new Set(ids.filter((id) => id > 1))];
}

/** Of `agents` and `agent_id` the one that differs from what is stored counts. */
function agentAfter({ agent_id: stored }: EventRow, element: EventElement): number {
  const listed = listedAgents(element);
  if (listed.length > 1) throw fieldProblem('agents', 'An event is of one agent: send new ones for the others.');
  const given = [...listed, element.agent_id].filter((id): id is number => id !== undefined && id !== null && id > 1);
  const [changed, other] = [...new Set(given.filter((id) => id !== stored))];
  if (changed !== undefined && other !== undefined) throw fieldProblem('agents', 'agents and agent_id disagree.');
  return changed ?? stored;
}

const texts = [
  'subject',
  'note',
  'break_note',
  'user_name',
  'category1',
  'category2',
  'category3',
  'category4',
] as const;
const optionalIds = ['ticket_id', 'client_id', 'site_id', 'contract_id'] as const;

/** Everything but its times: absent leaves, null clears. */
function plainFields(stored: EventRow, element: EventElement, facts: EventFacts): Partial<EventRow> {
  const next: Record<string, unknown> = {};
  for (const name of texts) if (element[name] !== undefined) next[name] = element[name];
  if (next.subject === null) next.subject = '';
  for (const name of optionalIds) {
    const given = element[name];
    if (given !== undefined) next[name] = given !== null && given > 0 ? given : null;
  }
  if (element.mileage !== undefined) next.mileage = element.mileage;
  if (element.charge_rate !== undefined) next.charge_rate = element.charge_rate ?? 0;
  if (element.traveltime !== undefined) next.traveltime = hoursIn('traveltime', element.traveltime ?? 0);
  const type = typeOf(element.event_type ?? undefined, stored);
  const kind = element.break_type === undefined ? stored.break_type : element.break_type;
  const extra = withKept(stored.extra, element);
  const row = {
    ...stored,
    ...next,
    event_type: type,
    break_type: type === eventType.break ? (kind ?? breakType.break) : null,
    extra,
  };
  return fromTicket(row, stored, element, facts);
}

function typeOf(given: number | undefined, { event_type }: EventRow): number {
  if (given === undefined) return event_type;
  if (given === eventType.work || given === eventType.break) return given;
  throw fieldProblem('event_type', 'Write 0 for work or 1 for a break; appointments and holidays are computed.');
}

function withKept(extra: EventRow['extra'], element: EventElement): EventRow['extra'] {
  const next: Record<string, unknown> = { ...extra };
  for (const name of keptNames) {
    const given = element[name];
    if (given === null) delete next[name];
    else if (given !== undefined) next[name] = name === 'originalstartdate' ? writtenInstant(given as number) : given;
  }
  return next;
}

const writtenInstant = (instant: number) => new Date(instant).toISOString().slice(0, 19);

/** Client and site are those of the ticket, unless something else is said or was stored. */
function fromTicket(row: EventRow, stored: EventRow, element: EventElement, { tickets }: EventFacts): EventRow {
  const ticket = row.ticket_id === null || row.ticket_id === stored.ticket_id ? undefined : tickets.get(row.ticket_id);
  if (row.ticket_id !== stored.ticket_id && stored.quick_time)
    return { ...row, ...filled(row, element, ticket), quick_time: false };
  return { ...row, ...filled(row, element, ticket) };
}

function filled(
  row: EventRow,
  element: EventElement,
  ticket: { client_id: number | null; site_id: number | null } | undefined,
) {
  if (!ticket) return {};
  return {
    client_id:
      element.client_id === undefined || element.client_id === null
        ? (row.client_id ?? ticket.client_id)
        : row.client_id,
    site_id: element.site_id === undefined || element.site_id === null ? (row.site_id ?? ticket.site_id) : row.site_id,
  };
}
