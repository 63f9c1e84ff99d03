import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import { lastChange } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { changedMeanwhile, etagOf, tagMatches } from '../../kernel/http/etag.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import { atElement } from '../appointments/plan-rules.ts';
import { changesOutside, stoppedChanges } from '../change-calendar/stopped-sql.ts';
import { holdChanges } from '../change-calendar/weigh-sql.ts';
import type { Reference } from '../directory/draft-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { hoursOfRows, withScheduleOf } from './hours-sql.ts';
import { mayForce, refuseCancelling } from './leave-rules.ts';
import { hasOnlyOneAgent } from './list-sql.ts';
import { longestLeave, showInCalendar } from './mirror.ts';
import { shownHolidays } from './read-sql.ts';
import { holidayFrom, mayWrite, saysElse } from './rules.ts';
import { recursAnew, saveSchedule } from './schedule-sql.ts';
import { type HolidayElement, type HolidayRow, kindOf } from './schema.ts';
import { type Settled, settleLeave } from './settle.ts';
import { loggedHoliday } from './shown.ts';
import {
  holidaysById,
  lockHolidays,
  removeHoliday,
  removeScheduleOf,
  type StoredHoliday,
  schedulesOfHolidays,
  writeHoliday,
} from './sql.ts';

/** Saving and deleting, inside somebody's transaction: also for the room of workdays. */

export interface HolidaySaving {
  readonly connection: Connection;
  readonly scope: Scope;
  /** To the whole second. */
  readonly now: number;
  /** Until when leave that recurs is shown in the calendar. */
  readonly horizon: number;
  /** Tags of If-Match, where the request has that. */
  readonly expected?: string[] | undefined;
}

export interface SavedHoliday extends Settled {
  readonly row: StoredHoliday;
}

/** Saves elements in their order, each on top of the last. */
export async function saveElements(
  saving: HolidaySaving,
  elements: readonly HolidayElement[],
): Promise<SavedHoliday[]> {
  const { connection, scope } = saving;
  const ids = [...new Set(elements.flatMap(({ id }) => id ?? []))];
  const glimpse = await holidaysById(connection, scope.tenantId, ids);
  const agents = await lockAgentsOf(saving, [...elements, ...glimpse.values()]);
  await lockHolidays(connection, scope.tenantId, ids);
  const onlyAgent = await hasOnlyOneAgent(connection, scope.tenantId);
  const saved: SavedHoliday[] = [];
  for (const [index, element] of elements.entries()) {
    saved.push(await saveElement({ ...saving, agents, onlyAgent }, element, index));
  }
  return saved;
}

/** Deletes a row for good, with its mirror.
 * @returns it as it was */
export async function removeRow(saving: HolidaySaving, id: string): Promise<StoredHoliday> {
  const { connection, scope, now } = saving;
  const { tenantId } = scope;
  const glimpse = await holidaysById(connection, tenantId, [id]);
  await lockAgentsOf(saving, [...glimpse.values()]);
  await lockHolidays(connection, tenantId, [id]);
  const stored = (await holidaysById(connection, tenantId, [id])).get(id);
  if (!stored) throw notFound();
  mayWrite(scope, stored);
  refuseCancelling(stored, { scope, onlyAgent: await hasOnlyOneAgent(connection, tenantId) });
  await refuseStale(saving, stored);
  const before = await logged(saving, stored);
  if (stored.agent_id !== null) {
    await showInCalendar(connection, scope, now, { ...stored, rule: null }, [], { force: false });
  }
  await removeHoliday(connection, tenantId, stored);
  await recordChanges(connection, scope, now, [{ entity: 'holiday', entityId: id, action: 'delete', before }]);
  return stored;
}

type AgentsById = Awaited<ReturnType<typeof lockAgents>>;
type AgentFacts = AgentsById extends Map<number, infer Facts> ? Facts : never;

interface Work extends HolidaySaving {
  readonly agents: AgentsById;
  readonly onlyAgent: boolean;
}

/** Whoever moves the time of agents locks them first, as the room of appointments does. */
async function lockAgentsOf({ connection, scope }: HolidaySaving, of: readonly { agent_id?: number | null }[]) {
  const ids = [...new Set(of.flatMap(({ agent_id }) => agent_id ?? []))].filter((id) => id > 1);
  return lockAgents(
    connection,
    scope.tenantId,
    ids.sort((one, other) => one - other),
  );
}

async function saveElement(work: Work, element: HolidayElement, index: number): Promise<SavedHoliday> {
  const { connection, scope, now } = work;
  const { tenantId } = scope;
  const stored = element.id ? (await holidaysById(connection, tenantId, [element.id])).get(element.id) : undefined;
  if (element.id && !stored) throw notFound();
  if (stored) mayWrite(scope, stored);
  await refuseStale(work, stored);
  const schedule = stored && (await schedulesOfHolidays(connection, tenantId, [stored])).get(stored.holid);
  const shownHours = stored && (await hoursOfRows(connection, tenantId, [stored])).get(stored);
  const recurs = stored !== undefined && (await atPlace(index, () => recursAnew(work, element, stored, schedule)));
  const facts = { ...work, shownHours, recursAnew: recurs };
  const row = atElement(index, () => checked(holidayFrom(element, stored, facts), work.agents));
  await refuseMissing(work, element, row, index);
  if (stored && !saysElse(row, stored) && !recurs && sameDecision(row, stored)) {
    return { row: stored, warnings: [], conflicts: [] };
  }
  const before = stored && (await logged(work, stored));
  if (kindOf(row) === 'freeze') await holdChanges(connection, tenantId);
  const after = await write(work, element, row, index);
  const settled = await settle(work, element, stored, after, recurs);
  const change = { entity: 'holiday', entityId: after.id, after: await logged(work, after) };
  await recordChanges(connection, scope, now, [
    { ...change, action: stored ? 'update' : 'create', ...(before && { before }) },
  ]);
  return { row: after, ...settled };
}

