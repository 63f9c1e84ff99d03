import { completeStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, inSavepoint } from '../../kernel/db/transaction.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { recordCompletions, takeBackCompletions } from '../timesheets/completion-sql.ts';
import { conflictIds, conflictRows } from './conflict-sql.ts';
import type { Facts } from './facts.ts';
import { insertRow } from './insert-sql.ts';
import { nextFreeStart } from './next-free-sql.ts';
import type { PlannedRow, SavePlan } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { claimsTime, isMoved, takesTime } from './rules.ts';
import { drawSaveNumbers, holdTogether, insertAssets, releaseTimes, removeAssets, updateRow } from './save-sql.ts';

/** What writing a plan came to: the ids of new rows, and what the caller should know about each row. */
export interface Written {
  idOf(planned: PlannedRow): number;
  warnings: Map<PlannedRow, Warning>;
}

export interface Warning {
  text: string;
  conflicts: unknown[];
}

interface Writing {
  connection: Connection;
  scope: Scope;
  facts: Facts;
  now: number;
  ids: Map<PlannedRow, number>;
  validateOnly: boolean;
  remarks?: Record<string, unknown> | undefined;
}

/** Writes a plan: first lets go of the times that move, then makes the new rows, then moves the others.
 * @throws Problem appointment-clash with the rows that are in the way */
export async function writePlan(
  connection: Connection,
  plan: SavePlan,
  facts: Facts,
  options: { validateOnly: boolean; remarks?: Record<string, unknown> },
): Promise<Written> {
  const { scope, now } = facts;
  const writing: Writing = { connection, scope, facts, now, ids: new Map(), ...options };
  const updates = plan.rows.filter((planned) => planned.before && differs(planned.row, planned.before));
  const creations = plan.rows.filter((planned) => !planned.before);
  const warnings = options.validateOnly ? await warningsBefore(writing, plan.rows) : new Map<PlannedRow, Warning>();
  for (const planned of plan.rows) planned.row.forced = isForced(planned, writing);
  await letGo(writing, updates);
  for (const planned of creations) await create(writing, planned);
  await update(writing, updates);
  await settleTime(writing, [...creations, ...updates]);
  await warnUnsettled(writing, [...creations, ...updates], warnings);
  return { idOf: (planned) => writing.ids.get(planned) ?? (planned.row.id as number), warnings };
}

/** Completing records time in the timesheet, re-opening takes it back: in this transaction (behaviour 2). */
async function settleTime({ connection, scope, now, ids }: Writing, rows: PlannedRow[]): Promise<void> {
  const isDone = (row: AppointmentRow | undefined) => row?.complete_status === completeStatus.done && !row.is_master;
  const whole = (row: AppointmentRow, id: number | null) => ({ ...row, id: id as number });
  const done = rows.filter(({ row }) => isDone(row) && !row.deleted);
  const reopened = rows.filter(({ row, before }) => isDone(before) && !isDone(row));
  await takeBackCompletions(
    connection,
    scope,
    now,
    reopened.map(({ row }) => row.id as number),
  );
  const completions = done.map((planned) => {
    const { row, before } = planned;
    const was = before && isDone(before) ? { before: whole(before, before.id) } : {};
    return { row: whole(row, ids.get(planned) ?? row.id), ...was };
  });
  await recordCompletions(connection, scope, now, completions);
}

/** Echoing what is stored changes nothing, and writes nothing. */
export function differs(row: AppointmentRow, before: AppointmentRow): boolean {
  return JSON.stringify({ ...row, forced: before.forced }) !== JSON.stringify(before);
}

/** Whoever claims time anew says anew whether by force; other saves leave the mark as it is. */
function isForced(planned: PlannedRow, { facts, validateOnly }: Writing): boolean {
  const { row, before, force } = planned;
  const isAllowed = force || validateOnly;
  if (claimsTime(row, before)) return isAllowed;
  const stored = before?.forced ?? false;
  return claimsItsAssets(planned, facts) ? isAllowed || (row.busy && stored) : stored;
}

function claimsItsAssets(planned: PlannedRow, facts: Facts): boolean {
  return planned.row.asset_ids.length > 0 && takesTime(planned.row, facts.freeTypes) && assetsChange(planned, facts);
}

async function letGo({ connection, scope, facts }: Writing, updates: PlannedRow[]): Promise<void> {
  const idOf = (planned: PlannedRow) => planned.row.id as number;
  const moving = updates.filter(({ row, before }) => before?.busy && (!row.busy || claimsTime(row, before)));
  await releaseTimes(connection, scope.tenantId, moving.map(idOf));
  const changing = updates.filter((planned) => assetsChange(planned, facts));
  await removeAssets(connection, scope.tenantId, changing.map(idOf));
  const joining = updates.filter(({ row, before }) => row.collection_id !== before?.collection_id);
  await holdTogether(
    connection,
    scope.tenantId,
    joining.map((planned) => planned.row),
  );
}

function assetsChange({ row, before }: PlannedRow, { freeTypes }: Facts): boolean {
  if (!before) return true;
  const same = String(row.asset_ids) === String(before.asset_ids);
  return !same || isMoved(row, before) || takesTime(row, freeTypes) !== takesTime(before, freeTypes);
}

