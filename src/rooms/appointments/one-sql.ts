import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import {
  detailTexts,
  joinedDetail,
  nameJoins,
  readerParameters,
  seesDrafts,
  seesWhole,
  typedReader,
} from './row-sql.ts';

/** A row as one reader may see it. */
export interface ReadRow {
  id: number;
  version: number;
  deleted: boolean;
  whole: boolean;
  agent_id: number | null;
  starts_at: number | null;
  ends_at: number | null;
  json: string;
}

/** Whole rows by id. Drafts that the reader may not see are missing; deleted rows are not. */
export async function readRows(
  connection: Connection,
  scope: Scope,
  ids: number[],
  showall: boolean | null | undefined,
): Promise<Map<number, ReadRow>> {
  const { rows } = await connection.query<ReadRow & { extra: string | null }>({
    name: 'read_appointments',
    text: `select a.id, a.version, a.deleted, seen.whole, a.agent_id, a.starts_at, a.ends_at, ${detailTexts('seen.whole')}
      from appointment a ${nameJoins} cross join lateral (select ${seesWhole} as whole) seen
      where ${typedReader} and a.tenant_id = $1 and a.id = any ($7::bigint[]) and ${seesDrafts}`,
    values: [...readerParameters(scope, showall), ids],
  });
  return new Map(rows.map((row) => [row.id, { ...row, json: joinedDetail(row) }]));
}

/** What `includedetails` adds to a row the reader sees whole. */
export async function rowDetails(connection: Connection, tenantId: number, id: number): Promise<string> {
  const row = (alias: string, without = 'tenant_id') =>
    `to_jsonb(${alias}) - '{${without},version,last_modified}'::text[]`;
  const { rows } = await connection.query<{ json: string }>(
    `select json_strip_nulls(json_build_object(
       'ticket', ${row('ticket')}, 'client', ${row('client')}, 'site', ${row('site')}, 'user', ${row('client_user')}))::text as json
     from appointment a
     left join ticket on ticket.tenant_id = a.tenant_id and ticket.id = a.ticket_id
     left join client on client.tenant_id = a.tenant_id and client.id = a.client_id
     left join site on site.tenant_id = a.tenant_id and site.id = a.site_id
     left join client_user on client_user.tenant_id = a.tenant_id and client_user.id = a.user_id
     where a.tenant_id = $1 and a.id = $2`,
    [tenantId, id],
  );
  return rows[0]?.json ?? '{}';
}
