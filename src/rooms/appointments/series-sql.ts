import { type Connection, inSavepoint, instantParameter } from '../../kernel/db/transaction.ts';
import type { AppointmentRow } from './row.ts';
import { drawSaveNumbers } from './save-sql.ts';
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
  /** Occurrences that were there already, and those whose child was deleted. */
  existing: number;
  tombstones: number;
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
  const there = await childCounts(connection, tenantId, masterId);
  return { generated: ids.length, clashing, existing: there.existing - ids.length, tombstones: there.tombstones };
}

function asParameter(one: Wanted | Retimed): Record<string, unknown> {
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
): Promise<{ tenant_id: number; master_id: number; generated_until: number }[]> {
  const { rows } = await connection.query<{ tenant_id: number; master_id: number; generated_until: number }>(
    `select tenant_id, master_id, generated_until from series where generated_until < $1
     order by generated_until, tenant_id, master_id limit $2 for update skip locked`,
    [instantParameter(horizon), most],
  );
  return rows;
}

/** Which occurrences of a series are there already, deleted ones apart. */
async function childCounts(
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

/** The children of a series, deleted ones too, in the order of their original starts. */
export async function childrenOf(
  connection: Connection,
  tenantId: number,
  masterId: number,
): Promise<AppointmentRow[]> {
  const { rows } = await connection.query<AppointmentRow>(
    `select a.*, '{}'::bigint[] as asset_ids from appointment a
     where a.tenant_id = $1 and a.master_id = $2 order by a.original_start, a.id for update of a`,
    [tenantId, masterId],
  );
  return rows;
}

/** The first master of the series that these rows (masters, or mates of one) belong to, with its own mates. */
export async function seriesOf(
  connection: Connection,
  tenantId: number,
  ids: number[],
): Promise<{ master_id: number } | undefined> {
  const { rows } = await connection.query<{ master_id: number }>(
    `select s.master_id from series s where s.tenant_id = $1 and s.master_id in (
       select unnest($2::bigint[]) union
       select mate.id from appointment one join appointment mate
         on mate.tenant_id = $1 and mate.collection_id = one.collection_id and mate.is_master
       where one.tenant_id = $1 and one.id = any ($2::bigint[]))`,
    [tenantId, ids],
  );
  return rows[0];
}

/** A child that follows its master to new times. */
export interface Retimed extends ChildTimes {
  id: number;
  /** The series it belongs to from now on. */
  master_id: number;
  template_id: number;
  original_start: number;
  busy: boolean;
}

const retime = (
  forced: boolean,
) => `update appointment c set (${inherited.join(', ')}) = row(${inherited.map((name) => `m.${name}`).join(', ')}),
    extra = m.extra - 'schedule', series_agent_id = m.agent_id, master_id = w.master_id, is_exception = false,
    original_start = w.original_start, starts_at = w.starts_at, ends_at = w.ends_at, start_date = w.start_date,
    end_date = w.end_date, busy = w.busy, last_modified = $3, version = c.version + 1, save_no = w.save_no,
    forced = w.busy and (${forced} or ${isTaken}), clash = w.busy and ${isTaken}
  from jsonb_to_recordset($2::jsonb) as w (id bigint, master_id bigint, template_id bigint, original_start timestamptz,
    starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, busy boolean, save_no bigint)
  join appointment m on m.tenant_id = $1 and m.id = w.template_id
  where c.tenant_id = $1 and c.id = w.id`;

const isTaken = `exists (select from appointment x where x.tenant_id = $1 and x.agent_id = m.agent_id and x.busy
  and x.id <> w.id and tstzrange(x.starts_at, x.ends_at) && tstzrange(w.starts_at, w.ends_at))`;

/** Gives children the fields of their master and new times. One whose agent is busy then is forced and marked; children
 * that would overlap each other are all forced. */
export async function retimeChildren(
  connection: Connection,
  tenantId: number,
  rows: Retimed[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  await connection.query('update appointment set busy = false where tenant_id = $1 and id = any ($2)', [tenantId, ids]);
  const numbers = await drawSaveNumbers(connection, rows.length);
  const wanted = JSON.stringify(rows.map((row, index) => ({ ...asParameter(row), save_no: numbers[index] })));
  const values = [tenantId, wanted, instantParameter(now)];
  try {
    await inSavepoint(connection, () => connection.query(retime(false), values));
  } catch (error) {
    if ((error as { code?: string }).code !== '23P01') throw error;
    await connection.query(retime(true), values);
  }
}

/** Children that only stand for another occurrence now: edited, deleted, done or begun ones. */
export async function reanchorChildren(
  connection: Connection,
  tenantId: number,
  rows: { id: number; master_id: number; original_start: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update appointment c set master_id = w.master_id, original_start = w.original_start
     from jsonb_to_recordset($2::jsonb) as w (id bigint, master_id bigint, original_start timestamptz)
     where c.tenant_id = $1 and c.id = w.id`,
    [tenantId, JSON.stringify(rows.map((row) => ({ ...row, original_start: instantParameter(row.original_start) })))],
  );
}

/** Makes children ordinary appointments: they belong to no series any more. */
export async function releaseChildren(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `update appointment set master_id = null, original_start = null, series_agent_id = null, is_exception = false,
       recurring_desc = null where tenant_id = $1 and id = any ($2)`,
    [tenantId, ids],
  );
}

/** Removes children that nobody ever touched; the change of their series tells of them. */
export async function dropChildren(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('delete from appointment where tenant_id = $1 and id = any ($2)', [tenantId, ids]);
}

/** Deletes the children of a series from an occurrence on, softly; those that are done stay. */
export async function deleteChildren(
  connection: Connection,
  tenantId: number,
  masterId: number,
  from: number | null,
  now: number,
): Promise<void> {
  await connection.query(
    `update appointment set deleted = true, deleted_at = $4, busy = false, last_modified = $4, version = version + 1
     where tenant_id = $1 and master_id = $2 and not deleted and complete_status <> 0
       and ($3::timestamptz is null or original_start >= $3)`,
    [tenantId, masterId, instantParameter(from), instantParameter(now)],
  );
  await connection.query(
    `delete from appointment_asset x using appointment a where x.tenant_id = $1 and a.tenant_id = $1
       and a.id = x.appointment_id and a.master_id = $2 and a.deleted`,
    [tenantId, masterId],
  );
}

/** Masters and children say the rule in words. */
export async function describeRows(
  connection: Connection,
  tenantId: number,
  masterIds: number[],
  words: string,
): Promise<void> {
  await connection.query('update appointment set recurring_desc = $3 where tenant_id = $1 and id = any ($2)', [
    tenantId,
    masterIds,
    words,
  ]);
}

/** The children of one agent of a series pass to another with their master. */
export async function passChildren(
  connection: Connection,
  tenantId: number,
  masterId: number,
  from: number | null,
  to: number | null,
): Promise<void> {
  await connection.query(
    `update appointment set series_agent_id = $4 where tenant_id = $1 and master_id = $2
       and series_agent_id is not distinct from $3`,
    [tenantId, masterId, from, to],
  );
}
