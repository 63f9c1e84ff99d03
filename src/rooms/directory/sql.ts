import { lookupLists } from '../../codes.ts';
import type { Connection } from '../../kernel/db/transaction.ts';

/** What other rooms ask of the directory. */

export interface AgentFacts {
  id: number;
  name: string;
  /** IANA zone of the agent, else of the tenant. */
  timezone: string;
  /** Working hours: of the agent, else of the main team, else the tenant's default. */
  workdayId: number | null;
  isDisabled: boolean;
}

/** Facts about agents, by id; those that the tenant does not have are missing. */
export async function agentFacts(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, AgentFacts>> {
  const { rows } = await connection.query<AgentFacts>({
    name: 'agent_facts',
    text: `select a.id, a.name, coalesce(nullif(a.timezone, ''), t.timezone) as timezone, a.isdisabled as "isDisabled",
        coalesce(a.workday_id, g.workday_id,
          (select w.id from workday w where w.tenant_id = a.tenant_id and w.is_default)) as "workdayId"
      from agent a
      join tenant t on t.id = a.tenant_id
      left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
      where a.tenant_id = $1 and a.id = any($2::bigint[])`,
    values: [tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those of the assets that are busy like an agent: their own `bookable` says so, else `value9` of their type. */
export async function bookableAssets(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Set<number>> {
  const { rows } = await connection.query<{ id: number }>({
    name: 'bookable_assets',
    text: `select a.id from asset a
      left join lookup l on l.tenant_id = a.tenant_id and l.lookupid = $3 and l.id = a.assettype_id
      where a.tenant_id = $1 and a.id = any($2::bigint[]) and coalesce(a.bookable, ${saysYes('l.value9')})`,
    values: [tenantId, ids, lookupLists.assetTypes],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Does an appointment of this type leave its agent free? */
export async function typeLeavesFree(connection: Connection, tenantId: number, typeId: number): Promise<boolean> {
  const { rows } = await connection.query<{ free: boolean }>({
    name: 'type_leaves_free',
    text: `select ${saysYes('l.value9')} as free from lookup l
      where l.tenant_id = $1 and l.lookupid = $2 and l.id = $3`,
    values: [tenantId, lookupLists.appointmentTypes, typeId],
  });
  return rows[0]?.free ?? false;
}

/** A text of a lookup as yes or no. */
export function saysYes(column: string): string {
  return `(lower(coalesce(${column}, '')) in ('1', 'true', 'yes'))`;
}