const nothing: Settled = { warnings: [], conflicts: [] };

async function write(work: Work, element: HolidayElement, row: HolidayRow, index: number): Promise<StoredHoliday> {
  const { connection, scope } = work;
  const { id, holid } = await writeHoliday(connection, scope.tenantId, row);
  if (row.is_recurring) await atPlace(index, () => saveSchedule(work, { ...row, id, holid }, element.schedule));
  else if (row.id !== null) await removeScheduleOf(connection, scope.tenantId, holid);
  return (await holidaysById(connection, scope.tenantId, [id])).get(id) as StoredHoliday;
}

async function settle(
  work: Work,
  element: HolidayElement,
  stored: StoredHoliday | undefined,
  after: StoredHoliday,
  recurs: boolean,
): Promise<Settled> {
  const { connection, scope, agents } = work;
  if (kindOf(after) === 'freeze') return stoppedChanges(connection, scope.tenantId, after.id, work.now);
  if (kindOf(after) === 'maintenance') return changesOutside(connection, scope.tenantId, after.id, work.now);
  if (after.agent_id === null) return nothing;
  const agent = agents.get(after.agent_id as number) as AgentFacts;
  const schedule = (await schedulesOfHolidays(connection, scope.tenantId, [after])).get(after.holid);
  const isWeighed = !stored || recurs || after.approval_status !== stored.approval_status || timesDiffer(after, stored);
  const force = element._force === true && mayForce(work, agent.id);
  return settleLeave({ ...work, zone: agent.zone, isWeighed, force }, withScheduleOf(after, schedule));
}

function timesDiffer(row: HolidayRow, stored: HolidayRow): boolean {
  const said = ({
    all_day,
    start_date,
    end_date,
    starts_at,
    ends_at,
    duration,
    holiday_type,
    is_recurring,
  }: HolidayRow) =>
    JSON.stringify([all_day, start_date, end_date, starts_at, ends_at, duration, holiday_type, is_recurring]);
  return said(row) !== said(stored);
}

function sameDecision(row: HolidayRow, stored: HolidayRow): boolean {
  const said = ({ approval_status, requested_at, decided_by, decided_at, approvalnote }: HolidayRow) =>
    JSON.stringify([approval_status, requested_at, decided_by, decided_at, approvalnote]);
  return said(row) === said(stored);
}

/** @throws Problem for leave of an agent who is not there, and for leave that lasts too long */
function checked(row: HolidayRow, agents: AgentsById): HolidayRow {
  if (kindOf(row) !== 'leave') return row;
  const agent = agents.get(row.agent_id as number);
  if (!agent) throw fieldProblem('agent_id', `There is no agent ${row.agent_id}.`);
  if (agent.isDisabled && row.id === null) throw fieldProblem('agent_id', `${agent.name} is disabled.`);
  const days = row.all_day
    ? Date.parse(row.end_date as string) - Date.parse(row.start_date as string)
    : (row.ends_at as number) - (row.starts_at as number);
  if (days > longestLeave) throw fieldProblem('end_date', 'Leave may last at most 366 days.');
  return row;
}

/** Runs what asks the database about one element; a problem then tells which element it is about. */
async function atPlace<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return atElement(index, () => {
      throw error;
    });
  }
}

async function refuseStale(saving: HolidaySaving, stored: StoredHoliday | undefined): Promise<void> {
  const { connection, scope, now, expected } = saving;
  if (expected === undefined) return;
  if (!stored) throw new Problem('bad-request', 'If-Match goes with an element that has an id.');
  const tag = etagOf(stored.id, stored.version);
  if (tagMatches(expected, tag)) return;
  const who = await lastChange(connection, scope.tenantId, 'holiday', stored.id);
  const [current] = await shownHolidays(connection, scope, [stored], now);
  throw changedMeanwhile(current, tag, who);
}

/** @throws Problem unknown-reference naming what points at nothing */
async function refuseMissing(
  { connection, scope }: Work,
  element: HolidayElement,
  row: HolidayRow,
  index: number,
): Promise<void> {
  const at = (field: string, table: string, id: number | null, lookupid = 0): Reference[] =>
    id === null ? [] : [{ path: `[${index}].${field}`, table, id, lookupid }];
  // A type that is only echoed may be one that the tenant has dropped since.
  const saysType = (element.holiday_type ?? 0) > 0 || row.holiday_type === 0 ? element.holiday_type : undefined;
  const missing = await missingReferences(connection, scope.tenantId, [
    ...at('workday_id', 'workday', row.workday_id),
    ...at('entity_id', 'service', row.service_id),
    ...at('holiday_type', 'lookup', (saysType ?? 0) > 0 ? row.holiday_type : null, lookupLists.holidayTypes),
    ...row.freeze_clients.flatMap((id, place) => at(`change_freeze_clients[${place}]`, 'client', id)),
  ]);
  const [first] = missing;
  if (!first) return;
  const errors = Object.fromEntries(missing.map(({ path, id, table }) => [path, [`There is no ${table} ${id}.`]]));
  throw new Problem('unknown-reference', `${first.path}: There is no ${first.table} ${first.id}.`, { errors });
}

async function logged({ connection, scope }: HolidaySaving, row: StoredHoliday) {
  const hours = await hoursOfRows(connection, scope.tenantId, [row]);
  return loggedHoliday(row, scope, hours.get(row) ?? 0);
}
