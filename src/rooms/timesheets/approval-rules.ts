import { approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, Problem } from '../../problems.ts';

/** How a day is handed in and decided (behaviour 7). */

export type ApprovalState = 'none' | 'pending' | 'approved' | 'rejected';
export type ApprovalCommand = 'submit' | 'approve' | 'reject' | 'revert';

/** `owner`: whose day it is. `writer`: the owner, a manager of theirs or an admin. `approver`: who decides about it. */
type Right = 'owner' | 'writer' | 'approver';

interface Transition {
  readonly to: ApprovalState;
  readonly by: Right;
}

/** The whole machine: what is not here is 409. */
export const transitions: Record<ApprovalState, Partial<Record<ApprovalCommand, Transition>>> = {
  none: { submit: { to: 'pending', by: 'writer' } },
  rejected: { submit: { to: 'pending', by: 'writer' } },
  pending: {
    approve: { to: 'approved', by: 'approver' },
    reject: { to: 'rejected', by: 'approver' },
    revert: { to: 'none', by: 'owner' },
  },
  approved: { revert: { to: 'pending', by: 'approver' } },
};

/** What a caller is to one agent's days. */
export interface Standing {
  readonly owner: boolean;
  readonly writer: boolean;
  readonly approver: boolean;
}

/** Where a command takes a day.
 * @throws Problem forbidden where the caller may never do this to the day, or not in its state; conflict where nobody may
 * in its state. */
export function transitionOf(state: ApprovalState, command: ApprovalCommand, standing: Standing): ApprovalState {
  if (!rightsOf(command).some((right) => standing[right])) throw new Problem('forbidden', refusals[command]);
  const transition = transitions[state][command];
  if (!transition) throw new Problem('conflict', `${told[state]}: it cannot be ${done[command]}.`);
  if (!standing[transition.by]) throw new Problem('forbidden', refusals[command]);
  return transition.to;
}

/** Nothing of a day that is handed in or approved changes. */
export function isLocked(state: ApprovalState): boolean {
  return state === 'pending' || state === 'approved';
}

/** The 409 of whatever would change a locked day. */
export function lockedProblem(days: readonly { agentId: number; date: string; state: ApprovalState }[]): Problem {
  const [first] = days;
  const what = first?.state === 'approved' ? 'has been approved' : 'has been handed in';
  const way =
    first?.state === 'approved'
      ? 'its approver may take the approval back first'
      : 'its agent may withdraw it, or the approver reject it, first';
  const others = days.length > 1 ? ` (and ${days.length - 1} more)` : '';
  return new Problem('conflict', `The timesheet of ${first?.date}${others} ${what}, so it is locked: ${way}.`, {
    members: { locked_days: days.map(({ agentId, date }) => ({ agent_id: agentId, date })) },
  });
}

const commandNames = {
  _submitapproval: 'submit',
  _approve: 'approve',
  _reject: 'reject',
  _revertapproval: 'revert',
} as const;

export type CommandElement = { readonly [Name in keyof typeof commandNames]?: boolean | null } & {
  readonly _approval_message?: string | null;
};

/** The command of an element, if any.
 * @throws Problem invalid-fields for two at once, and for a rejection without a message */
export function commandOf(element: CommandElement): ApprovalCommand | undefined {
  const names = (Object.keys(commandNames) as (keyof typeof commandNames)[]).filter((name) => element[name] === true);
  const [name, second] = names;
  if (name && second) throw fieldProblem(second, `Either ${name} or ${second}, not both.`);
  if (name === '_reject' && !element._approval_message?.trim()) {
    throw fieldProblem('_approval_message', 'Say with _approval_message why it is rejected.');
  }
  return name && commandNames[name];
}

/** Who decides about an agent's days, and what else of the tenant that depends on. */
export interface Approvers {
  /** The agent's timesheet_manager, the default team's timesheet_approver, and deputies of these today. */
  readonly named: readonly number[];
  /** The tenant has one agent, who may then decide their own. */
  readonly onlyAgent: boolean;
}

/** What the caller is to the days of an agent. A token for one's own timesheets only (`editMine:timesheets`) makes
 * nobody a manager or an approver of others. */
export function standingOf(scope: Scope, agentId: number, { named, onlyAgent }: Approvers): Standing {
  const owner = agentId === scope.agentId;
  if (owner) return { owner, writer: true, approver: onlyAgent };
  const isAdmin = scope.role === 'admin';
  const reaches = editsOthers(scope);
  return {
    owner,
    writer: reaches && (isAdmin || scope.reports.includes(agentId)),
    approver: reaches && (isAdmin || named.includes(scope.agentId)),
  };
}

function editsOthers({ grants }: Scope): boolean {
  return ['all', 'admin', 'edit:timesheets'].some((grant) => grants.has(grant));
}

/** An approver, and whom they have named for when they are away. */
export interface NamedApprover {
  readonly id: number;
  readonly deputyId: number | null;
  /** Civil dates, both included; null is open. */
  readonly deputyFrom: string | null;
  readonly deputyTo: string | null;
  /** Today, where the approver is. */
  readonly today: string;
}

/** The approvers with their deputies of today. */
export function withDeputies(approvers: readonly NamedApprover[]): number[] {
  const ids = approvers.flatMap(({ id, deputyId, deputyFrom, deputyTo, today }) => {
    const isAway = (deputyFrom === null || deputyFrom <= today) && (deputyTo === null || today <= deputyTo);
    return deputyId !== null && isAway ? [id, deputyId] : [id];
  });
  return [...new Set(ids)];
}

/** The state as the column and the wire have it: null is none. */
export function statusOf(state: ApprovalState): number | null {
  return state === 'none' ? null : approvalStatus[state];
}

export function stateOf(status: number | null): ApprovalState {
  if (status === approvalStatus.pending) return 'pending';
  if (status === approvalStatus.approved) return 'approved';
  return status === approvalStatus.rejected ? 'rejected' : 'none';
}

/** Every right that a command asks for in some state. */
function rightsOf(command: ApprovalCommand): Right[] {
  return Object.values(transitions).flatMap((row) => row[command]?.by ?? []);
}

const refusals: Record<ApprovalCommand, string> = {
  submit: 'Only the agent, a manager of theirs or an admin hands a timesheet in.',
  approve: "Only the agent's approver or an admin decides about a timesheet, and nobody about their own.",
  reject: "Only the agent's approver or an admin decides about a timesheet, and nobody about their own.",
  revert: 'The agent withdraws what they handed in; an approval is taken back by the approver or an admin.',
};

const told: Record<ApprovalState, string> = {
  none: 'The timesheet has not been handed in',
  pending: 'The timesheet waits for a decision',
  approved: 'The timesheet has been approved',
  rejected: 'The timesheet has been rejected',
};

const done: Record<ApprovalCommand, string> = {
  submit: 'handed in',
  approve: 'approved',
  reject: 'rejected',
  revert: 'reverted',
};
