import { type Connection, instantParameter } from '../db/transaction.ts';

export type ChangeAction = 'create' | 'update' | 'delete' | 'undelete';

/** One write, as the append-only log keeps it. `before` and `after` hold no secrets. */
export interface Change {
  entity: string;
  entityId: number | string;
  action: ChangeAction;
  before?: unknown;
  after?: unknown;
}

/** Who wrote: the scope of a request, or nobody for what the command line and the first start write. */
export interface ChangedBy {
  tenantId: number;
  agentId: number | null;
  clientId: string | null;
}

/** Writes change rows, in the transaction of the write that they tell of. */
export async function recordChanges(
  connection: Connection,
  by: ChangedBy,
  now: number,
  changes: Change[],
): Promise<void> {
  if (changes.length === 0) return;
  await connection.query({
    name: 'record_changes',
    text: `insert into change (tenant_id, at, agent_id, client_id, entity, entity_id, action, before, after)
      select $1, $2, $3, $4, c.entity, c.entity_id, c.action, c.before, c.after
      from jsonb_to_recordset($5::jsonb) as c (entity text, entity_id text, action text, before jsonb, after jsonb)`,
    values: [by.tenantId, instantParameter(now), by.agentId, by.clientId, JSON.stringify(changes.map(row))],
  });
}

function row({ entity, entityId, action, before, after }: Change): Record<string, unknown> {
  return { entity, entity_id: String(entityId), action, before: before ?? null, after: after ?? null };
}