/** A forced row only meets the constraint when a save with a later number was there first: then it draws again. */
const forcedTries = 5;

async function create(writing: Writing, planned: PlannedRow): Promise<void> {
  const { connection, scope } = writing;
  if (planned.followUp) planned.row.followup_id = writing.ids.get(planned.followUp) ?? null;
  for (let attempt = 0; attempt < (planned.row.forced ? forcedTries : 1); attempt++) {
    const saved = await insertRow(connection, scope, { row: planned.row, fromTicket: false });
    if (!saved) continue;
    writing.ids.set(planned, saved.id);
    await claimAssets(writing, planned, saved.id);
    return;
  }
  throw await clash(writing, planned);
}

async function update(writing: Writing, updates: PlannedRow[]): Promise<void> {
  const { connection, scope, facts, now } = writing;
  const claiming = updates.filter(({ row, before }) => claimsTime(row, before));
  const numbers = await drawSaveNumbers(connection, claiming.length);
  for (const planned of updates) {
    if (planned.followUp) planned.row.followup_id = writing.ids.get(planned.followUp) ?? null;
    const saveNo = numbers[claiming.indexOf(planned)] ?? null;
    planned.row.last_modified = now;
    const change = { ...asUpdate(planned, writing), saveNo };
    await inSavepoint(connection, () => updateRow(connection, scope, now, change)).catch(async (error) => {
      throw isClash(error) ? await clash(writing, planned) : error;
    });
    if (assetsChange(planned, facts)) await claimAssets(writing, planned, planned.row.id as number);
  }
}

function asUpdate({ row, before }: PlannedRow, { remarks }: Writing) {
  const wasDeleted = before?.deleted === true;
  const action =
    row.deleted === wasDeleted ? ('update' as const) : row.deleted ? ('delete' as const) : ('undelete' as const);
  return { row, action, ...(remarks && { remarks }) };
}

const isClash = (error: unknown) => (error as { code?: string }).code === '23P01';

async function claimAssets(writing: Writing, planned: PlannedRow, id: number): Promise<void> {
  const { connection, scope, facts, validateOnly } = writing;
  const claim = { takesTime: takesTime(planned.row, facts.freeTypes), forced: planned.force || validateOnly };
  const taken = await insertAssets(connection, scope.tenantId, id, planned.row, claim);
  if (taken.length > 0) throw await clash(writing, planned, `Asset ${taken.join(', ')} is`);
}

/** The 409 of a row that is in the way of another, as the caller may see that. */
async function clash(writing: Writing, planned: PlannedRow, who?: string): Promise<Problem> {
  const { connection, scope, facts } = writing;
  const own = new Set(writing.ids.values());
  const found = await conflictIds(connection, scope.tenantId, planned.row);
  const ids = found.filter((id) => !own.has(id));
  const name = who ?? `${facts.agents.get(planned.row.agent_id ?? 0)?.name ?? 'The agent'} is`;
  const withOwn = found.length > ids.length ? ' by another element of this request' : '';
  const nextFree = await nextFreeStart(connection, scope.tenantId, planned.row);
  return clashProblem(`${name} already busy then${withOwn}.`, await conflictRows(connection, scope, ids), nextFree);
}

/** @param nextFree the earliest start at which it would fit, where there is one */
export function clashProblem(message: string, conflicts: unknown[], nextFree?: number): Problem {
  return new Problem(
    'appointment-clash',
    `CODE:EVE01 ${message} Choose another time, or send _force to save it all the same.`,
    {
      members: { conflicts, ...(nextFree !== undefined && { next_free: writeInstant(nextFree) }) },
    },
  );
}

/** What would be in the way, for a request that is only tried out. */
async function warningsBefore(writing: Writing, rows: PlannedRow[]): Promise<Map<PlannedRow, Warning>> {
  const warnings = new Map<PlannedRow, Warning>();
  for (const planned of rows) {
    const claims = claimsTime(planned.row, planned.before) || claimsItsAssets(planned, writing.facts);
    if (claims) await warn(writing, planned, warnings, 'CODE:EVE01 ');
  }
  return warnings;
}

/** Tentative and draft rows take no time; whoever saves one is told what it overlaps. */
async function warnUnsettled(writing: Writing, rows: PlannedRow[], warnings: Map<PlannedRow, Warning>): Promise<void> {
  for (const planned of rows) {
    const firm = { ...planned.row, open_appointment_status: 0 };
    if (!planned.row.busy && takesTime(firm, writing.facts.freeTypes)) await warn(writing, planned, warnings, '');
  }
}

async function warn(
  { connection, scope, ids }: Writing,
  planned: PlannedRow,
  warnings: Map<PlannedRow, Warning>,
  code: string,
) {
  const id = ids.get(planned) ?? planned.row.id;
  const conflicts = await conflictRows(
    connection,
    scope,
    await conflictIds(connection, scope.tenantId, { ...planned.row, id }),
  );
  if (conflicts.length === 0) return;
  const text = `${code}It overlaps ${conflicts.length} busy appointment${conflicts.length === 1 ? '' : 's'}.`;
  warnings.set(planned, { text, conflicts });
}

/** For the fast way of a plain creation: why did the row not come back? */
export function refusedAgent(message: string): Problem {
  return fieldProblem('[0].agents', message);
}
