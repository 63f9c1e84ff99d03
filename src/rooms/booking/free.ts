import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { HOUR, SECOND } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { type FreeAgent, rankedAgents, skillsIn } from './free-rules.ts';
import { calendarsOf, dispatchable } from './free-sql.ts';
import { wantedIds } from './resource-sql.ts';
import type { FreeQuery } from './schema.ts';
import { freeWindow } from './window-rules.ts';

const defaultDays = 7;

/** GET /Agent/Free: for dispatchers, who see all calendars. No booking type has a say: neither notice nor buffers count. */
export async function freeAgents(connection: Connection, { tenantId }: Scope, query: FreeQuery, now: number) {
  const window = freeWindow(query, now, defaultDays);
  const duration = Math.round(((query.duration_hours ?? 1) * HOUR) / SECOND) * SECOND;
  if (duration <= 0) throw fieldProblem('duration_hours', 'It takes some time.');
  const teamId = (query.team_id ?? 0) > 0 ? (query.team_id as number) : null;
  const people = await dispatchable(connection, tenantId, wantedIds(query.agents), teamId);
  const known = await calendarsOf(connection, tenantId, people, window, now);
  return rankedAgents(known, skillsIn(query.skills), window, duration).map(wireFree);
}

function wireFree({ agent, start, end, loadHours, workHours, skills, missing, reasons }: FreeAgent) {
  return {
    agent_id: agent.id,
    agent_name: agent.name,
    start_date: writeInstant(start),
    end_date: writeInstant(end),
    load_hours: loadHours,
    work_hours: workHours,
    skills,
    missing_skills: missing,
    reasons,
  };
}
