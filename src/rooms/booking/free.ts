import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { HOUR, SECOND } from '../../kernel/time/units.ts';
import { UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { closedOf, stretchesOf } from '../workdays/work-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import { agentBusyTimes } from './busy-sql.ts';
import { type FreeAgent, rankedAgents } from './free-rules.ts';
import { dispatchable } from './free-sql.ts';
import { daysAround } from './offer-sql.ts';
import type { Dispatchable, FreeQuery } from './schema.ts';
import { freeWindow } from './window-rules.ts';

const defaultDays = 7;

/** GET /Agent/Free: for dispatchers, who see all calendars. No booking type has a say: neither notice nor buffers count. */
export async function freeAgents(connection: Connection, { tenantId }: Scope, query: FreeQuery, now: number) {
  const window = freeWindow(query, now, defaultDays);
  const duration = Math.round(((query.duration_hours ?? 1) * HOUR) / SECOND) * SECOND;
  if (duration <= 0) throw fieldProblem('duration_hours', 'It takes some time.');
  const agents = query.agents?.length && !query.agents.includes(0) ? query.agents : null;
  const teamId = (query.team_id ?? 0) > 0 ? (query.team_id as number) : null;
  const people = await dispatchable(connection, tenantId, agents, teamId);
  const known = await calendarsOf(connection, tenantId, people, window, now);
  return rankedAgents(known, skillsIn(query.skills), window, duration).map(wireFree);
}

async function calendarsOf(
  connection: Connection,
  tenantId: number,
  people: readonly Dispatchable[],
  window: { start: number; end: number },
  now: number,
) {
  const ids = people.map(({ id }) => id);
  // The load of a day is that of all of it.
  const around = daysAround(window);
  const work = await readWork(connection, tenantId, ids, around);
  const busy = await agentBusyTimes(connection, tenantId, { ids, window: around, now, own: {} });
  return people.flatMap((person) => {
    const own = work.get(person.id);
    if (!own) return [];
    const times = { stretches: stretchesOf(own, around), closed: closedOf(own), busy: busy.get(person.id) ?? [] };
    return [{ ...person, ...times, zone: own.zone ?? UTC }];
  });
}

function skillsIn(text: string | null | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
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
