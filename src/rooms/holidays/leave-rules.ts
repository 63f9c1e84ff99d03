import { approvalStatus } from '../../codes.ts';
import { mayChangeRowsOf, type Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import type { HolidayElement, HolidayRow } from './schema.ts';

/** How leave is asked for and decided: pending until a manager of the agent, or an admin, says otherwise. */

/** What the caller is to the agent whose leave it is. */
export interface Standing {
  readonly scope: Scope;
  /** The tenant has one agent, who may then decide their own. */
  readonly onlyAgent: boolean;
}

export type Decision = Pick<
  HolidayRow,
  'approval_status' | 'requested_at' | 'decided_by' | 'decided_at' | 'approvalnote'
>;

const { pending, approved, rejected } = approvalStatus;

/** Where a save leaves the decision about some leave.
 * @param differs the save changes something beside the decision
 * @param moves the save changes when it is, or its kind: what was approved is then something else
 * @throws Problem forbidden, or conflict where the leave is in no state for this */
export function decisionOf(
  element: HolidayElement,
  stored: HolidayRow | undefined,
  agentId: number,
  { differs, moves }: { differs: boolean; moves: boolean },
  standing: Standing,
  now: number,
): Decision {
  const mayDecide = whyNotDecide(standing, agentId) === undefined;
  const asksAnew = element.approval_start === true && stored?.approval_status === rejected;
  if (stored && differs && !mayDecide) refuseDecided(stored, asksAnew);
  const asked = requested(element, stored, { asksAnew, voids: moves && stored?.approval_status === approved }, now);
  const decision = { ...asked, approvalnote: noteOf(element, stored, mayDecide) };
  if (!isDecision(element)) return decision;
  return decided(element, decision, standing, agentId, now);
}

export function isDecision({ _approve, _reject }: HolidayElement): boolean {
  return _approve === true || _reject === true;
}

/** May the caller delete it? Its agent while it has not been approved.
 * @throws Problem conflict */
export function refuseCancelling(stored: HolidayRow, standing: Standing): void {
  if (stored.approval_status !== approved || stored.agent_id === null) return;
  if (whyNotDecide(standing, stored.agent_id) === undefined) return;
  throw new Problem('conflict', 'It has been approved: only a manager of the agent or an admin may take it back.');
}

/** Why the caller may not decide about leave of this agent; undefined when they may. */
export function whyNotDecide({ scope, onlyAgent }: Standing, agentId: number): string | undefined {
  if (agentId === scope.agentId && !onlyAgent) return 'Nobody decides their own leave.';
  const isTheirs = scope.role === 'admin' || scope.reports.includes(agentId) || agentId === scope.agentId;
  return isTheirs ? undefined : 'Only a manager of the agent, or an admin, decides about leave.';
}

/** May the caller override what stands against leave of this agent: a clash, the allowance, the limit of the team? */
export function mayForce({ scope }: Standing, agentId: number): boolean {
  return scope.role === 'admin' || scope.reports.includes(agentId);
}

/** @throws Problem forbidden unless the caller may ask for leave of this agent, and change it */
export function refuseStranger(scope: Scope, agentId: number): void {
  if (mayChangeRowsOf(scope, agentId)) return;
  throw new Problem('forbidden', "You may change your own leave and, as a manager, your reports'.");
}

function refuseDecided({ approval_status }: HolidayRow, asksAnew: boolean): void {
  if (approval_status === approved) {
    throw new Problem('conflict', 'It has been approved: only a manager of the agent or an admin may change it.');
  }
  if (approval_status === rejected && !asksAnew) {
    throw new Problem('conflict', 'It has been rejected: send approval_start to ask again.');
  }
}

/** New leave, and leave that is asked for again or is not what was approved any more, waits for a decision. */
function requested(
  element: HolidayElement,
  stored: HolidayRow | undefined,
  { asksAnew, voids }: { asksAnew: boolean; voids: boolean },
  now: number,
): Omit<Decision, 'approvalnote'> {
  const waits = !stored || asksAnew || voids || stored.approval_status === pending;
  if (!waits) {
    const { approval_status, requested_at, decided_by, decided_at } = stored;
    return { approval_status, requested_at, decided_by, decided_at };
  }
  const before = asksAnew ? null : (stored?.requested_at ?? null);
  const requested_at = element.approval_start === true ? (before ?? now) : before;
  return { approval_status: pending, requested_at, decided_by: null, decided_at: null };
}

function noteOf({ approvalnote }: HolidayElement, stored: HolidayRow | undefined, mayDecide: boolean): string | null {
  const before = stored?.approvalnote ?? null;
  if (approvalnote === undefined || approvalnote === before) return before;
  if (mayDecide) return approvalnote;
  if (!approvalnote) return before;
  throw new Problem('forbidden', 'approvalnote is for those who decide; say it in the name of the leave.');
}

function decided(
  { _approve, _reject }: HolidayElement,
  decision: Decision,
  standing: Standing,
  agentId: number,
  now: number,
): Decision {
  if (_approve && _reject) throw fieldProblem('_approve', 'Either _approve or _reject, not both.');
  const why = whyNotDecide(standing, agentId);
  if (why) throw new Problem('forbidden', why);
  if (decision.approval_status !== pending) throw new Problem('conflict', 'It does not wait for a decision.');
  const approval_status = _approve ? approved : rejected;
  return { ...decision, approval_status, decided_by: standing.scope.agentId, decided_at: now };
}
