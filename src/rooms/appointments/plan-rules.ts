import { completeStatus, openAppointmentStatus } from '../../codes.ts';
import { mayChangeRowsOf, type Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { newAgents, reassignment } from './collection-rules.ts';
import type { Facts } from './facts.ts';
import { followUpElement } from './follow-up-rules.ts';
import { behindMask } from './privacy-rules.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, deletedRow, mayChangeRow, mayDecide, plannedRows, whyNotDecide } from './rules.ts';
import type { Element } from './schema.ts';

/** One row that a request writes. */
export interface PlannedRow {
  /** As it was; undefined for a new one. */
  before: AppointmentRow | undefined;
  row: AppointmentRow;
  /** It is saved despite a clash. */
  force: boolean;
  /** The row that comes after this one is done; it is written first, so that its id can be noted here. */
  followUp: PlannedRow | undefined;
}

export interface SavePlan {
  rows: PlannedRow[];
  /** The row that answers each element. */
  answers: PlannedRow[];
}

/** What a whole request does, before any of it is done. Elements are planned in their order, each on top of the last.
 * @param stored the rows with the elements' ids, and those of their collections
 * @param newCollectionId makes the id of a new collection
 * @throws Problem with the element's place in front of its fields */
export function planSave(
  elements: readonly Element[],
  stored: readonly AppointmentRow[],
  facts: Facts,
  newCollectionId: () => string,
): SavePlan {
  const plan: SavePlan = { rows: [], answers: [] };
  const present = new Map(
    stored.map((row) => [row.id, { before: row, row, force: false, followUp: undefined } as PlannedRow]),
  );
  elements.forEach((element, index) => {
    const planned = atElement(index, () =>
      (element.id ?? 0) > 0
        ? planUpdate(element, present, facts, newCollectionId)
        : planCreation(element, facts, newCollectionId),
    );
    plan.rows.push(...planned.rows.filter((row) => !plan.rows.includes(row)));
    plan.answers.push(planned.answer);
  });
  return plan;
}

/** What deleting a row, or its whole collection, does. */
export function planDeletion(
  id: number,
  stored: readonly AppointmentRow[],
  facts: Facts,
  wholeCollection: boolean,
): SavePlan {
  const current = stored.find((row) => row.id === id);
  if (!current || !isThere(current, {}, facts)) throw notFound();
  const isGone = (row: AppointmentRow) => row === current || (wholeCollection && !row.deleted);
  const rows = stored.filter(isGone).map((before): PlannedRow => {
    mayChangeRow(facts.scope, before);
    return { before, row: deletedRow(before, facts.now), force: false, followUp: undefined };
  });
  return { rows, answers: rows.filter((planned) => planned.before === current) };
}

interface ElementPlan {
  rows: PlannedRow[];
  answer: PlannedRow;
}

/** Runs a rule for one element; a problem then tells which element it is about. */
export function atElement<T>(index: number, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof Problem) || !error.extras.errors) throw error;
    const errors = Object.entries(error.extras.errors).map(([field, messages]) => [`[${index}].${field}`, messages]);
    throw new Problem(error.code, error.message, { ...error.extras, errors: Object.fromEntries(errors) });
  }
}

function planCreation(element: Element, facts: Facts, newCollectionId: () => string): ElementPlan {
  const planned = newRows(element, facts, newCollectionId);
  const first = planned[0] as PlannedRow;
  return { rows: [...planFollowUp(element, first, facts, newCollectionId), ...planned], answer: first };
}

function newRows(element: Element, facts: Facts, newCollectionId: () => string): PlannedRow[] {
  const [firstAgent, ...others] = newAgents(element);
  const rows = plannedRows(element, firstAgent === undefined ? [] : [firstAgent], facts);
  const [first] = rows;
  if (first && others.length > 0) {
    rows.push(...plannedRows(first.all_day ? withDaysOf(element, first) : element, others, facts));
  }
  if (rows.length > 1) {
    const collection = newCollectionId();
    for (const row of rows) row.collection_id = collection;
  }
  return rows.map((row): PlannedRow => {
    mayChangeRow(facts.scope, row);
    return { before: undefined, row, force: element._force === true, followUp: undefined };
  });
}

function planUpdate(
  element: Element,
  present: Map<number | null, PlannedRow>,
  facts: Facts,
  newCollectionId: () => string,
): ElementPlan {
  const current = present.get(element.id ?? null);
  if (!current || !isThere(current.row, element, facts)) throw notFound();
  const mates = matesOf(current, present);
  const mateRows = mates.map((mate) => mate.row);
  const allowed = allowedPart(element, current.row, facts);
  const isDeciding = allowed !== element;
  if (!isDeciding) mayChangeRow(facts.scope, current.row);
  const said = behindMask(allowed, current.row, mateRows, facts);
  const targets = said._wholecollection ? [current, ...mates.filter((mate) => mate !== current)] : [current];
  const moves = reassignment(current.row, mateRows, said);
  const touched = new Set([...targets, ...mates.filter((mate) => moves.agentOf.has(mate.row.id))]);
  const before = current.row;
  for (const planned of touched) {
    if (!isDeciding) mayChangeRow(facts.scope, planned.row);
    if (targets.includes(planned) && isDecision(said)) mayDecide(facts, planned.row);
    const words = planned === current ? said : targets.includes(planned) ? wordsForMate(said, before, current.row) : {};
    if (planned !== current) behindMask(words, planned.row, mateRows, facts);
    const agentId = moves.agentOf.has(planned.row.id)
      ? (moves.agentOf.get(planned.row.id) ?? null)
      : planned.row.agent_id;
    planned.row = changedRow(planned.row, words, agentId, facts);
    planned.force = said._force === true;
    if (!isDeciding) mayChangeRow(facts.scope, planned.row);
    refuseVanishing(planned.row, facts.scope);
  }
  const removed = mates.filter((mate) => moves.removed.includes(mate.row.id));
  for (const mate of removed) {
    mayChangeRow(facts.scope, mate.row);
    mate.row = deletedRow(mate.row, facts.now);
  }
  const added = addedRows(current, moves.added, facts, newCollectionId, said._force === true);
  const answer = removed.includes(current) ? (mates.find((mate) => !removed.includes(mate)) ?? current) : current;
  return { rows: [...planFollowUp(said, current, facts, newCollectionId), ...touched, ...removed, ...added], answer };
}

