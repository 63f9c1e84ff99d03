import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { HOUR, SECOND } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { agentFacts } from '../directory/sql.ts';
import { type CompletedRow, chargeRateOf, noteOf, type RecordedTime, recordedTime } from './completion-rules.ts';
import { eventChange } from './event-log-rules.ts';
import { blankEvent } from './event-rules.ts';
import { eventsOfAppointments, removeEvents, type StoredEvent, writeEvent } from './event-sql.ts';
import { type AgentDay, lockDays } from './lock-sql.ts';
import { roundHours, rulesFrom } from './rounding-rules.ts';
import type { EventRow } from './schema.ts';
import { readStoredRules } from './settings-sql.ts';
import { touchedDays } from './touched-rules.ts';

/** The two functions that the room of appointments calls in its transaction: completing an appointment records its time,
 * re-opening it takes that back. */

export interface Completion {
  readonly row: CompletedRow;
  /** What it was before, when it was done already: only what this save changes is changed of the event. */
  readonly before?: CompletedRow | undefined;
}

/** Makes the events of appointments that are done now, and brings those of appointments that were done up to date.
 * @throws Problem conflict when one of the days is locked */
export async function recordCompletions(
  connection: Connection,
  scope: Scope,
  now: number,
  completions: readonly Completion[],
): Promise<void> {
  const changed = completions.filter(changesTime);
  if (changed.length === 0) return;
  const { tenantId } = scope;
  const stored = await storedEvents(
    connection,
    tenantId,
    changed.map(({ row }) => row.id),
  );
  const rules = rulesFrom(await readStoredRules(connection, tenantId));
  const wanted = changed.flatMap(({ row, before }) => {
    const event = stored.get(row.id);
    // Who has taken the event away by itself does not get it back by moving the appointment.
    if (before && !event && recordedTime(before) !== undefined) return [];
    const time = recordedTime(row);
    const next = time && eventFor(row, time, event, { scope, now, rounding: rules.rounding });
    return next || event ? [{ event, next }] : [];
  });
  const rows = wanted.flatMap(({ event, next }) => [event, next]).filter((row) => row !== undefined);
  await lockDays(connection, tenantId, await daysOfEvents(connection, tenantId, rows, now));
  for (const { event, next } of wanted) await writeOne(connection, scope, now, event, next);
}

/** Takes back the events of appointments that are open again.
 * @throws Problem conflict when one of the days is locked */
export async function takeBackCompletions(
  connection: Connection,
  scope: Scope,
  now: number,
  appointmentIds: readonly number[],
): Promise<void> {
  const events = [...(await storedEvents(connection, scope.tenantId, appointmentIds)).values()];
  await lockDays(connection, scope.tenantId, await daysOfEvents(connection, scope.tenantId, events, now));
  for (const event of events) await writeOne(connection, scope, now, event, undefined);
}

/** The days, in the zones of their agents, that rows touch. */
export async function daysOfEvents(
  connection: Connection,
  tenantId: number,
  rows: readonly EventRow[],
  now: number,
): Promise<AgentDay[]> {
  if (rows.length === 0) return [];
  const agents = await agentFacts(connection, tenantId, [...new Set(rows.map(({ agent_id }) => agent_id))]);
  return rows.flatMap((row) => {
    const zone = findZone(agents.get(row.agent_id)?.timezone ?? 'UTC') ?? UTC;
    return touchedDays(row, zone, now);
  });
}

function changesTime({ row, before }: Completion): boolean {
  return before === undefined || JSON.stringify(recordedTime(row)) !== JSON.stringify(recordedTime(before));
}

async function storedEvents(connection: Connection, tenantId: number, ids: readonly number[]) {
  const events = await eventsOfAppointments(connection, tenantId, ids);
  return new Map(events.map((event) => [event.appointment_id as number, event]));
}

interface Recording {
  readonly scope: Scope;
  readonly now: number;
  readonly rounding: Parameters<typeof roundHours>[1] & { per: string };
}

function eventFor(
  row: CompletedRow,
  { hours, ...time }: RecordedTime,
  event: StoredEvent | undefined,
  { scope, now, rounding }: Recording,
): EventRow {
  const timetaken = rounding.per === 'entry' ? Math.min(24, roundHours(hours, rounding)) : hours;
  const ends_at = time.starts_at + Math.round((hours * HOUR) / SECOND) * SECOND;
  if (event) return { ...event, ...time, ends_at, timetaken, last_modified: now };
  return {
    ...blankEvent(time.agent_id, { scope, now }),
    ...time,
    subject: row.subject,
    note: noteOf(row),
    ends_at,
    timetaken,
    charge_rate: chargeRateOf(row),
    appointment_id: row.id,
  };
}

async function writeOne(
  connection: Connection,
  scope: Scope,
  now: number,
  before: StoredEvent | undefined,
  next: EventRow | undefined,
): Promise<void> {
  if (!next && before) await removeEvents(connection, scope.tenantId, [before.id]);
  const after = next && (await writeEvent(connection, scope.tenantId, next));
  const id = after?.id ?? before?.id;
  if (id !== undefined) await recordChanges(connection, scope, now, [eventChange(id, before, after)]);
}
