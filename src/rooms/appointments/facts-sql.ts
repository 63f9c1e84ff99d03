import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { saysYes } from '../directory/sql.ts';
import type { AgentFacts, Facts, TicketFacts } from './facts.ts';
import type { AppointmentRow } from './row.ts';

/** What a save must know before it writes. */

/** Locks agents, in the order of their ids, and tells about them. Whoever moves time takes these locks first, in a
 * statement of its own: a look in the same statement would still see what was there before the wait. */
export async function lockAgents(
  connection: Connection,
  tenantId: number,
  ids: number[],
): Promise<Map<number, AgentFacts>> {
  const { rows } = await connection.query<{ id: number; name: string; timezone: string; isdisabled: boolean }>({
    name: 'lock_agents',
    text: `select a.id, a.name, coalesce(nullif(a.timezone, ''), t.timezone) as timezone, a.isdisabled
     from agent a join tenant t on t.id = a.tenant_id
     where a.tenant_id = $1 and a.id = any ($2::bigint[]) order by a.id for no key update of a`,
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, { ...row, zone: zoneNamed(row.timezone), isDisabled: row.isdisabled }]));
}

export async function lockAssets(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const text = 'select from asset where tenant_id = $1 and id = any ($2::bigint[]) order by id for no key update';
  await connection.query(text, [tenantId, ids]);
}

export type OtherFacts = Omit<Facts, 'agents' | 'scope' | 'now' | 'horizon'>;

interface FactsRow {
  timezone: string;
  free_types: number[];
  tickets: (TicketFacts & { id: number })[];
  agents: number;
  email: string | null;
}

export async function otherFacts(connection: Connection, scope: Scope, ticketIds: number[]): Promise<OtherFacts> {
  const { rows } = await connection.query<FactsRow>(
    `select t.timezone,
       (select coalesce(array_agg(id), '{}') from lookup where tenant_id = $1 and lookupid = ${lookupLists.appointmentTypes}
         and ${saysYes('value9')}) as free_types,
       (select coalesce(json_agg(json_build_object('id', id, 'client_id', client_id, 'site_id', site_id, 'user_id', user_id)), '[]')
         from ticket where tenant_id = $1 and id = any ($2::bigint[])) as tickets,
       (select count(*) from (select from agent where tenant_id = $1 and not isdisabled limit 2) enabled) as agents,
       (select email from agent where tenant_id = $1 and id = $3) as email
     from tenant t where t.id = $1`,
    [scope.tenantId, ticketIds, scope.agentId],
  );
  const row = rows[0] as FactsRow;
  return {
    tenantZone: zoneNamed(row.timezone),
    freeTypes: new Set(row.free_types),
    tickets: new Map(row.tickets.map((ticket) => [ticket.id, ticket])),
    callerEmail: row.email ?? '',
    onlyAgent: row.agents === 1,
  };
}

function zoneNamed(name: string): Zone {
  return findZone(name) ?? UTC;
}

const rowColumns = `a.*, (select coalesce(array_agg(asset_id order by asset_id), '{}') from appointment_asset x
  where x.tenant_id = a.tenant_id and x.appointment_id = a.id) as asset_ids`;

/** Rows by id, deleted ones too; of these and of the live rows of their collections. */
export async function rowsWithMates(
  connection: Connection,
  tenantId: number,
  ids: number[],
  lock: boolean,
): Promise<AppointmentRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query<AppointmentRow>(
    `select ${rowColumns} from appointment a where a.tenant_id = $1 and a.id in (
       select unnest($2::bigint[]) union
       select mate.id from appointment one join appointment mate on mate.tenant_id = $1
         and mate.collection_id = one.collection_id and not mate.deleted
       where one.tenant_id = $1 and one.id = any ($2::bigint[]))
     order by a.id ${lock ? 'for update of a' : ''}`,
    [tenantId, ids],
  );
  return rows.map((row) => ({ ...row, asset_ids: row.asset_ids.map(Number) }));
}

/** Ids of what names stand for, in the order of the names; null where nothing has that name. Case does not matter. */
export async function idsByName(
  connection: Connection,
  tenantId: number,
  kind: 'agent' | 'user' | { lookupid: number },
  names: string[],
): Promise<(number | null)[]> {
  const tables = {
    agent: `select id from agent where tenant_id = $1 and not isdisabled and (id::text = w.name or lower(name) = lower(w.name) or lower(email) = lower(w.name))`,
    user: `select id from client_user where tenant_id = $1 and (lower(name) = lower(w.name) or lower(emailaddress) = lower(w.name))`,
    lookup: `select id from lookup where tenant_id = $1 and lookupid = $3 and (lower(name) = lower(w.name) or id::text = w.name)`,
  };
  const isLookup = typeof kind === 'object';
  const { rows } = await connection.query<{ id: number | null }>(
    `select (${isLookup ? tables.lookup : tables[kind]} order by id limit 1) as id
     from unnest($2::text[]) with ordinality as w (name, place) order by w.place`,
    isLookup ? [tenantId, names, kind.lookupid] : [tenantId, names],
  );
  return rows.map((row) => row.id);
}

/** The agents of a team who are not disabled. */
export async function teamMembers(connection: Connection, tenantId: number, teamId: number): Promise<number[]> {
  const { rows } = await connection.query<{ agent_id: number }>(
    `select m.agent_id from team_member m join agent a on a.tenant_id = m.tenant_id and a.id = m.agent_id
     where m.tenant_id = $1 and m.team_id = $2 and not a.isdisabled order by m.agent_id`,
    [tenantId, teamId],
  );
  return rows.map((row) => row.agent_id);
}

/** The master of a child; undefined when the row is none. */
export async function masterOf(connection: Connection, tenantId: number, id: number): Promise<number | undefined> {
  const text = 'select master_id from appointment where tenant_id = $1 and id = $2';
  const { rows } = await connection.query<{ master_id: number | null }>(text, [tenantId, id]);
  return rows[0]?.master_id ?? undefined;
}
