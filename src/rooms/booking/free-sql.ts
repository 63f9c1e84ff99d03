import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { readWork } from '../workdays/work-sql.ts';
import { agentBusyTimes } from './busy-sql.ts';
import type { BookableResource } from './offer-rules.ts';
import { daysAround, workerOf } from './offer-sql.ts';
import type { Dispatchable } from './schema.ts';

/** Whom a dispatcher could send. */

/** Enabled agents: all, or of these ids, and of this team. */
export async function dispatchable(
  connection: Connection,
  tenantId: number,
  agents: readonly number[] | null,
  teamId: number | null,
): Promise<Dispatchable[]> {
  const { rows } = await connection.query<Dispatchable>({
    name: 'dispatchable_agents',
    text: `select a.id, a.name, a.skills from agent a
      where a.tenant_id = $1 and not a.isdisabled and ($2::bigint[] is null or a.id = any ($2::bigint[]))
        and ($3::bigint is null or exists (select from team_member m
          where m.tenant_id = $1 and m.team_id = $3::bigint and m.agent_id = a.id))
      order by a.id`,
    values: [tenantId, agents, teamId],
  });
  return rows;
}

/** The calendars of people around a window: whole days, since the load of a day is that of all of it. */
export async function calendarsOf(
  connection: Connection,
  tenantId: number,
  people: readonly Dispatchable[],
  window: Interval,
  now: number,
): Promise<(Dispatchable & BookableResource)[]> {
  const ids = people.map(({ id }) => id);
  const around = daysAround(window);
  const work = await readWork(connection, tenantId, ids, around);
  const busy = await agentBusyTimes(connection, tenantId, { ids, window: around, now, own: {} });
  return people.flatMap((person) => {
    const own = work.get(person.id);
    return own ? [{ ...person, ...workerOf(person.id, own, own.shifts, busy.get(person.id) ?? [], around) }] : [];
  });
}
