import { parseCivilDate } from '../../kernel/time/civil.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import {
  type ApprovalCommand,
  type CommandElement,
  commandOf,
  isLocked,
  lockedProblem,
  type Standing,
  stateOf,
  statusOf,
  transitionOf,
} from './approval-rules.ts';
import type { KeptDay } from './approval-schema.ts';
import { dayWritten } from './cut-rules.ts';
import type { TimesheetElement, TimesheetRow } from './schema.ts';

/** What one element of POST /Timesheet makes of a stored day. */

export interface SayElement extends CommandElement {
  readonly start_time?: number | null;
  readonly end_time?: number | null;
  readonly note?: string | null;
}

export interface Saved {
  readonly row: TimesheetRow;
  /** What became of the approval, if anything. */
  readonly command: ApprovalCommand | undefined;
  readonly differs: boolean;
}

export const notKept: KeptDay = { locked_from: null, locked_until: null, locked_figures: null };

/** The civil day of a stored date. */
export function civilDayOf(date: string): number {
  return parseCivilDate(date) as number;
}

/** A civil day of an agent. */
export interface DayKey {
  readonly agentId: number;
  readonly day: number;
}

/** The day that an element means: by its id, else by its agent and date.
 * @throws Problem invalid-fields without a date, and where it would become another day */
export function dayKeyOf(
  { id, agent_id, date }: Pick<TimesheetElement, 'id' | 'agent_id' | 'date'>,
  stored: ReadonlyMap<number, TimesheetRow>,
  callerId: number,
): DayKey {
  const row = stored.get(id ?? 0);
  if (row) {
    if (agent_id && agent_id !== row.agent_id) {
      throw fieldProblem('agent_id', `It is the timesheet of agent ${row.agent_id}, and stays theirs.`);
    }
    if (date && date.date !== row.day) throw fieldProblem('date', `It is the timesheet of ${row.day}, and stays that.`);
    return { agentId: row.agent_id, day: civilDayOf(row.day) };
  }
  if (!date) throw fieldProblem('date', 'Which day is it? Send date, or the id of a timesheet.');
  return { agentId: agent_id && agent_id > 0 ? agent_id : callerId, day: dayWritten(date, 'date') };
}

/** The row after an element; without what is kept of a day that is handed in, which the database must be asked for.
 * Something may be said of a day with the command that hands it in or frees it, as long as it is not locked on one side.
 * @throws Problem forbidden, conflict or invalid-fields */
export function savedDay(
  element: SayElement,
  stored: TimesheetRow,
  caller: { readonly id: number; readonly standing: Standing },
  now: number,
): Saved {
  const { standing } = caller;
  const command = commandOf(element);
  const said = saidOf(element, stored);
  const differs = (['start_time', 'end_time', 'note'] as const).some((name) => said[name] !== stored[name]);
  if (differs && !standing.writer) {
    throw new Problem('forbidden', 'Only the agent, a manager of theirs or an admin may change a timesheet.');
  }
  const before = stateOf(stored.approval_status);
  const after = command === undefined ? before : transitionOf(before, command, standing);
  if (differs && isLocked(before) && isLocked(after)) {
    throw lockedProblem([{ agentId: stored.agent_id, date: stored.day, state: before }]);
  }
  if (command === undefined) return { row: { ...stored, ...said }, command, differs };
  const message = element._approval_message?.trim() || null;
  const decided = { ...stored, ...said, approval_status: statusOf(after), approval_message: message };
  const kept = isLocked(after) ? decided : { ...decided, ...notKept };
  return { row: { ...kept, ...namesOf(command, after, stored, caller.id, now) }, command, differs: true };
}

function saidOf(element: SayElement, stored: TimesheetRow) {
  const { start_time = stored.start_time, end_time = stored.end_time, note = stored.note } = element;
  if (start_time !== null && end_time !== null && end_time < start_time) {
    throw fieldProblem('end_time', 'Must not be before start_time.');
  }
  return { start_time, end_time, note };
}

/** Who handed the day in and who decided about it, as far as that still holds. */
function namesOf(command: ApprovalCommand, after: string, stored: TimesheetRow, by: number, at: number) {
  const undecided = { decided_by: null, decided_at: null };
  if (command === 'submit') return { submitted_by: by, submitted_at: at, ...undecided };
  if (command === 'approve' || command === 'reject') return { decided_by: by, decided_at: at };
  const { submitted_by, submitted_at } = stored;
  return after === 'none'
    ? { submitted_by: null, submitted_at: null, ...undecided }
    : { submitted_by, submitted_at, ...undecided };
}
