import type { Connection } from '../../kernel/db/transaction.ts';
import type { StoredRules } from './rounding-rules.ts';

/** What a tenant has decided about time; kept in the settings of the tenant, beside what other parts of the room keep there. */

/** The part of the settings that is ours, as JSON in SQL; `t` is the tenant. */
export const timeSettings = `coalesce(t.settings->'timesheets', '{}')`;

export async function readStoredRules(connection: Connection, tenantId: number): Promise<StoredRules> {
  const { rows } = await connection.query<{ stored: StoredRules }>({
    name: 'time_settings',
    text: `select ${timeSettings} as stored from tenant t where t.id = $1`,
    values: [tenantId],
  });
  return rows[0]?.stored ?? {};
}

export async function writeStoredRules(connection: Connection, tenantId: number, stored: StoredRules): Promise<void> {
  await connection.query(
    `update tenant t set settings = jsonb_set(settings, '{timesheets}', ${timeSettings} || $2::jsonb) where id = $1`,
    [tenantId, JSON.stringify(stored)],
  );
}
