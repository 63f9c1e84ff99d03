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
  const areSettings = changes.some(({ entity }) => !everyday.has(entity));
  await connection.query({
    ...statements[areSettings ? 'settings' : 'everyday'],
    values: [by.tenantId, instantParameter(now), by.agentId, by.clientId, JSON.stringify(changes.map(row))],
  });
}

/** Entities of everyday work; all others are settings, which `memory.ts` looks after. */
const everyday = new Set(['appointment', 'ticket', 'client', 'site', 'user', 'timesheet', 'timesheet_event']);

const text = `insert into change (tenant_id, at, agent_id, client_id, entity, entity_id, action, before, after)
  select $1::integer, $2::timestamptz, $3, $4, c.entity, c.entity_id, c.action, c.before, c.after
  from jsonb_to_recordset($5::jsonb) as c (entity text, entity_id text, action text, before jsonb, after jsonb)`;

const statements = {
  everyday: { name: 'record_changes', text },
  settings: {
    name: 'record_settings_changes',
    text: `with noted as (insert into settings_change (tenant_id, at) values ($1::integer, $2::timestamptz)
        on conflict do nothing) ${text}`,
  },
};

function row({ entity, entityId, action, before, after }: Change): Record<string, unknown> {
  return { entity, entity_id: String(entityId), action, before: before ?? null, after: after ?? null };
}
