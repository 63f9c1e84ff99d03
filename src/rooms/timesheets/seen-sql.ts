import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { notFound, Problem } from '../../problems.ts';

/** Whose time the caller may see (behaviour 1): their own; managers that of their reports, whoever decides about
 * timesheets (and their deputies) that of those agents; admins all. */

/** Agents of the tenant whose days $2 decides about: as their timesheet manager, as the approver of their main team, or as
 * the deputy that one of these has named for today ($3). */
const decidesAbout = `select a.id from agent a
  left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
  where a.tenant_id = $1 and (a.timesheet_manager = $2 or g.timesheet_approver = $2
    or exists (select from agent d where d.tenant_id = $1 and d.id in (a.timesheet_manager, g.timesheet_approver)
      and d.timesheet_deputy_id = $2
      and $3::timestamptz at time zone 'UTC' >= coalesce(d.timesheet_deputy_from, '-infinity'::date)
      and $3::timestamptz at time zone 'UTC' < coalesce(d.timesheet_deputy_to + 1, 'infinity'::date)))`;

/** Ids of the agents whose time the caller may see, in order: the disabled ones, too.
 * @param now when deputies stand in; without it they are not asked about */
export async function agentsSeen(connection: Connection, scope: Scope, now?: number): Promise<number[]> {
  if (scope.role === 'admin') {
    const { rows } = await connection.query<{ id: number }>({
      name: 'all_agents',
      text: 'select id from agent where tenant_id = $1 order by id',
      values: [scope.tenantId],
    });
    return rows.map(({ id }) => id);
  }
  const { rows } = await connection.query<{ id: number }>({
    name: 'agents_seen',
    text: decidesAbout,
    values: [scope.tenantId, scope.agentId, instantParameter(now)],
  });
  const ids = new Set([scope.agentId, ...scope.reports, ...rows.map(({ id }) => id)]);
  return [...ids].sort((one, other) => one - other);
}

/** @throws Problem not-found for an agent that the tenant does not have, forbidden for one whose time the caller may not
 * see */
export async function refuseUnseen(connection: Connection, scope: Scope, agentId: number, now: number): Promise<void> {
  // Whether the tenant has the agent an admin learns from what is read next.
  if (agentId === scope.agentId || scope.role === 'admin' || scope.reports.includes(agentId)) return;
  const unseen = await unseenOf(connection, scope, [agentId], now);
  if (!unseen.known.includes(agentId)) throw notFound();
  if (unseen.hidden.length > 0) throw forbidden();
}

/** Of the agents asked for those that the tenant has, in order; none = everyone the caller may see.
 * @throws Problem forbidden when one of them may not be seen */
export async function agentsAsked(
  connection: Connection,
  scope: Scope,
  asked: readonly number[],
  now: number,
): Promise<number[]> {
  if (asked.length === 0) return agentsSeen(connection, scope, now);
  const mine = (id: number) => id === scope.agentId || scope.reports.includes(id);
  // Whom the tenant does not have nobody finds anything of: an admin needs no question.
  if (scope.role === 'admin' || asked.every(mine)) return [...new Set(asked)].sort((one, other) => one - other);
  const { known, hidden } = await unseenOf(connection, scope, asked, now);
  if (hidden.length > 0) throw forbidden();
  return known;
}

/** The members of a team, by their lists and by their main team. */
export async function membersOf(connection: Connection, tenantId: number, teamId: number): Promise<Set<number>> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'timesheet_team',
    text: `select agent_id as id from team_member where tenant_id = $1 and team_id = $2
      union select id from agent where tenant_id = $1 and team_id = $2`,
    values: [tenantId, teamId],
  });
  return new Set(rows.map(({ id }) => id));
}

async function unseenOf(connection: Connection, scope: Scope, asked: readonly number[], now: number) {
  const { rows } = await connection.query<{ id: number }>({
    name: 'agents_known',
    text: 'select id from agent where tenant_id = $1 and id = any ($2::bigint[]) order by id',
    values: [scope.tenantId, asked],
  });
  const known = rows.map(({ id }) => id);
  const seen = scope.role === 'admin' ? new Set(known) : new Set(await agentsSeen(connection, scope, now));
  return { known, hidden: known.filter((id) => !seen.has(id)) };
}

function forbidden(): Problem {
  return new Problem(
    'forbidden',
    "You may see your own timesheets, those of your reports and those that you decide about; this is another agent's.",
  );
}
