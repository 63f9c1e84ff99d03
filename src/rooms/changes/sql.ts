import type { Connection } from '../../kernel/db/transaction.ts';
import type { Page } from '../../wire/envelope.ts';

/** The history of one thing, newest first: the rows as the text of a JSON array, and how many there are in all. */
export async function historyOf(
  connection: Connection,
  tenantId: number,
  entity: string,
  id: string,
  page: Page,
): Promise<{ rows: string; total: number }> {
  const where = 'c.tenant_id = $1 and c.entity = $2 and c.entity_id = $3';
  const { rows } = await connection.query<{ rows: string | null; total: number }>(
    `select (select count(*) from change c where ${where}) as total,
       (select '[' || string_agg(x.row::text, ',') || ']' from (
         select json_strip_nulls(json_build_object(
           'id', c.id, 'at', date_trunc('second', c.at) at time zone 'UTC', 'agent_id', c.agent_id,
           'agent_name', a.name, 'client_id', c.client_id, 'entity', c.entity, 'entity_id', c.entity_id,
           'action', c.action, 'before', c.before, 'after', c.after)) as row
         from change c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
         where ${where} order by c.id desc limit $4 offset $5) x) as rows`,
    [tenantId, entity, id, page.limit ?? null, page.offset],
  );
  return { rows: rows[0]?.rows ?? '[]', total: rows[0]?.total ?? 0 };
}