function refuseVanishing(row: AppointmentRow, scope: Scope): void {
  if (!isHiddenDraft(row, scope)) return;
  throw new Problem(
    'forbidden',
    'Only who made it, a manager or an admin makes a draft of it: you would not see it any more.',
  );
}

/** A deleted row is there only for an update that brings it back, by who may delete it; a draft only for those who may
 * see it. */
export function isThere(row: AppointmentRow, element: Element, { scope }: Facts): boolean {
  if (row.deleted && !(element.deleted === false && mayChangeRowsOf(scope, row.agent_id))) return false;
  return !isHiddenDraft(row, scope);
}

function isHiddenDraft(row: AppointmentRow, scope: Scope): boolean {
  const isDraft = row.open_appointment_status === openAppointmentStatus.draft;
  return isDraft && row.created_by !== scope.agentId && scope.role === 'agent';
}

/** May the caller do to this row what the element says? Who may not is not told whether it has changed either. */
export function mayTouch(row: AppointmentRow, element: Element, facts: Facts): boolean {
  if (!isThere(row, element, facts)) return false;
  if (isDecision(element) && !whyNotDecide(facts, row)) return true;
  return mayChangeRowsOf(facts.scope, row.agent_id);
}

/** Who is asked to decide may say so on a row that is not theirs to change, and nothing else. */
function allowedPart(element: Element, row: AppointmentRow, facts: Facts): Element {
  if (!isDecision(element)) return element;
  mayDecide(facts, row);
  if (mayChangeRowsOf(facts.scope, row.agent_id)) return element;
  const { id, _approve, _reject, approvalnote } = element;
  const decision = { id, _approve, _reject, approvalnote };
  return Object.fromEntries(Object.entries(decision).filter(([, value]) => value !== undefined)) as Element;
}

function isDecision(element: Element): boolean {
  return element._approve === true || element._reject === true;
}

/** What is said of one row of a collection, for another. What does not change its days leaves those of others alone. */
function wordsForMate(said: Element, before: AppointmentRow, after: AppointmentRow): Element {
  if (!after.all_day) return said;
  const isSame = before.all_day && before.start_date === after.start_date && before.end_date === after.end_date;
  return isSame ? withoutTimes(said) : withDaysOf(said, after);
}

/** Whole days are the same days for all, whatever the zone of each: the instants of one are not those of others. */
function withDaysOf(element: Element, { start_date, end_date }: AppointmentRow): Element {
  return { ...withoutTimes(element), start_date_only: start_date, end_date_only: end_date };
}

function withoutTimes({ start_date, end_date, start_date_only, end_date_only, ...words }: Element): Element {
  return words;
}

function matesOf(current: PlannedRow, present: Map<number | null, PlannedRow>): PlannedRow[] {
  const { collection_id } = current.row;
  if (collection_id === null) return [current];
  const live = [...present.values()].filter((mate) => mate.row.collection_id === collection_id && !mate.row.deleted);
  return live.includes(current) ? live : [current, ...live];
}

/** New rows of a collection are like the row that was addressed, for other agents. */
function addedRows(
  current: PlannedRow,
  agentIds: number[],
  facts: Facts,
  newCollectionId: () => string,
  force: boolean,
): PlannedRow[] {
  if (agentIds.length === 0) return [];
  current.row.collection_id ??= newCollectionId();
  return agentIds.map((agentId): PlannedRow => {
    const { row } = current;
    const copy = {
      ...row,
      id: null,
      version: 1,
      followup_id: null,
      created_by: facts.scope.agentId,
      date_created: facts.now,
    };
    const added = changedRow(copy, {}, agentId, facts);
    mayChangeRow(facts.scope, added);
    return { before: undefined, row: added, force, followUp: undefined };
  });
}

function planFollowUp(
  element: Element,
  planned: PlannedRow,
  facts: Facts,
  newCollectionId: () => string,
): PlannedRow[] {
  if (!element.add_followup_appointment && !element.add_followup_task) return [];
  const isDone = planned.row.complete_status === completeStatus.done;
  if (!isDone || planned.before?.complete_status === completeStatus.done) {
    throw fieldProblem(
      'add_followup_appointment',
      'A follow-up is made by the save that completes the appointment (complete_status 0).',
    );
  }
  const next = followUpElement(element, planned.row);
  const rows = newRows({ ...next, _force: element._force === true }, facts, newCollectionId);
  planned.followUp = rows[0];
  return rows;
}
