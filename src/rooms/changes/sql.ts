import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Page } from '../../wire/envelope.ts';

const changeJson = `json_strip_nulls(json_build_object(
  'id', c.id, 'at', date_trunc('second', c.at) at time zone 'UTC', 'agent_id', c.agent_id,
  'agent_name', a.name, 'client_id', c.client_id, 'entity', c.entity, 'entity_id', c.entity_id,
  'action', c.action, 'before', c.before, 'after', c.after))`;

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
         select ${changeJson} as row
         from change c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
         where ${where} order by c.id desc limit $4 offset $5) x) as rows`,
    [tenantId, entity, id, page.limit ?? null, page.offset],
  );
  return { rows: rows[0]?.rows ?? '[]', total: rows[0]?.total ?? 0 };
}

export interface LogFilter {
  readonly entity?: string | undefined;
  readonly agentId?: number | undefined;
  /** Instants: from, and before. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only lower numbers. */
  readonly before?: number | undefined;
}

export interface LogRow {
  readonly id: number;
  readonly entity: string;
  readonly entity_id: string;
  readonly text: string;
}

/** Changes of a tenant, newest first. */
export async function logRows(
  connection: Connection,
  tenantId: number,
  { entity, agentId, from, to, before }: LogFilter,
  most: number,
): Promise<LogRow[]> {
  const { rows } = await connection.query<LogRow>({
    name: 'change_log',
    text: `select c.id, c.entity, c.entity_id, ${changeJson}::text as text
      from change c left join agent a on a.tenant_id = c.tenant_id and a.id = c.agent_id
      where c.tenant_id = $1 and ($2::text is null or c.entity = $2) and ($3::bigint is null or c.agent_id = $3)
        and c.at >= coalesce($4::timestamptz, '-infinity') and c.at < coalesce($5::timestamptz, 'infinity')
        and c.id < coalesce($6::bigint, 9223372036854775807)
      order by c.id desc limit $7`,
    values: [
      tenantId,
      entity ?? null,
      agentId ?? null,
      from === undefined ? null : instantParameter(from),
      to === undefined ? null : instantParameter(to),
      before ?? null,
      most,
    ],
  });
  return rows;
}
