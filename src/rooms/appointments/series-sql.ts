import { lookupLists } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { saysYes } from '../directory/sql.ts';
import type { AppointmentRow } from './row.ts';
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
  series_agent_id: number | null;
  collection_id: string | null;
  busy: boolean;
}

export const inheritedColumns: readonly string[] = inherited;

const columns = `tenant_id, master_id, series_agent_id, original_start, starts_at, ends_at, start_date, end_date,
  collection_id, busy, forced, clash, approval_status, extra, date_created, last_modified, ${inherited.join(', ')}`;

const wantedRows = `from jsonb_to_recordset($3::jsonb) as w (template_id bigint, original_start timestamptz,
    starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, collection_id uuid, busy boolean)
  join appointment m on m.tenant_id = $1 and m.id = w.template_id`;

const insertWanted = (forced: boolean) => `insert into appointment (${columns})
  select $1, $2, m.agent_id, w.original_start, w.starts_at, w.ends_at, w.start_date, w.end_date, w.collection_id,
    w.busy, ${forced}, ${forced}, case when m.requires_approval then 0 end, m.extra - 'schedule', $4, $4,
    ${inherited.map((name) => `m.${name}`).join(', ')}
  ${wantedRows} on conflict do nothing returning id, clash`;

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
  const there = await placesOf(connection, tenantId, masterId);
  const taken = new Set(there.map(placeName));
  const missing = wanted.filter((one) => !taken.has(placeName(one)));
  const tombstones = there.filter((place) => place.deleted).length;
  const counts = { existing: there.length - tombstones, tombstones };
  if (missing.length === 0) return { generated: 0, clashing: 0, ...counts };
  const values = [tenantId, masterId, JSON.stringify(missing.map(asParameter)), instantParameter(now)];
  const calm = await connection.query<{ id: number }>({ name: 'make_children', text: insertWanted(false), values });
  // What was not made is there by now, or clashes: only the latter is made by force.
  const forced =
    calm.rows.length === missing.length
      ? []
      : (await connection.query<{ id: number }>({ name: 'force_children', text: insertWanted(true), values })).rows;
  const ids = [...calm.rows, ...forced].map((row) => row.id);
  if (wanted.some((one) => one.collection_id !== null)) await joinCollections(connection, tenantId, masterId);
  const clashing = forced.length + (await copyAssets(connection, tenantId, masterId, ids));
  return { generated: ids.length, clashing, ...counts };
}

interface ChildPlace {
  original_start: number;
  series_agent_id: number | null;
}

const placeName = ({ original_start, series_agent_id }: ChildPlace) => `${original_start} ${series_agent_id}`;

/** Which occurrences of a series are there already, deleted ones too. */
async function placesOf(
  connection: Connection,
  tenantId: number,
  masterId: number,
): Promise<(ChildPlace & { deleted: boolean })[]> {
  const { rows } = await connection.query<ChildPlace & { deleted: boolean }>({
    name: 'child_places',
    text: 'select original_start, series_agent_id, deleted from appointment where tenant_id = $1 and master_id = $2',
    values: [tenantId, masterId],
  });
  return rows;
}

/** Instants as the statements' JSON has them. */
export function asParameter(one: ChildTimes & { original_start: number }): Record<string, unknown> {
  const instants = { original_start: one.original_start, starts_at: one.starts_at, ends_at: one.ends_at };
  return { ...one, ...Object.fromEntries(Object.entries(instants).map(([name, at]) => [name, instantParameter(at)])) };
}

/** The children of one occurrence are one collection, also where some of them were there before. */
async function joinCollections(connection: Connection, tenantId: number, masterId: number): Promise<void> {
  await connection.query(
    `with occurrence as (
       select original_start, (array_agg(collection_id order by id) filter (where collection_id is not null))[1] as id
       from appointment where tenant_id = $1 and master_id = $2 group by original_start
       having count(*) > 1 and (count(collection_id) < count(*) or count(distinct collection_id) > 1)),
     joined as (
       update appointment c set collection_id = o.id from occurrence o
       where c.tenant_id = $1 and c.master_id = $2 and c.original_start = o.original_start
         and c.collection_id is distinct from o.id returning c.id, c.collection_id)
     update appointment_asset x set holder = joined.collection_id::text from joined
     where x.tenant_id = $1 and x.appointment_id = joined.id`,
    [tenantId, masterId],
  );
}

