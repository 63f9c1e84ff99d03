import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { changedMeanwhile, etagOf, tagMatches } from '../../kernel/http/etag.ts';
import { notFound, Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { atElement } from '../appointments/plan-rules.ts';
import { type Approvers, isLocked, standingOf, stateOf } from './approval-rules.ts';
import { keepStep, runningOn, timesheetsById, updateTimesheet } from './approval-sql.ts';
import { approversOf } from './approver-sql.ts';
import { type DayOwner, dayOwners, hoursOfDay } from './day-of-sql.ts';
import { keptFigures } from './kept-figures-sql.ts';
import { type LockedRow, lockRows } from './lock-sql.ts';
import { civilDayOf, type DayKey, dayKeyOf, type Saved, savedDay } from './save-rules.ts';
import type { TimesheetElement, TimesheetRow } from './schema.ts';

/** Saving days, inside somebody's transaction. */

export interface TimesheetSaving {
  readonly connection: Connection;
  readonly scope: Scope;
  /** To the whole second. */
  readonly now: number;
  /** Tags of If-Match, where the request has that. */
  readonly expected?: string[] | undefined;
}

interface Work extends TimesheetSaving {
  readonly owners: ReadonlyMap<number, DayOwner>;
  readonly approvers: ReadonlyMap<number, Approvers>;
}

/** Saves elements in their order, each on top of the last; all days are locked first, in one order.
 * @returns the day of each element */
export async function saveTimesheetElements(
  saving: TimesheetSaving,
  elements: readonly TimesheetElement[],
): Promise<DayKey[]> {
  const { connection, scope, now } = saving;
  const keys = await keysOf(saving, elements);
  const agentIds = [...new Set(keys.map(({ agentId }) => agentId))];
  const owners = await dayOwners(connection, scope.tenantId, agentIds);
  const approvers = await approversOf(connection, scope.tenantId, agentIds, now);
  const work = { ...saving, owners, approvers };
  for (const [index, { agentId }] of keys.entries()) atElement(index, () => refuseStranger(work, agentId));
  const locked = await lockRows(connection, scope.tenantId, keys);
  for (const [index, key] of keys.entries()) {
    const row = locked.find(({ agent_id, day }) => agent_id === key.agentId && civilDayOf(day) === key.day);
    await saveElement(work, elements[index] as TimesheetElement, row as LockedRow, index);
  }
  return keys;
}

/** The day that each element means: by its id, or by its agent and date. */
async function keysOf(
  { connection, scope }: TimesheetSaving,
  elements: readonly TimesheetElement[],
): Promise<DayKey[]> {
  const ids = elements.flatMap(({ id }) => (id && id > 0 ? [id] : []));
  const stored = await timesheetsById(connection, scope.tenantId, ids);
  if (ids.some((id) => !stored.has(id))) throw notFound();
  return elements.map((element, index) => atElement(index, () => dayKeyOf(element, stored, scope.agentId)));
}

/** @throws Problem for an agent who is not there, and for a caller who has nothing to do with their days */
function refuseStranger({ scope, owners, approvers }: Work, agentId: number): void {
  const message = `There is no agent ${agentId}.`;
  if (!owners.has(agentId)) throw new Problem('unknown-reference', message, { errors: { agent_id: [message] } });
  const { writer, approver } = standingOf(scope, agentId, approvers.get(agentId) as Approvers);
  if (writer || approver) return;
  throw new Problem('forbidden', "You may save your own timesheets, your reports' and those that you decide about.");
}

async function saveElement(work: Work, element: TimesheetElement, row: LockedRow, index: number): Promise<void> {
  const { connection, scope, now, approvers, owners } = work;
  const stored = (await timesheetsById(connection, scope.tenantId, [row.id])).get(row.id) as TimesheetRow;
  await refuseStale(work, stored);
  const caller = {
    id: scope.agentId,
    standing: standingOf(scope, stored.agent_id, approvers.get(stored.agent_id) as Approvers),
  };
  const saved = atElement(index, () => {
    if (row.isNew && owners.get(stored.agent_id)?.isDisabled) {
      throw new Problem('conflict', `${owners.get(stored.agent_id)?.name} is disabled and gets no new timesheets.`);
    }
    return savedDay(element, stored, caller, now);
  });
  if (!saved.differs && !row.isNew) return;
  await write(work, stored, saved, { isNew: row.isNew && stored.version === 1, element });
}

async function write(
  work: Work,
  stored: TimesheetRow,
  { row, command, differs }: Saved,
  { isNew, element }: { isNew: boolean; element: TimesheetElement },
): Promise<void> {
  const { connection, scope, now } = work;
  const { tenantId } = scope;
  const kept = command === 'submit' ? await handedIn(work, row) : row;
  if (differs) await updateTimesheet(connection, tenantId, { ...kept, last_modified: now });
  const [from, to] = [stateOf(stored.approval_status), stateOf(row.approval_status)];
  const message = element._approval_message?.trim() || null;
  const step = { timesheetId: row.id, from, to, by: scope.agentId, at: now, message };
  const seq = command && (await keepStep(connection, tenantId, { ...step, command }));
  const change = { entity: 'timesheet', entityId: row.id, action: isNew ? ('create' as const) : ('update' as const) };
  const after = { ...logged(kept), ...(seq && { approval_seq: seq }) };
  await recordChanges(connection, scope, now, [{ ...change, ...(!isNew && { before: logged(stored) }), after }]);
}

/** A day that is handed in keeps its hours and its figures.
 * @throws Problem conflict while a timer runs: the figures would go on changing */
async function handedIn({ connection, scope, owners, now }: Work, row: TimesheetRow): Promise<TimesheetRow> {
  const { zone } = owners.get(row.agent_id) as DayOwner;
  const hours = hoursOfDay(row.day, zone);
  if (await runningOn(connection, scope.tenantId, row.agent_id, hours, now)) {
    throw new Problem('conflict', `A timer is running on ${row.day}: stop it before the timesheet is handed in.`);
  }
  const locked_figures = await keptFigures(connection, scope.tenantId, row, now);
  return { ...row, locked_from: hours.start, locked_until: hours.end, locked_figures };
}

async function refuseStale({ connection, scope, expected }: TimesheetSaving, stored: TimesheetRow): Promise<void> {
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  const who = await lastChange(connection, scope.tenantId, 'timesheet', stored.id);
  throw changedMeanwhile(logged(stored), tag, who);
}

/** A day as the log of changes tells it. */
export function logged(row: TimesheetRow) {
  const { id, agent_id, day, start_time, end_time, note, approval_status, approval_message, locked_figures } = row;
  const told = {
    id,
    agent_id,
    date: `${day}T00:00:00`,
    start_time: start_time === null ? null : writeInstant(start_time),
    end_time: end_time === null ? null : writeInstant(end_time),
    note,
    approval_status,
    approval_message,
    ...(isLocked(stateOf(approval_status)) && { figures: locked_figures }),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}
