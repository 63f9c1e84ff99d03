import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { standingOf, stateOf } from './approval-rules.ts';
import { changedSince, shownApproval, shownHistory, shownWarnings } from './approval-shown.ts';
import { type DayExtras, readDayExtras } from './day-extras-sql.ts';
import type { AgentDayRead } from './day-sql.ts';
import { dayFigures } from './figure-rules.ts';
import { warningsOf } from './warning-rules.ts';

/** What one day shows beside what lists show: who decides, the whole history, and what is odd about it. */
export async function dayExtras(
  connection: Connection,
  scope: Scope,
  read: AgentDayRead,
  now: number,
): Promise<Record<string, unknown>> {
  const { agent, timesheet, own } = read;
  const asked = { agentId: agent.id, timesheetId: timesheet?.id ?? 0, day: own };
  return shownExtras(scope, read, await readDayExtras(connection, scope.tenantId, asked, now), now);
}

/** The same of what was read already. */
export function shownExtras(
  scope: Scope,
  { agent, timesheet, own, facts, live }: AgentDayRead,
  { approvers, steps, entries, settings }: DayExtras,
  now: number,
): Record<string, unknown> {
  const { workingTime = [] } = facts.plan;
  const warnings = [
    ...warningsOf({ day: own, workingTime, entries }, settings, now),
    ...(live ? changedSince(timesheet, { ...dayFigures({ ...live, sums: facts.sums }) }) : []),
  ];
  const waits = stateOf(timesheet?.approval_status ?? null) === 'pending';
  const approval = timesheet ? shownApproval(timesheet, approvers.named[0], steps.at(-1)?.seq) : undefined;
  return {
    ...(approval && { approval }),
    ...(waits && { _canapprove: standingOf(scope, agent.id, approvers).approver }),
    ...shownHistory(steps),
    ...shownWarnings(warnings),
  };
}
