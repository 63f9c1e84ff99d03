import { type Connection, inSavepoint, instantParameter } from '../../kernel/db/transaction.ts';
import { drawSaveNumbers } from './save-sql.ts';
import type { ChildTimes } from './series-rules.ts';
import { asParameter, copyAssets, inheritedColumns } from './series-sql.ts';

/** Children of series, when their series changes. */

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
) => `update appointment c set (${inheritedColumns.join(', ')}) = row(${inheritedColumns.map((name) => `m.${name}`).join(', ')}),
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
  await connection.query('delete from appointment_asset where tenant_id = $1 and appointment_id = any ($2)', [
    tenantId,
    ids,
  ]);
  const numbers = await drawSaveNumbers(connection, rows.length);
  const wanted = JSON.stringify(rows.map((row, index) => ({ ...asParameter(row), save_no: numbers[index] })));
  const values = [tenantId, wanted, instantParameter(now)];
  try {
    await inSavepoint(connection, () => connection.query(retime(false), values));
  } catch (error) {
    if ((error as { code?: string }).code !== '23P01') throw error;
    await connection.query(retime(true), values);
  }
  for (const master of new Set(rows.map((row) => row.template_id))) {
    const like = rows.filter((row) => row.template_id === master).map((row) => row.id);
    await copyAssets(connection, tenantId, master, like);
  }
}

/** Which occurrence of which series a child stands for. */
export interface Place {
  id: number;
  master_id: number;
  series_agent_id: number | null;
  original_start: number;
}

/** Children that only stand for another occurrence now: edited, deleted, done or begun ones.
 * @param now null while they only leave their places, so that others can take those */
export async function reanchorChildren(
  connection: Connection,
  tenantId: number,
  places: Place[],
  now: number | null,
): Promise<void> {
  if (places.length === 0) return;
  await connection.query(
    `update appointment c set master_id = w.master_id, original_start = w.original_start,
       series_agent_id = w.series_agent_id, version = c.version + case when $3::timestamptz is null then 0 else 1 end,
       last_modified = coalesce($3, c.last_modified)
     from jsonb_to_recordset($2::jsonb) as w (id bigint, master_id bigint, series_agent_id bigint, original_start timestamptz)
     where c.tenant_id = $1 and c.id = w.id`,
    [
      tenantId,
      JSON.stringify(places.map((place) => ({ ...place, original_start: instantParameter(place.original_start) }))),
      instantParameter(now),
    ],
  );
}

/** Makes children ordinary appointments: they belong to no series any more. */
export async function releaseChildren(
  connection: Connection,
  tenantId: number,
  ids: number[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `update appointment set master_id = null, original_start = null, series_agent_id = null, is_exception = false,
       recurring_desc = null, version = version + 1, last_modified = $3 where tenant_id = $1 and id = any ($2)`,
    [tenantId, ids, instantParameter(now)],
  );
}

/** Removes children that nobody ever touched; the change of their series tells of them. */
export async function dropChildren(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('delete from appointment where tenant_id = $1 and id = any ($2)', [tenantId, ids]);
}

/** Deletes the children of a series from an occurrence on, softly; those that are done stay.
 * @returns how many */
export async function deleteChildren(
  connection: Connection,
  tenantId: number,
  masterId: number,
  from: number | null,
  now: number,
): Promise<number> {
  const { rows } = await connection.query<{ deleted: number }>(
    `with gone as (
       update appointment set deleted = true, deleted_at = $4, busy = false, last_modified = $4, version = version + 1
       where tenant_id = $1 and master_id = $2 and not deleted and complete_status <> 0
         and ($3::timestamptz is null or original_start >= $3) returning id),
     free as (
       update appointment_asset x set busy = false from gone where x.tenant_id = $1 and x.appointment_id = gone.id)
     select count(*)::int as deleted from gone`,
    [tenantId, masterId, instantParameter(from), instantParameter(now)],
  );
  return rows[0]?.deleted ?? 0;
}

/** Masters and children say the rule in words. */
export async function describeRows(
  connection: Connection,
  tenantId: number,
  masterIds: number[],
  words: string,
): Promise<void> {
  await connection.query(
    `update appointment set recurring_desc = $3 where tenant_id = $1 and recurring_desc is distinct from $3
       and (id = any ($2::bigint[]) or master_id = any ($2::bigint[]) and not deleted)`,
    [tenantId, masterIds, words],
  );
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
