import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem, notFound } from '../../problems.ts';
import { agentFacts } from '../directory/sql.ts';
import { leavesIn, shiftsIn } from './duty-sql.ts';
import { teamDuty } from './rules.ts';
import type { OnDutyQuery } from './schema.ts';
import { agentsOf, wireDuty } from './shown.ts';
import { rotationsOf, teamFacts } from './sql.ts';
import { answerFor, dutyWindow, horizonOf } from './window-rules.ts';

/** Who of a team is on duty, as the wire has it. */
export async function onDuty(connection: Connection, scope: Scope, query: OnDutyQuery, now: number) {
  const { tenantId } = scope;
  const teamId = query.team_id ?? 0;
  if (teamId <= 0) throw fieldProblem('team_id', 'Say which team: team_id is required.');
  const window = dutyWindow(query, now);
  const horizon = horizonOf(window);
  if (!(await teamFacts(connection, tenantId, teamId))) throw notFound();
  const stored = await rotationsOf(connection, tenantId, teamId);
  const shifts = await shiftsIn(connection, scope, teamId, horizon);
  const planned = [...stored.flatMap(agentsOf), ...shifts.flatMap(({ agentId }) => agentId ?? [])];
  const agents = await agentFacts(connection, tenantId, [...new Set(planned)]);
  const leaves = await leavesIn(connection, tenantId, [...agents.keys()], horizon);
  // Who has been disabled is not coming; whether they came before is history.
  for (const { id, isDisabled } of agents.values()) {
    if (isDisabled) leaves.push({ agentId: id, start: now, end: Number.POSITIVE_INFINITY });
  }
  const rotations = stored.map((rotation) => ({ rotation, overrides: rotation.overrides }));
  const duty = teamDuty({ shifts, rotations, leaves }, horizon);
  return wireDuty(answerFor(window, duty), agents);
}
