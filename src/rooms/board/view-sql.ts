import type { Scope } from '../../kernel/auth/scope.ts';
import type { HistoryReader } from '../../kernel/changes/history.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';

/** Saved views of the board. */

export interface View {
  readonly id: number;
  readonly agent_id: number;
  readonly agent_name: string;
  readonly name: string;
  readonly shared: boolean;
  readonly settings: Record<string, unknown>;
  readonly version: number;
  readonly last_modified: number;
}

export type ViewValues = Pick<View, 'agent_id' | 'name' | 'shared' | 'settings'>;

const columns = 'v.id, v.agent_id, a.name as agent_name, v.name, v.shared, v.settings, v.version, v.last_modified';
const views = `select ${columns} from board_view v join agent a on a.tenant_id = v.tenant_id and a.id = v.agent_id
  where v.tenant_id = $1 and (v.shared or v.agent_id = $2)`;

/** The caller's own, then those that are shared, by name. */
export async function viewsOf(connection: Connection, { tenantId, agentId }: Scope): Promise<View[]> {
  const { rows } = await connection.query<View>(`${views} order by (v.agent_id = $2) desc, lower(v.name), v.id`, [
    tenantId,
    agentId,
  ]);
  return rows;
}

/** One that the caller may see, locked. */
export async function lockView(connection: Connection, scope: Scope, id: number): Promise<View | undefined> {
  const { rows } = await connection.query<View>(`${views} and v.id = $3 for update of v`, [
    scope.tenantId,
    scope.agentId,
    id,
  ]);
  return rows[0];
}

/** @param id null makes one
 * @returns its id; undefined when the agent has another of that name */
export async function writeView(
  connection: Connection,
  tenantId: number,
  id: number | null,
  { agent_id, name, shared, settings }: ViewValues,
  now: number,
): Promise<number | undefined> {
  const values = [tenantId, agent_id, name, shared, JSON.stringify(settings), instantParameter(now)];
  const isTaken = await connection.query(
    'select from board_view where tenant_id = $1 and agent_id = $2 and lower(name) = lower($3) and id is distinct from $4::bigint',
    [tenantId, agent_id, name, id],
  );
  if (isTaken.rows.length > 0) return undefined;
  const { rows } = await connection.query<{ id: number }>(
    id === null
      ? `insert into board_view (tenant_id, agent_id, name, shared, settings, last_modified)
         values ($1, $2, $3, $4, $5, $6) returning id`
      : `update board_view set agent_id = $2, name = $3, shared = $4, settings = $5, last_modified = $6, version = version + 1
         where tenant_id = $1 and id = $7 returning id`,
    id === null ? values : [...values, id],
  );
  return rows[0]?.id;
}

export async function removeView(connection: Connection, tenantId: number, id: number): Promise<void> {
  await connection.query('delete from board_view where tenant_id = $1 and id = $2', [tenantId, id]);
}

/** For those who may see the view: its owner, and everyone while it is shared. */
export const viewHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query(
    `select from board_view v where v.tenant_id = $1 and v.id = $3::bigint and (v.shared or v.agent_id = $2)
       and (v.agent_id = $2 or not exists (select from change c where c.tenant_id = $1 and c.entity = 'board_view'
         and c.entity_id = $3::bigint::text and c.after->>'shared' = 'false'))`,
    [scope.tenantId, scope.agentId, id],
  );
  return rows.length > 0 ? 'whole' : 'none';
};
