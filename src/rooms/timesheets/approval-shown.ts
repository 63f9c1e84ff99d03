import { writeInstant } from '../../wire/dates.ts';
import { isLocked, stateOf } from './approval-rules.ts';
import { keptFigureNames } from './approval-schema.ts';
import type { ShownStep } from './approval-sql.ts';
import type { TimesheetRow } from './schema.ts';
import type { DayWarning } from './warning-rules.ts';

/** Approval and warnings as clients get them (TimesheetApproval of the contract). */

/** @param approver who is to decide: the first that is named
 * @param seq number of the last step, where it is known
 * @returns undefined for a day that is not handed in */
export function shownApproval(row: TimesheetRow, approver: number | null | undefined, seq?: number) {
  if (row.approval_status === null) return undefined;
  return {
    ...(seq !== undefined && { id: seq }),
    tsid: row.id,
    unum: row.agent_id,
    approvalstatus: row.approval_status,
    ...(row.decided_by !== null && { approvedby: row.decided_by }),
    ...(row.submitted_at !== null && { submissiondate: writeInstant(row.submitted_at) }),
    ...(approver !== null && approver !== undefined && { approver }),
    ...(row.approval_message !== null && { message: row.approval_message }),
  };
}

/** The history of a day; nothing where there is none. */
export function shownHistory(steps: readonly ShownStep[]) {
  return steps.length === 0 ? {} : { approval_history: steps };
}

export function shownWarnings(warnings: readonly DayWarning[]) {
  if (warnings.length === 0) return {};
  return {
    warnings: warnings.map(({ start, end, ...warning }) => ({
      ...warning,
      ...(start !== undefined && { start_date: writeInstant(start) }),
      ...(end !== undefined && { end_date: writeInstant(end) }),
    })),
    _warning: warnings.map(({ message }) => message).join(' '),
  };
}

/** What of a locked day would be different today: its approver decides with open eyes. */
export function changedSince(row: TimesheetRow | null, live: Readonly<Record<string, unknown>>): DayWarning[] {
  if (!row?.locked_figures || !isLocked(stateOf(row.approval_status))) return [];
  const kept = row.locked_figures;
  const changed = keptFigureNames.filter((name) => kept[name] !== undefined && kept[name] !== live[name]);
  if (changed.length === 0) return [];
  const told = changed.map((name) => `${name} would now be ${live[name]}, not ${kept[name]}`);
  return [{ code: 'figures-changed', message: `Since it was handed in, ${told.join('; ')}.` }];
}
