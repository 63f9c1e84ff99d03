import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import {
  knowsDrafts,
  listRowJson,
  nameJoins,
  readerParameters,
  seesDrafts,
  seesWhole,
  takesPart,
  typedReader,
} from '../appointments/row-sql.ts';
import type { Cursor } from './feed-cursor-rules.ts';
import type { LoggedChange, RowSeen } from './feed-rules.ts';

/** What the feed reads: changes that one snapshot of the database sees and an earlier one did not. */

export interface Read {
  /** The snapshot that saw these. */
  readonly upto: string;
  /** In the order of their numbers; one more than `mostChanges` when there are more than that. */
  readonly changes: readonly LoggedChange[];
  /** The reader's snapshot is not of this database as it is: it was put back from a copy. */
  readonly ahead: boolean;
}

/** More at once are not told one by one. */
export const mostChanges = 1_000;

const image = (column: string) => `case when c.entity in ('appointment', 'holiday') and ${column} is not null then
  json_build_object('agent_id', ${column}->'agent_id', 'starts_at', ${column}->>'starts_at', 'ends_at', ${column}->>'ends_at',
    'all_day', ${column}->'all_day', 'busy', ${column}->'busy', 'is_private', ${column}->'is_private',
    'status', ${column}->'open_appointment_status', 'deleted', ${column}->'deleted') end`;

const changed = `json_build_object('id', c.id, 'at', to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'),
  'agent_id', c.agent_id, 'agent_name', by.name, 'entity', c.entity, 'entity_id', c.entity_id, 'action', c.action,
  'was', ${image('c.before')}, 'is', ${image('c.after')})`;

const readText = (condition: string, since: string) => `select coalesce($3::text, pg_current_snapshot()::text) as upto,
  ${since} as ahead,
  (select coalesce(json_agg(${changed} order by c.id), '[]') from (
    select * from change c where c.tenant_id = $1 and ${condition}
      and pg_visible_in_snapshot(c.xid, coalesce($3::text::pg_snapshot, pg_current_snapshot()))
    order by c.id limit ${mostChanges + 1}) c
    left join agent by on by.tenant_id = $1 and by.id = c.agent_id) as changes`;

const texts = {
  snapshot: readText(
    `c.xid >= pg_snapshot_xmin($2::text::pg_snapshot) and not pg_visible_in_snapshot(c.xid, $2::text::pg_snapshot)`,
    `pg_snapshot_xmax($2::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())`,
  ),
  id: readText('c.id > $2::bigint', 'false'),
};

/** @param upto a snapshot that was read before; without it the present one */
export async function readChanges(
  connection: Connection,
  tenantId: number,
  since: Cursor,
  upto?: string,
): Promise<Read> {
  const kind = 'snapshot' in since ? 'snapshot' : 'id';
  const { rows } = await connection.query<Read>({
    name: `feed_since_${kind}`,
    text: texts[kind],
    values: [tenantId, 'snapshot' in since ? since.snapshot : since.afterId, upto ?? null],
  });
  return rows[0] as Read;
}

/** What sees everything that is committed now. */
export async function presentSnapshot(connection: Connection): Promise<string> {
  const { rows } = await connection.query<{ now: string }>({
    name: 'feed_snapshot',
    text: 'select pg_current_snapshot()::text as now',
  });
  return (rows[0] as { now: string }).now;
}

/** How a reader sees appointments, as they are now, by id. */
export async function rowsSeen(
  connection: Connection,
  scope: Scope,
  ids: readonly number[],
): Promise<Map<number, RowSeen>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<RowSeen & { id: number }>({
    name: 'feed_rows',
    text: `select a.id, whole, ${takesPart} is true as "takesPart", ${knowsDrafts} is true as "knowsDrafts",
        case when not a.deleted and ${seesDrafts} then ${listRowJson('whole')} end as json
      from appointment a ${nameJoins}
      cross join lateral (select ${seesWhole} as whole offset 0) seen
      where ${typedReader} and a.tenant_id = $1 and a.id = any ($7::bigint[])`,
    values: [...readerParameters(scope, false), ids],
  });
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
