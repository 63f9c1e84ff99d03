import { agentStatus, appointmentType, approvalStatus, completeStatus, openAppointmentStatus } from '../../codes.ts';
import { mayChangeRowsOf, type Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import type { Facts } from './facts.ts';
import { withFields } from './field-rules.ts';
import { type AppointmentRow, blankRow } from './row.ts';
import type { Element } from './schema.ts';
import { makesException } from './series-rules.ts';
import { timesIn, timesOf } from './time-rules.ts';

/** The rules of contract/behaviour.md section 2, as functions of what is stored, what is asked and `now`. */

/** The rows that an element without an id makes: one for each agent, the same but for the agent.
 * @throws Problem naming the field that is wrong */
export function plannedRows(element: Element, agentIds: readonly number[], facts: Facts): AppointmentRow[] {
  const assetIds = assetIdsOf(element) ?? [];
  const isOpenShift = (element.shift_type_id ?? 0) > 0;
  if (agentIds.length === 0 && assetIds.length === 0 && !isOpenShift) {
    throw fieldProblem('agents', 'Please select at least one Agent');
  }
  const owners: (number | null)[] = agentIds.length > 0 ? [...agentIds] : [null];
  return owners.map((agentId) => plannedRow(element, agentId, assetIds, facts));
}

function plannedRow(element: Element, agentId: number | null, assetIds: number[], facts: Facts): AppointmentRow {
  const blank: AppointmentRow = {
    ...blankRow(facts.scope.agentId, facts.now),
    agent_id: checkedAgent(agentId, facts),
    asset_ids: assetIds,
    is_task: element.is_task === undefined && element.type === appointmentType.task,
    is_master: element._recurringmaster === true || saysSchedule(element),
    master_id: positive(element.halo_recurring_master_id),
    series_agent_id: agentId,
  };
  const row = fromTicket(withFields(blank, element), element, facts);
  Object.assign(row, timesOf(element, row, row.is_task, zoneOf(agentId, facts)));
  if (row.master_id !== null) row.original_start = row.starts_at;
  completion(row, blank, element, facts);
  approval(row, blank, element, facts);
  return decided(row, facts);
}

/** What an update makes of a row, for one agent.
 * @param agentId whose it is from now on
 * @throws Problem when the caller may not, or a field is wrong */
export function changedRow(
  current: AppointmentRow,
  element: Element,
  agentId: number | null,
  facts: Facts,
): AppointmentRow {
  const row = fromTicket(withFields(current, element), element, facts);
  if (agentId !== current.agent_id) row.agent_id = checkedAgent(agentId, facts);
  row.asset_ids = assetIdsOf(element) ?? current.asset_ids;
  // A child shows its master's schedule; sent back, it asks for nothing.
  if (row.master_id === null && (element._recurringmaster === true || saysSchedule(element))) row.is_master = true;
  const zone = zoneOf(agentId, facts);
  const changesHands = agentId !== current.agent_id;
  const stored = changesHands ? { ...current, ...timesIn(zone, current) } : current;
  Object.assign(row, timesOf(changesHands ? withoutEchoedTimes(element, current) : element, stored, row.is_task, zone));
  if (element.deleted === false && current.deleted) Object.assign(row, { deleted: false, deleted_at: null });
  if (element.deleted === true && !current.deleted) Object.assign(row, { deleted: true, deleted_at: facts.now });
  completion(row, current, element, facts);
  approval(row, current, element, facts);
  if (row.master_id !== null && makesException(row, current)) row.is_exception = true;
  if (isMoved(row, current) || changesHands) row.clash = false;
  return unlessLeave(decided(row, facts), current);
}

/** What mirrors leave changes with the leave only; its reminder is the row's own.
 * @throws Problem conflict */
function unlessLeave(row: AppointmentRow, current: AppointmentRow): AppointmentRow {
  if (current.holiday_id === null) return row;
  const mirrored = (one: AppointmentRow) =>
    JSON.stringify({ ...one, busy: false, reminderminutes: null, reminder_shown: null });
  if (mirrored(row) === mirrored(current)) return row;
  throw leaveProblem(current);
}

function leaveProblem({ holiday_id }: AppointmentRow): Problem {
  return new Problem('conflict', `It mirrors leave: change that instead, as Holiday ${holiday_id}.`);
}

function saysSchedule({ schedule }: Element): boolean {
  return schedule !== undefined && schedule !== null;
}

/** Whole days begin at another instant in the zone of another agent: the old instants, echoed, ask for no change. */
function withoutEchoedTimes(element: Element, current: AppointmentRow): Element {
  if (!current.all_day) return element;
  const { start_date, end_date, ...rest } = element;
  return {
    ...rest,
    ...(start_date !== undefined && start_date !== current.starts_at && { start_date }),
    ...(end_date !== undefined && end_date !== current.ends_at && { end_date }),
  };
}

/** A row that is deleted keeps everything but its claim on the agent's time. */
export function deletedRow(current: AppointmentRow, now: number): AppointmentRow {
  if (current.holiday_id !== null) throw leaveProblem(current);
  return { ...current, deleted: true, deleted_at: now, busy: false };
}

/** Would it take somebody's time, be it an agent's or an asset's? (Behaviour 2, Busy.) */
export function takesTime(row: AppointmentRow, freeTypes: ReadonlySet<number>): boolean {
  const isTemplateOrNote = row.is_task || row.shift_type_id > 0 || row.is_master;
  const isOver = row.deleted || row.complete_status === completeStatus.done;
  const isUndecidedLeave = row.holiday_id !== null && row.approval_status === approvalStatus.pending;
  return !(isTemplateOrNote || isOver || isUndecidedLeave || isUnsettled(row) || leavesFree(row, freeTypes));
}

/** Tentative and draft rows are shown as such, and take no time until they are published. */
export function isUnsettled(row: AppointmentRow): boolean {
  const { tentative, draft } = openAppointmentStatus;
  return row.open_appointment_status === tentative || row.open_appointment_status === draft;
}

function leavesFree(row: AppointmentRow, freeTypes: ReadonlySet<number>): boolean {
  return row.agent_status === agentStatus.free || freeTypes.has(row.appointment_type_id);
}

/** Only a save that makes a row busy, or moves a busy one, can clash. */
export function claimsTime(row: AppointmentRow, before: AppointmentRow | undefined): boolean {
  return row.busy && (before === undefined || !before.busy || isMoved(row, before) || row.agent_id !== before.agent_id);
}

export function isMoved(row: AppointmentRow, before: AppointmentRow): boolean {
  return row.starts_at !== before.starts_at || row.ends_at !== before.ends_at;
}

/** @throws Problem forbidden when the caller may not change rows of this agent. */
export function mayChangeRow(scope: Scope, row: Pick<AppointmentRow, 'agent_id'>): void {
  if (mayChangeRowsOf(scope, row.agent_id)) return;
  throw new Problem(
    'forbidden',
    "You may change your own calendar and, as a manager, your reports'; this is another agent's.",
  );
}

function decided(row: AppointmentRow, facts: Facts): AppointmentRow {
  row.busy = row.agent_id !== null && takesTime(row, facts.freeTypes);
  return row;
}

function checkedAgent(agentId: number | null, facts: Facts): number | null {
  if (agentId === null) return null;
  const agent = facts.agents.get(agentId);
  if (!agent) throw fieldProblem('agents', `There is no agent ${agentId}.`);
  if (agent.isDisabled) throw fieldProblem('agents', `${agent.name} is disabled and gets no new appointments.`);
  return agentId;
}

function zoneOf(agentId: number | null, facts: Facts) {
  return (agentId === null ? undefined : facts.agents.get(agentId)?.zone) ?? facts.tenantZone;
}

/** Client, site and user are those of the ticket, unless something else is said or was stored. */
function fromTicket(row: AppointmentRow, element: Element, facts: Facts): AppointmentRow {
  const ticket =
    row.ticket_id === null || element.ticket_id === undefined ? undefined : facts.tickets.get(row.ticket_id);
  if (!ticket) return row;
  const filled = (name: keyof typeof ticket) => (element[name] === undefined ? (row[name] ?? ticket[name]) : row[name]);
  return { ...row, client_id: filled('client_id'), site_id: filled('site_id'), user_id: filled('user_id') };
}

/** -1 open, 0 done: completing notes when and who, re-opening forgets it. */
function completion(row: AppointmentRow, before: AppointmentRow, element: Element, facts: Facts): void {
  const isDone = row.complete_status === completeStatus.done;
  const wasDone = before.id !== null && before.complete_status === completeStatus.done;
  if (isDone && !wasDone) {
    row.complete_date = element.complete_date ?? facts.now;
    row.complete_agent_id = positiveAgent(element.complete_agent_id) ?? facts.scope.agentId;
  }
  if (!isDone) Object.assign(row, { complete_date: null, complete_agent_id: null });
  if (wasDone && !isDone) row.complete_timetaken = null;
}

/** Asking for a decision, deciding, and what makes a decision void. */
function approval(row: AppointmentRow, before: AppointmentRow, element: Element, facts: Facts): void {
  const isSettled =
    before.approval_status === approvalStatus.pending || before.approval_status === approvalStatus.approved;
  const asksAnew = element.approval_start === true && !isSettled;
  const asksNow = row.requires_approval && !before.requires_approval;
  const moved = before.approval_status === approvalStatus.approved && isMoved(row, before);
  if (element._approve === true || element._reject === true) decide(row, before, element, facts);
  else if (withdrawsSwap(row, before)) {
    Object.assign(row, { requires_approval: false, approval_status: null, requestedapprovalagent: null });
  } else if (asksAnew || asksNow || moved)
    Object.assign(row, { approval_status: approvalStatus.pending, ...undecided });
}

/** Whoever takes back the offer of their shift asks for no decision any more. */
function withdrawsSwap(row: AppointmentRow, before: AppointmentRow): boolean {
  const isOffered = before.extra.swap_agent_id !== undefined && before.approval_status === approvalStatus.pending;
  return isOffered && row.extra.swap_agent_id === undefined;
}

const undecided = { approvalagent: null, approvaldatetime: null };

function decide(row: AppointmentRow, before: AppointmentRow, element: Element, facts: Facts): void {
  if (element._approve && element._reject) throw fieldProblem('_approve', 'Either _approve or _reject, not both.');
  if (before.approval_status !== approvalStatus.pending) {
    throw new Problem('conflict', 'It does not wait for a decision.');
  }
  row.approval_status = element._approve ? approvalStatus.approved : approvalStatus.rejected;
  row.approvalagent = facts.scope.agentId;
  row.approvaldatetime = facts.now;
}

/** May the caller decide about this row? The agent who was asked, or an admin; nobody their own, unless they are alone.
 * @throws Problem forbidden */
export function mayDecide(facts: Facts, row: AppointmentRow): void {
  const why = whyNotDecide(facts, row);
  if (why) throw new Problem('forbidden', why);
}

export function whyNotDecide({ scope, onlyAgent }: Facts, row: AppointmentRow): string | undefined {
  if (row.agent_id === scope.agentId && !onlyAgent) return 'Nobody decides their own appointment.';
  if (scope.role === 'admin' || row.requestedapprovalagent === scope.agentId) return undefined;
  return 'Only the agent who was asked, or an admin, decides.';
}

/** Ids of assets as given: numbers, numeric strings or objects with an id; undefined when nothing is said. */
function assetIdsOf({ asset_ids }: Element): number[] | undefined {
  if (asset_ids === undefined) return undefined;
  const ids = (asset_ids ?? []).map((given) =>
    Number(typeof given === 'object' && given ? (given as { id?: unknown }).id : given),
  );
  if (!ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31)) {
    throw fieldProblem('asset_ids', 'asset_ids must be an array of asset ids.');
  }
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** Clients take the agents 0 and 1 for nobody. */
export function positiveAgent(id: number | null | undefined): number | null {
  return id !== null && id !== undefined && id > 1 ? id : null;
}

function positive(id: number | null | undefined): number | null {
  return id !== null && id !== undefined && id > 0 ? id : null;
}
