import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { ChildTimes } from './series-rules.ts';

/** Children of series, made by PostgreSQL from their master's row. */

/** What a child has from its master, column by column. */
const inherited = [
  'agent_id',
  'subject',
  'note',
  'all_day',
  'is_task',
  'shift_type_id',
  'shift_team_id',
  'ticket_id',
  'client_id',
  'site_id',
  'user_id',
  'appointment_type_id',
  'open_appointment_status',
  'appointment_location',
  'appointment_location_free_text',
  'agent_status',
  'is_private',
  'organizer',
  'attendees',
  'created_by',
  'requires_approval',
  'requestedapprovalagent',
  'reminderminutes',
  'recurring_master_id',
  'recurring_desc',
];

/** One child that ought to be there. */
export interface Wanted extends ChildTimes {
  /** The master's row that it is like: one for each agent of the series. */
  template_id: number;
  original_start: number;
  collection_id: string | null;
  busy: boolean;
}

const columns = `tenant_id, master_id, series_agent_id, original_start, starts_at, ends_at, start_date, end_date,
  collection_id, busy, forced, clash, approval_status, extra, date_created, last_modified, ${inherited.join(', ')}`;

const missing = `from jsonb_to_recordset($3::jsonb) as w (template_id bigint, original_start timestamptz,
    starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, collection_id uuid, busy boolean)
  join appointment m on m.tenant_id = $1 and m.id = w.template_id
  where not exists (select from appointment c where c.tenant_id = $1 and c.master_id = $2
    and c.original_start = w.original_start and coalesce(c.series_agent_id, 0) = coalesce(m.agent_id, 0))`;

const insertMissing = (forced: boolean) => `insert into appointment (${columns})
  select $1, $2, m.agent_id, w.original_start, w.starts_at, w.ends_at, w.start_date, w.end_date, w.collection_id,
    w.busy, ${forced}, ${forced}, case when m.requires_approval then 0 end, m.extra - 'schedule', $4, $4,
    ${inherited.map((name) => `m.${name}`).join(', ')}
  ${missing} on conflict do nothing returning id, clash`;

export interface MadeChildren {
  generated: number;
  clashing: number;
}

/** Makes the children that are missing; one whose agent is busy is made all the same, forced and marked. Run twice, or on
 * two servers at once, it makes none twice: the index appointment_child decides.
 * @param masterId the first master of the series */
export async function makeChildren(
  connection: Connection,
  tenantId: number,
  masterId: number,
  wanted: readonly Wanted[],
  now: number,
): Promise<MadeChildren> {
  const values = [tenantId, masterId, JSON.stringify(wanted.map(asParameter)), instantParameter(now)];
  const calm = await connection.query<{ id: number }>({ name: 'make_children', text: insertMissing(false), values });
  const forced =
    calm.rows.length === wanted.length
      ? []
      : (await connection.query<{ id: number }>({ name: 'force_children', text: insertMissing(true), values })).rows;
  const ids = [...calm.rows, ...forced].map((row) => row.id);
  const clashing = forced.length + (await copyAssets(connection, tenantId, masterId, ids));
  return { generated: ids.length, clashing };
}

function asParameter(one: Wanted): Record<string, unknown> {
  const instants = { original_start: one.original_start, starts_at: one.starts_at, ends_at: one.ends_at };
  return { ...one, ...Object.fromEntries(Object.entries(instants).map(([name, at]) => [name, instantParameter(at)])) };
}

/** New children use the assets of their master; one that is taken is forced, too.
 * @returns how many children were forced for an asset */
async function copyAssets(connection: Connection, tenantId: number, masterId: number, ids: number[]): Promise<number> {
  const assets = await connection.query<{ asset_id: number }>(
    'select asset_id from appointment_asset where tenant_id = $1 and appointment_id = $2',
    [tenantId, masterId],
  );
  if (assets.rows.length === 0 || ids.length === 0) return 0;
  const insert = (forced: boolean) =>
    connection.query<{ appointment_id: number }>(
      `insert into appointment_asset (tenant_id, appointment_id, asset_id, holder, starts_at, ends_at, busy, forced, save_no)
       select $1, c.id, x.asset_id, coalesce(c.collection_id::text, c.id::text), c.starts_at, c.ends_at,
         not c.is_task and c.shift_type_id = 0 and c.open_appointment_status not in (1, 2) and c.agent_status <> 0
           and coalesce(asset.bookable, false), ${forced}, nextval('save_no')
       from appointment c join appointment_asset x on x.tenant_id = $1 and x.appointment_id = $2
       join asset on asset.tenant_id = $1 and asset.id = x.asset_id
       where c.tenant_id = $1 and c.id = any ($3) and not exists (select from appointment_asset y
         where y.tenant_id = $1 and y.appointment_id = c.id and y.asset_id = x.asset_id)
       on conflict do nothing returning appointment_id`,
      [tenantId, masterId, ids],
    );
  await insert(false);
  const forced = new Set((await insert(true)).rows.map((row) => row.appointment_id));
  if (forced.size > 0) {
    await connection.query(
      'update appointment set forced = true, clash = true where tenant_id = $1 and id = any ($2)',
      [tenantId, [...forced]],
    );
  }
  return forced.size;
}

export async function setGeneratedUntil(
  connection: Connection,
  tenantId: number,
  masterId: number,
  until: number,
): Promise<void> {
  await connection.query(
    `insert into series (tenant_id, master_id, generated_until) values ($1, $2, $3)
     on conflict (tenant_id, master_id) do update set generated_until = excluded.generated_until`,
    [tenantId, masterId, instantParameter(until)],
  );
}

export async function endSeries(connection: Connection, tenantId: number, masterId: number): Promise<void> {
  await connection.query('delete from series where tenant_id = $1 and master_id = $2', [tenantId, masterId]);
}

/** Series that are not made as far as the horizon, those that wait longest first; rows that another server works on are
 * left to it. */
export async function dueSeries(
  connection: Connection,
  horizon: number,
  most: number,
): Promise<{ tenant_id: number; master_id: number }[]> {
  const { rows } = await connection.query<{ tenant_id: number; master_id: number }>(
    `select tenant_id, master_id from series where generated_until < $1
     order by generated_until, tenant_id, master_id limit $2 for update skip locked`,
    [instantParameter(horizon), most],
  );
  return rows;
}

/** Which occurrences of a series are there already, deleted ones apart. */
export async function childCounts(
  connection: Connection,
  tenantId: number,
  masterId: number,
): Promise<{ existing: number; tombstones: number }> {
  const { rows } = await connection.query<{ existing: number; tombstones: number }>(
    `select count(*) filter (where not deleted)::int as existing, count(*) filter (where deleted)::int as tombstones
     from appointment where tenant_id = $1 and master_id = $2`,
    [tenantId, masterId],
  );
  return rows[0] ?? { existing: 0, tombstones: 0 };
}
