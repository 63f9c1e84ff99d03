import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { readClosed } from './closed-sql.ts';
import type { TeamLimit } from './overlap-rules.ts';

/** How many of a team may be away at once, and who of a team is. */

/** Kept in the settings of the tenant. */
export async function readTeamLimit(connection: Connection, tenantId: number): Promise<TeamLimit> {
  const { rows } = await connection.query<{ limit: number | null; refuses: boolean | null }>({
    name: 'team_limit',
    text: `select (settings->'leave'->>'team_limit')::integer as limit,
        (settings->'leave'->>'team_limit_refuses')::boolean as refuses
      from tenant where id = $1`,
    values: [tenantId],
  });
  return { limit: rows[0]?.limit ?? null, refuses: rows[0]?.refuses ?? false };
}

export async function writeTeamLimit(connection: Connection, tenantId: number, { limit, refuses }: TeamLimit) {
  await connection.query(
    `update tenant set settings = jsonb_set(settings, '{leave}',
       coalesce(settings->'leave', '{}') || jsonb_build_object('team_limit', $2::integer, 'team_limit_refuses', $3::boolean))
     where id = $1`,
    [tenantId, limit, refuses],
  );
}

export interface TeamOfAgent {
  readonly id: number;
  readonly name: string;
  /** The other members who are not disabled, with their zones. */
  readonly mates: readonly { readonly id: number; readonly timezone: string }[];
}

/** The teams of an agent, locked: who decides about leave of their members does it one after another. */
export async function lockTeamsOf(connection: Connection, tenantId: number, agentId: number): Promise<TeamOfAgent[]> {
  await connection.query(
    `select id from team where tenant_id = $1 and (${isTeamOf('team.id', '$2')}) order by id for no key update`,
    [tenantId, agentId],
  );
  const { rows } = await connection.query<TeamOfAgent>(
    `select team.id, team.name, (
       select coalesce(json_agg(json_build_object('id', a.id, 'timezone', coalesce(nullif(a.timezone, ''), t.timezone)) order by a.id), '[]')
       from agent a join tenant t on t.id = a.tenant_id
       where a.tenant_id = $1 and a.id <> $2 and not a.isdisabled and (${isTeamOf('team.id', 'a.id')})) as mates
     from team where team.tenant_id = $1 and (${isTeamOf('team.id', '$2')}) order by team.id`,
    [tenantId, agentId],
  );
  return rows;
}

/** An agent's main team is theirs whatever its list of members says. */
function isTeamOf(team: string, agent: string): string {
  return `exists (select from team_member m where m.tenant_id = $1 and m.team_id = ${team} and m.agent_id = ${agent})
    or exists (select from agent main where main.tenant_id = $1 and main.id = ${agent} and main.team_id = ${team})`;
}

/** Approved leave of the other members of teams, by agent. */
export async function leaveOfMates(
  connection: Connection,
  tenantId: number,
  teams: readonly TeamOfAgent[],
  window: Interval,
): Promise<Map<number, Interval[]>> {
  const agents = new Map(
    teams.flatMap(({ mates }) =>
      mates.map(({ id, timezone }) => [id, { workdayIds: [], zone: findZone(timezone) ?? UTC }]),
    ),
  );
  const { leave } = await readClosed(connection, tenantId, { agents, window });
  return new Map([...leave].map(([id, times]) => [id, times.filter(({ approved }) => approved)]));
}
