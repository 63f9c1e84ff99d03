import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { rowsByIds } from './list-sql.ts';
import type { AppointmentRow } from './row.ts';
import { readerParameters } from './row-sql.ts';

/** The busy rows that a row overlaps: of its agent, or using one of these assets. Those of its own collection, which
 * use assets together, are in nobody's way. */
export async function conflictIds(
  connection: Connection,
  tenantId: number,
  row: Pick<AppointmentRow, 'id' | 'agent_id' | 'starts_at' | 'ends_at' | 'asset_ids' | 'collection_id'>,
): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>(
    `select id from (
       select a.id, a.starts_at from appointment a where a.tenant_id = $1 and a.agent_id = $3 and a.busy
         and tstzrange(a.starts_at, a.ends_at) && tstzrange($4, $5)
       union
       select a.id, a.starts_at from appointment_asset x
         join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
       where x.tenant_id = $1 and x.asset_id = any ($6::bigint[]) and x.busy
         and tstzrange(x.starts_at, x.ends_at) && tstzrange($4, $5) and x.holder is distinct from $7
     ) found where id is distinct from $2 order by starts_at, id limit 50`,
    [
      tenantId,
      row.id,
      row.agent_id,
      instantParameter(row.starts_at),
      instantParameter(row.ends_at),
      row.asset_ids,
      row.collection_id,
    ],
  );
  return rows.map((found) => found.id);
}

/** Conflicting rows as the reader may see them. */
export async function conflictRows(connection: Connection, scope: Scope, ids: number[]): Promise<unknown[]> {
  if (ids.length === 0) return [];
  return JSON.parse(`[${await rowsByIds(connection, readerParameters(scope, false), ids)}]`) as unknown[];
}

/** Does the agent exist and may get appointments? */
export async function agentTakesAppointments(
  connection: Connection,
  tenantId: number,
  agentId: number,
): Promise<string | undefined> {
  const text = 'select name, isdisabled from agent where tenant_id = $1 and id = $2';
  const { rows } = await connection.query<{ name: string; isdisabled: boolean }>(text, [tenantId, agentId]);
  if (!rows[0]) return `There is no agent ${agentId}.`;
  return rows[0].isdisabled ? `${rows[0].name} is disabled and gets no new appointments.` : undefined;
}
