import type { Scope } from '../auth/scope.ts';
import type { Connection } from '../db/transaction.ts';

/** How much of a thing's history a caller may see. `masked`: that the thing exists, and no more of its past. */
export type HistoryAccess = 'whole' | 'masked' | 'none';

export type HistoryReader = (connection: Connection, scope: Scope, id: string) => Promise<HistoryAccess>;

/** Who may see the history of what, by entity of the change log. Each room adds its own when it is mounted. */
export const historyReaders = new Map<string, HistoryReader>();

/** Who wrote a thing's latest version. */
export interface LastChange {
  agent_id: number | null;
  agent_name: string | null;
  /** As the wire has it. */
  at: string;
}

export async function lastChange(
  connection: Connection,
  tenantId: number,
  entity: string,
  id: number | string,
): Promise<LastChange | undefined> {
  const { rows } = await connection.query<LastChange>(
    `select c.agent_id, a.name as agent_name, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as at
     from change c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
     where c.tenant_id = $1 and c.entity = $2 and c.entity_id = $3 order by c.id desc limit 1`,
    [tenantId, entity, String(id)],
  );
  return rows[0];
}
