import { lookupLists } from '../../codes.ts';
import { named } from '../../kernel/db/named.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { isOpen } from './freeze-rules.ts';
import type { Dependency } from './needs-rules.ts';
import { plannedIn } from './planned-sql.ts';
import type { PlannedChange } from './window-rules.ts';

/** The changes of a calendar, and what stands around them. */

export interface Named {
  readonly id: number;
  readonly name: string;
}

/** A planned change with the names of what it points at. */
export interface ChangeRow {
  readonly id: number;
  readonly summary: string;
  readonly tickettype_id: number;
  readonly tickettype_name: string | null;
  readonly type_colour: string | null;
  readonly status: number;
  readonly dateclosed: number | null;
  readonly status_name: string | null;
  readonly _etag: string;
  readonly start_date: number;
  readonly end_date: number;
  readonly risk: number | null;
  readonly client_id: number | null;
  readonly client_name: string | null;
  readonly site_id: number | null;
  readonly site_name: string | null;
  readonly user_id: number | null;
  readonly user_name: string | null;
  readonly agent_id: number | null;
  readonly agent_name: string | null;
  readonly agent_colour: string | null;
  readonly team_id: number | null;
  readonly team_name: string | null;
  readonly emergency: boolean;
  readonly emergency_reason: string | null;
  readonly services: readonly Named[];
  readonly assets: readonly Named[];
  readonly last_modified: number;
}

export interface ChangeFilter {
  readonly clientIds?: readonly number[];
  readonly serviceIds?: readonly number[];
  readonly types?: readonly number[];
}

const linked = (link: string, table: string) =>
  `coalesce((select json_agg(json_build_object('id', o.id, 'name', o.name) order by o.name, o.id)
    from ticket_${link} l join ${table} o on o.tenant_id = l.tenant_id and o.id = l.${link}_id
    where l.tenant_id = $1 and l.ticket_id = t.id), '[]')`;

/** Changes that overlap a window, by start. */
export async function changesIn(
  connection: Connection,
  tenantId: number,
  { start, end }: Interval,
  { clientIds = [], serviceIds = [], types = [] }: ChangeFilter = {},
): Promise<ChangeRow[]> {
  const values: unknown[] = [tenantId, instantParameter(start), instantParameter(end)];
  const ids = (given: readonly number[]) => `any ($${values.push(given)}::bigint[])`;
  const conditions = [plannedIn('change', { from: '$2::timestamptz', to: '$3::timestamptz' })];
  if (clientIds.length > 0) conditions.push(`t.client_id = ${ids(clientIds)}`);
  if (types.length > 0) conditions.push(`t.tickettype_id = ${ids(types)}`);
  if (serviceIds.length > 0) {
    conditions.push(`exists (select from ticket_service l
      where l.tenant_id = $1 and l.ticket_id = t.id and l.service_id = ${ids(serviceIds)})`);
  }
  const text = `select t.id, t.summary, t.tickettype_id, kind.name as tickettype_name, kind.value1 as type_colour,
      t.status, t.dateclosed, state.name as status_name, t.start_date, t.end_date, t.risk, t.client_id, client.name as client_name,
      t.site_id, site.name as site_name, t.user_id, contact.name as user_name, t.agent_id, agent.name as agent_name,
      agent.colour as agent_colour, t.team_id, team.name as team_name, t.emergency, t.emergency_reason,
      ${linked('service', 'service')} as services, ${linked('asset', 'asset')} as assets, t.last_modified,
      '"' || t.id || '.' || t.version || '"' as _etag
    from ticket t
    left join lookup kind on kind.tenant_id = $1 and kind.lookupid = ${lookupLists.ticketTypes} and kind.id = t.tickettype_id
    left join lookup state on state.tenant_id = $1 and state.lookupid = ${lookupLists.ticketStatuses} and state.id = t.status
    left join client on client.tenant_id = $1 and client.id = t.client_id
    left join site on site.tenant_id = $1 and site.id = t.site_id
    left join client_user contact on contact.tenant_id = $1 and contact.id = t.user_id
    left join agent on agent.tenant_id = $1 and agent.id = t.agent_id
    left join team on team.tenant_id = $1 and team.id = t.team_id
    where ${conditions.join(' and ')} order by t.start_date, t.id`;
  return (await connection.query<ChangeRow>(named('changes', text, values))).rows;
}

interface Facts {
  id: number;
  start_date: number;
  end_date: number;
  risk: number | null;
  client_id: number | null;
  agent_id: number | null;
  status: number;
  dateclosed: number | null;
  service_ids: number[];
}

/** What may be in the way of something in a window: whose they are does not matter. */
export async function changesAround(
  connection: Connection,
  tenantId: number,
  { start, end }: Interval,
): Promise<PlannedChange[]> {
  const { rows } = await connection.query<Facts>({
    name: 'changes_around',
    text: `select t.id, t.start_date, t.end_date, t.risk, t.client_id, t.agent_id, t.status, t.dateclosed, array(
        select l.service_id::integer from ticket_service l where l.tenant_id = $1 and l.ticket_id = t.id order by 1) as service_ids
      from ticket t where ${plannedIn('change', { from: '$2::timestamptz', to: '$3::timestamptz' })}
      order by t.start_date, t.id`,
    values: [tenantId, instantParameter(start), instantParameter(end)],
  });
  return rows.map((row) => ({
    ticketId: row.id,
    start: row.start_date,
    end: row.end_date,
    risk: row.risk,
    clientId: row.client_id,
    agentId: row.agent_id,
    serviceIds: row.service_ids,
    open: isOpen(row),
  }));
}

export async function dependencies(connection: Connection, tenantId: number): Promise<Dependency[]> {
  const { rows } = await connection.query<Dependency>({
    name: 'service_dependencies',
    text: 'select service_id, depends_on_id from service_dependency where tenant_id = $1',
    values: [tenantId],
  });
  return rows;
}
