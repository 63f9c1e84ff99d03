import { ticketStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { notFound, Problem } from '../../problems.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import { atElement } from '../appointments/plan-rules.ts';
import { setRecordedTime } from '../appointments/recorded-sql.ts';
import type { Reference } from '../directory/draft-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { agentFacts } from '../directory/sql.ts';
import { addTicket } from '../directory/ticket-sql.ts';
import { eventChange } from './event-log-rules.ts';
import {
  changedEvent,
  type EventFacts,
  everyoneNamed,
  mayChangeTimeOf,
  newEvents,
  wantsTicket,
} from './event-rules.ts';
import { eventsById, type StoredEvent, ticketCustomers, writeEvent } from './event-sql.ts';
import { type AgentDay, lockDays } from './lock-sql.ts';
import { changedUnderway } from './retry-rules.ts';
import { rulesFrom } from './rounding-rules.ts';
import type { EventElement, EventRow } from './schema.ts';
import { readStoredRules } from './settings-sql.ts';
import { touchedDays } from './touched-rules.ts';

/** Saves what a POST of events would, in a transaction of somebody else's: also for imports and the demonstration.
 * @param now in whole seconds
 * @returns for each element its events: one for each agent that a new one names
 * @throws Problem as a POST would */
export async function saveEventElements(
  connection: Connection,
  scope: Scope,
  now: number,
  elements: readonly EventElement[],
): Promise<StoredEvent[][]> {
  const work: Work = { connection, scope, now, stored: await glimpses(connection, scope, elements) };
  const facts = await factsOf(work, elements);
  const planned = elements.map((element, index) => atElement(index, () => planOne(work, facts, element)));
  await refuseMissing(work, planned);
  await lockDays(connection, scope.tenantId, daysOf(planned, facts));
  await lockAndCompare(work, planned);
  const saved: StoredEvent[][] = [];
  for (const [index, one] of planned.entries()) saved.push(await writePlanned(work, one, elements[index] ?? {}));
  return saved;
}

interface Work {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly now: number;
  /** By id, as they were before their days were locked. */
  readonly stored: ReadonlyMap<number, StoredEvent>;
}

interface Planned {
  readonly before: StoredEvent | undefined;
  /** Several when a new one is for several agents. */
  readonly rows: readonly EventRow[];
}

/** Whoever changes time of appointments locks their agents first, as the room of appointments does. */
async function glimpses(connection: Connection, { tenantId }: Scope, elements: readonly EventElement[]) {
  const ids = elements.flatMap(({ id }) => (id && id > 0 ? [id] : []));
  const events = await eventsById(connection, tenantId, ids, false);
  const ofAppointments = events.filter(({ appointment_id }) => appointment_id !== null);
  if (ofAppointments.length > 0) {
    const agents = [...new Set(ofAppointments.map(({ agent_id }) => agent_id))].sort((one, other) => one - other);
    await lockAgents(connection, tenantId, agents);
  }
  return new Map(events.map((event) => [event.id, event]));
}

async function factsOf(
  { connection, scope, now, stored }: Work,
  elements: readonly EventElement[],
): Promise<EventFacts> {
  const named = elements.flatMap((element, index) => atElement(index, () => everyoneNamed(element, scope)));
  const owners = [...stored.values()].map(({ agent_id }) => agent_id);
  const agents = await agentFacts(connection, scope.tenantId, [...new Set([...named, ...owners])]);
  const tickets = elements.flatMap(({ ticket_id }) => (ticket_id && ticket_id > 0 ? [ticket_id] : []));
  return {
    scope,
    now,
    rules: rulesFrom(await readStoredRules(connection, scope.tenantId)),
    agents: new Map([...agents].map(([id, agent]) => [id, { ...agent, zone: findZone(agent.timezone) ?? UTC }])),
    tickets: await ticketCustomers(connection, scope.tenantId, tickets),
  };
}

function planOne({ scope, stored }: Work, facts: EventFacts, element: EventElement): Planned {
  if (!element.id || element.id <= 0) return { before: undefined, rows: newEvents(element, facts) };
  const before = stored.get(element.id);
  if (!before) throw notFound();
  mayChangeTimeOf(scope, before.agent_id);
  const row = changedEvent(before, element, facts);
  return { before, rows: differs(row, before) ? [row] : [] };
}

/** Echoing what is stored changes nothing, and writes nothing: not even of a locked day. */
function differs(row: EventRow, before: EventRow): boolean {
  return Object.entries(row).some(([name, value]) => {
    return JSON.stringify(value) !== JSON.stringify(before[name as keyof EventRow]);
  });
}

async function refuseMissing({ connection, scope }: Work, planned: readonly Planned[]): Promise<void> {
  const references = planned.flatMap(({ before, rows }, index) =>
    rows.slice(0, 1).flatMap((row) =>
      (['ticket_id', 'client_id', 'site_id'] as const).flatMap((name): Reference[] => {
        const id = row[name];
        if (id === null || id === before?.[name]) return [];
        return [{ path: `[${index}].${name}`, table: name.slice(0, -3), id, lookupid: 0 }];
      }),
    ),
  );
  if (references.length === 0) return;
  const missing = await missingReferences(connection, scope.tenantId, references);
  if (missing.length === 0) return;
  const errors = Object.fromEntries(missing.map(({ path, table, id }) => [path, [`There is no ${table} ${id}.`]]));
  throw new Problem('unknown-reference', Object.values(errors).flat().join(' '), { errors });
}

function daysOf(planned: readonly Planned[], { agents, now }: EventFacts): AgentDay[] {
  const touched = planned.flatMap(({ before, rows }) => (before && rows.length > 0 ? [before, ...rows] : rows));
  return touched.flatMap((row) => {
    const zone = agents.get(row.agent_id)?.zone ?? UTC;
    return touchedDays(row, zone, now);
  });
}

/** What was looked at before the days were locked must be as it was. */
async function lockAndCompare({ connection, scope }: Work, planned: readonly Planned[]): Promise<void> {
  const before = planned.flatMap((one) => (one.before && one.rows.length > 0 ? [one.before] : []));
  const locked = await eventsById(
    connection,
    scope.tenantId,
    before.map(({ id }) => id),
    true,
  );
  const versions = new Map(locked.map(({ id, version }) => [id, version]));
  if (before.some(({ id, version }) => versions.get(id) !== version)) throw changedUnderway();
}

async function writePlanned(work: Work, { before, rows }: Planned, element: EventElement): Promise<StoredEvent[]> {
  if (rows.length === 0) return before ? [before] : [];
  const { connection, scope, now } = work;
  const [first] = rows as readonly [EventRow];
  const wanted = before ? undefined : wantsTicket(first, element);
  const ticket = wanted && {
    ticket_id: await makeTicket(work, first, element, wanted),
    quick_time: wanted === 'quick',
  };
  const saved: StoredEvent[] = [];
  for (const row of rows) {
    const written = await writeUnlessRunning(connection, scope, { ...row, ...ticket, last_modified: now });
    saved.push(written);
    await recordChanges(connection, scope, now, [eventChange(written.id, before, written)]);
    if (before && written.appointment_id !== null) await setRecordedTime(connection, scope, now, written, before);
  }
  return saved;
}

/** One entry runs for an agent; the database decides about two at the same moment. */
async function writeUnlessRunning(connection: Connection, { tenantId }: Scope, row: EventRow): Promise<StoredEvent> {
  return writeEvent(connection, tenantId, row).catch((error) => {
    if ((error as { constraint?: string }).constraint !== 'timesheet_event_running') throw error;
    throw new Problem(
      'conflict',
      'An entry of this agent runs already: end it first, with its id and clear_end false or an end_date.',
    );
  });
}

/** The ticket of work that has none: visible, or closed behind the entry. */
async function makeTicket(
  { connection, scope, now }: Work,
  row: EventRow,
  element: EventElement,
  kind: 'visible' | 'quick',
) {
  const isQuick = kind === 'quick';
  return addTicket(connection, scope, now, {
    summary: row.subject.trim().slice(0, 1_000) || 'Quick time',
    ...((element.tickettype_id ?? 0) > 0 && { tickettype_id: element.tickettype_id }),
    client_id: row.client_id,
    site_id: row.site_id,
    agent_id: row.agent_id,
    dateoccurred: row.starts_at,
    ...(isQuick && { status: ticketStatus.closed, dateclosed: row.ends_at ?? now }),
  });
}