const insertAssets = (forced: boolean) => `insert into appointment_asset
    (tenant_id, appointment_id, asset_id, holder, starts_at, ends_at, busy, forced, save_no)
  select $1, c.id, x.asset_id, coalesce(c.collection_id::text, c.id::text), c.starts_at, c.ends_at,
    (c.busy or c.agent_id is null and not c.is_task and c.shift_type_id = 0 and c.agent_status <> 0
        and c.open_appointment_status not in (1, 2)
        and not exists (select from lookup where tenant_id = $1 and lookupid = ${lookupLists.appointmentTypes}
          and id = c.appointment_type_id and ${saysYes('value9')}))
      and coalesce(asset.bookable, exists (select from lookup where tenant_id = $1
        and lookupid = ${lookupLists.assetTypes} and id = asset.assettype_id and ${saysYes('value9')})),
    ${forced}, nextval('save_no')
  from appointment c join appointment_asset x on x.tenant_id = $1 and x.appointment_id = $2
  join asset on asset.tenant_id = $1 and asset.id = x.asset_id
  where c.tenant_id = $1 and c.id = any ($3) and not exists (select from appointment_asset y
    where y.tenant_id = $1 and y.appointment_id = c.id and y.asset_id = x.asset_id)
  on conflict do nothing returning appointment_id`;

/** Children use the assets of their master; one that is taken is forced, too.
 * @returns how many children were forced for an asset */
export async function copyAssets(
  connection: Connection,
  tenantId: number,
  masterId: number,
  ids: number[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const assets = await connection.query(
    'select from appointment_asset where tenant_id = $1 and appointment_id = $2 limit 1',
    [tenantId, masterId],
  );
  if (assets.rows.length === 0) return 0;
  const values = [tenantId, masterId, ids];
  await connection.query(insertAssets(false), values);
  const made = await connection.query<{ appointment_id: number }>(insertAssets(true), values);
  const forced = [...new Set(made.rows.map((row) => row.appointment_id))];
  if (forced.length > 0) {
    await connection.query(
      'update appointment set forced = true, clash = true where tenant_id = $1 and id = any ($2)',
      [tenantId, forced],
    );
  }
  return forced.length;
}

export async function setGeneratedUntil(
  connection: Connection,
  tenantId: number,
  masterId: number,
  until: number,
): Promise<void> {
  await connection.query(
    `insert into series (tenant_id, master_id, generated_until) values ($1, $2, $3)
     on conflict (tenant_id, master_id) do update set generated_until = excluded.generated_until
       where series.generated_until < excluded.generated_until - interval '1 hour'`,
    [tenantId, masterId, instantParameter(until)],
  );
}

export async function endSeries(connection: Connection, tenantId: number, masterId: number): Promise<void> {
  await connection.query('delete from series where tenant_id = $1 and master_id = $2', [tenantId, masterId]);
}

export interface DueSeries {
  tenant_id: number;
  master_id: number;
  generated_until: number;
}

/** Which series to move on. */
export interface Due {
  /** Undefined = all tenants'. */
  tenantId: number | undefined;
  /** Those that are not made as far as this. */
  horizon: number;
  /** Masters that are left out. */
  except: readonly number[];
  most: number;
}

/** Series that are not made as far as the horizon, those that wait longest first. */
export async function dueSeries(connection: Connection, due: Due): Promise<DueSeries[]> {
  const { rows } = await connection.query<DueSeries>(
    `select tenant_id, master_id, generated_until from series
     where generated_until < $2 and ($1::integer is null or tenant_id = $1) and master_id <> all ($3::bigint[])
     order by generated_until, tenant_id, master_id limit $4`,
    [due.tenantId ?? null, instantParameter(due.horizon), due.except, due.most],
  );
  return rows;
}

/** Those of some series that are still due; their agents and masters are locked already, as every writer does first. */
export async function lockDueSeries(
  connection: Connection,
  tenantId: number,
  masterIds: readonly number[],
  horizon: number,
): Promise<DueSeries[]> {
  const { rows } = await connection.query<DueSeries>(
    `select tenant_id, master_id, generated_until from series
     where tenant_id = $1 and master_id = any ($2::bigint[]) and generated_until < $3 order by master_id for update`,
    [tenantId, masterIds, instantParameter(horizon)],
  );
  return rows;
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
