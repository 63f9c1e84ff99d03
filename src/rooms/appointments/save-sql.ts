import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { saysYes } from '../directory/sql.ts';
import { columnNames, columnPlaces, columnValues, loggedRow } from './columns-sql.ts';
import type { AppointmentRow } from './row.ts';
import { readerParameterCount, readerParameters, typedReader } from './row-sql.ts';

/** The statements that change rows; `insert-sql.ts` makes them. */

const before = readerParameterCount;

const afterColumns = before + columnNames.length;
const place = {
  busy: `$${afterColumns + 1}::boolean`,
  now: `$${afterColumns + 2}::timestamptz`,
  client: `$${afterColumns + 3}::text`,
};
const remarks = `$${afterColumns + 7}::jsonb`;
const withRemarks = `case when ${remarks} is null then ${loggedRow('made')} else (${loggedRow('made')}::jsonb || ${remarks})::json end`;

const updateText = `with old as (select * from appointment where tenant_id = $1 and id = $${afterColumns + 4}::bigint),
  made as (
    update appointment a set (${columnNames.join(', ')}, busy) = row(${columnPlaces(before).join(', ')}, ${place.busy}),
      version = a.version + 1, save_no = coalesce($${afterColumns + 5}::bigint, a.save_no)
    from old where a.tenant_id = $1 and a.id = old.id
    returning a.*
  )
  insert into change (tenant_id, at, agent_id, client_id, entity, entity_id, action, before, after)
  select $1, ${place.now}, $2, ${place.client}, 'appointment', made.id::text, $${afterColumns + 6}::text,
    ${loggedRow('old')}, ${withRemarks}
  from made cross join old where ${typedReader}`;

export interface RowUpdate {
  row: AppointmentRow;
  action: 'update' | 'delete' | 'undelete';
  /** A number drawn for this save when it claims time; null keeps the row's own. */
  saveNo: number | null;
  /** Noted in the change row beside the row itself. */
  remarks?: Record<string, unknown>;
}

/** Writes a row that the transaction has locked.
 * @throws the error of appointment_clash (23P01) when it clashes */
export async function updateRow(connection: Connection, scope: Scope, now: number, update: RowUpdate): Promise<void> {
  const { row, action, saveNo, remarks } = update;
  await connection.query({
    name: 'update_appointment',
    text: updateText,
    values: [
      ...readerParameters(scope, false),
      ...columnValues(row),
      row.busy,
      instantParameter(now),
      scope.clientId,
      row.id,
      saveNo,
      action,
      remarks ? JSON.stringify(remarks) : null,
    ],
  });
}

/** Numbers of saves, drawn before the statements that use them. */
export async function drawSaveNumbers(connection: Connection, count: number): Promise<number[]> {
  if (count === 0) return [];
  const text = `select nextval('save_no') as save_no from generate_series(1, $1)`;
  return (await connection.query<{ save_no: number }>(text, [count])).rows.map((row) => row.save_no);
}

/** Lets go of the times of rows that are about to move, so that two of one request can change places. */
export async function releaseTimes(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('update appointment set busy = false where tenant_id = $1 and id = any ($2)', [tenantId, ids]);
}

export async function removeAssets(connection: Connection, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('delete from appointment_asset where tenant_id = $1 and appointment_id = any ($2)', [
    tenantId,
    ids,
  ]);
}

/** Assets of a row that became one of several are used together with the others from now on. */
export async function holdTogether(connection: Connection, tenantId: number, rows: AppointmentRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update appointment_asset x set holder = wanted.holder from unnest($2::bigint[], $3::text[]) as wanted (id, holder)
     where x.tenant_id = $1 and x.appointment_id = wanted.id`,
    [tenantId, rows.map((row) => row.id), rows.map((row) => row.collection_id)],
  );
}

/** How a row uses its assets: does it take their time, and in spite of others? */
export interface AssetClaim {
  takesTime: boolean;
  forced: boolean;
}

/** Notes the assets that a row uses; one that is busy like an agent is claimed for the row's time.
 * @returns the assets that are taken already */
export async function insertAssets(
  connection: Connection,
  tenantId: number,
  id: number,
  row: Pick<AppointmentRow, 'asset_ids' | 'starts_at' | 'ends_at' | 'collection_id'>,
  { takesTime, forced }: AssetClaim,
): Promise<number[]> {
  if (row.asset_ids.length === 0) return [];
  const { rows } = await connection.query<{ asset_id: number }>(
    `insert into appointment_asset
       (tenant_id, appointment_id, asset_id, starts_at, ends_at, busy, forced, holder, save_no)
     select $1, $2, wanted.id, $4, $5, $6 and coalesce(asset.bookable, exists (select from lookup
       where tenant_id = $1 and lookupid = ${lookupLists.assetTypes} and id = asset.assettype_id and ${saysYes('value9')})), $7,
       $8, nextval('save_no')
     from unnest($3::bigint[]) as wanted (id) left join asset on asset.tenant_id = $1 and asset.id = wanted.id
     on conflict on constraint appointment_asset_clash do nothing returning asset_id`,
    [
      tenantId,
      id,
      row.asset_ids,
      instantParameter(row.starts_at),
      instantParameter(row.ends_at),
      takesTime,
      forced,
      row.collection_id ?? String(id),
    ],
  );
  const made = new Set(rows.map((one) => one.asset_id));
  return row.asset_ids.filter((asset) => !made.has(asset));
}
