import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { saysYes } from '../directory/sql.ts';
import { type ChangedRow, changedRows } from '../workdays/remembered-work-sql.ts';
import { type ShiftRow, shiftRows, shiftsFrom } from '../workdays/work-sql.ts';
import { loggedRow, type Written, writtenColumns } from './columns-sql.ts';
import type { AppointmentRow } from './row.ts';
import { joinedDetail, newDetail, readerParameterCount, readerParameters, typedReader } from './row-sql.ts';
import { hoursFrom, settledWork, withWorkHours, workHoursOften } from './work-hours-sql.ts';

/** The statement that makes rows. Times are claimed by the constraint appointment_clash alone: nothing looks first. */

/** A row to be made. */
export interface NewRow {
  row: AppointmentRow;
  /** The client, site and user that it lacks are those of its ticket. */
  fromTicket: boolean;
}

export interface SavedRow {
  id: number;
  version: number;
  /** As GET one shows it to the caller, unless the row is one of several of a collection. */
  json: string;
}

const rowsParameter = `$${readerParameterCount + 1}::jsonb`;
const clientParameter = `$${readerParameterCount + 2}::text`;
const snapshotParameter = `$${readerParameterCount + 3}`;

const ofTicket = ['client_id', 'site_id', 'user_id'];
const staysFree = `exists (select from lookup where tenant_id = $1 and lookupid = ${lookupLists.appointmentTypes}
    and id = w.appointment_type_id and ${saysYes('value9')})`;
const ticketJoin = `left join lateral (
      select * from ticket t where t.tenant_id = $1 and t.id = w.ticket_id and w.from_ticket limit 1) ticket on true`;

/** One statement: the rows, their change rows, and the answers. What clashes, with a stored row or with one before it, does
 * not come back, nor does a row whose agent is missing or disabled. Never an insert without `on conflict`: two that wait for
 * each other would deadlock. Looking things up one by one (`limit 1`) keeps the plan the same however many rows there are.
 * @param columns those that have a value in any of the rows */
function insertText(columns: readonly Written[], alsoRead: string): string {
  const names = columns.map(({ name }) => name);
  const given = new Set<string>(names);
  const hasTickets = given.has('ticket_id');
  const inserted = names.map((name) =>
    hasTickets && ofTicket.includes(name) ? `coalesce(w.${name}, ticket.${name})` : `w.${name}`,
  );
  const answer = newDetail(given);
  return `with wanted as materialized (
    select nextval('appointment_id_seq') as id, w.*
    from jsonb_to_recordset(${rowsParameter}) as w (
      place integer, from_ticket boolean, busy boolean, ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
  ), made as (
    insert into appointment (tenant_id, id, ${names.join(', ')}, busy)
    select $1, w.id, ${inserted.join(', ')}, w.busy and not ${staysFree}
    from wanted w ${hasTickets ? ticketJoin : ''}
    where w.agent_id is null or exists (
      select from agent where tenant_id = $1 and id = w.agent_id and not isdisabled limit 1)
    order by w.place
    on conflict on constraint appointment_clash do nothing
    returning *
  ), logged as (
    insert into change (tenant_id, at, agent_id, client_id, entity, entity_id, action, after)
    select $1, made.date_created, $2, ${clientParameter}, 'appointment', made.id::text, 'create', ${loggedRow('made', names)}
    from made
  )
  select 'made' as kind, w.place::bigint as id, null::json as facts, a.id as made, a.version, ${answer.texts}
  from made a join wanted w on w.id = a.id ${answer.joins} where ${typedReader} ${alsoRead}`;
}

const ofWanted = `(select w.place::bigint as id, w.agent_id as whom, w.starts_at, w.ends_at
  from wanted w where w.starts_at is not null and w.ends_at is not null) asked`;

/** The same statement also tells of the shifts of the rows' agents, and whether settings have changed: another round trip
 * would cost more than that. */
const withShifts = `union all
  select kind, id, facts, null::bigint, null::integer, null::text, null::text
  from (${changedRows(snapshotParameter)} union all ${shiftRows(ofWanted)}) also`;

/** Columns that every statement asks for. */
const alwaysRead = ['agent_id', 'appointment_type_id', 'starts_at', 'ends_at'];
const mostStatements = 12;

/** Statements by the columns that their rows have values in. Most appointments have few, and one that speaks of all columns
 * takes a fifth longer; but each connection keeps the plan of each statement, so there are few. */
function statementsOf(name: string, alsoRead: string): (wanted: readonly NewRow[]) => { name: string; text: string } {
  const known = new Map<string, { name: string; text: string }>();
  const whole = { name, text: insertText(writtenColumns, alsoRead) };
  return (wanted) => {
    const columns = writtenColumns.filter((column) => isGiven(column, wanted));
    const key = columns.map((column) => column.name).join();
    if (!known.has(key) && known.size < mostStatements)
      known.set(key, { name: `${name}_${known.size}`, text: insertText(columns, alsoRead) });
    return known.get(key) ?? whole;
  };
}

function isGiven({ name, value }: Written, wanted: readonly NewRow[]): boolean {
  if (alwaysRead.includes(name)) return true;
  return wanted.some(({ row, fromTicket }) => value(row) !== null || (fromTicket && ofTicket.includes(name)));
}

const insertStatement = statementsOf('insert_appointments', '');
const insertStatementWithShifts = statementsOf('insert_appointments_with_shifts', withShifts);

interface MadeRow {
  kind: 'made';
  /** Place of the row among those that were wanted. */
  id: number;
  made: number;
  version: number;
  json: string;
  extra: string;
}

/** Makes one row.
 * @returns undefined when it clashes, or its agent is missing or disabled */
export async function insertRow(connection: Connection, scope: Scope, wanted: NewRow): Promise<SavedRow | undefined> {
  const [saved] = await insertBareRows(connection, scope, [wanted]);
  return saved;
}

/** Makes rows, all of the same caller, each for itself: those that can be made are.
 * @returns in the order of the rows what was made, with its working hours; undefined for a row that clashes, or whose agent
 * is missing or disabled */
export async function insertRows(
  connection: Connection,
  scope: Scope,
  wanted: readonly NewRow[],
): Promise<(SavedRow | undefined)[]> {
  const rows = wanted.map(({ row }) => row);
  const now = rows[0]?.date_created ?? 0;
  const { snapshot, works } = await settledWork(connection, scope.tenantId, rows, now);
  const { rows: found } = await connection.query<MadeRow | ShiftRow | ChangedRow>({
    ...insertStatementWithShifts(wanted),
    values: [...valuesOf(scope, wanted), snapshot],
  });
  const isStale = found.some(({ kind }) => kind === 'changed');
  const hours = isStale
    ? await workHoursOften(connection, scope.tenantId, rows, now).catch(notKnown)
    : hoursFrom(works, rows, shiftsFrom(found.filter((row) => row.kind === 'shift')));
  const saved = savedRows(found, wanted.length);
  return saved.map((row, place) => row && { ...row, json: withWorkHours(row.json, hours[place]) });
}

/** The same without their working hours. */
export async function insertBareRows(
  connection: Connection,
  scope: Scope,
  wanted: readonly NewRow[],
): Promise<(SavedRow | undefined)[]> {
  const { rows } = await connection.query<MadeRow>({
    ...insertStatement(wanted),
    values: valuesOf(scope, wanted),
  });
  return savedRows(rows, wanted.length);
}

function valuesOf(scope: Scope, wanted: readonly NewRow[]): unknown[] {
  return [...readerParameters(scope, false), JSON.stringify(wanted.map(recordOf)), scope.clientId];
}

function savedRows(rows: readonly (MadeRow | ShiftRow | ChangedRow)[], count: number): (SavedRow | undefined)[] {
  const saved: (SavedRow | undefined)[] = new Array(count).fill(undefined);
  for (const row of rows) if (row.kind === 'made') saved[row.id] = savedRow(row);
  return saved;
}

/** The rows may be made by now: this is no refusal, and nobody may try again. */
function notKnown(cause: unknown): never {
  throw new Error('the working hours of new rows could not be read', { cause });
}

function savedRow({ made, version, ...texts }: MadeRow): SavedRow {
  return { id: made, version, json: joinedDetail(texts) };
}

function recordOf({ row, fromTicket }: NewRow, place: number): Record<string, unknown> {
  const record: Record<string, unknown> = { place, from_ticket: fromTicket, busy: row.busy };
  for (const { name, value } of writtenColumns) {
    const given = value(row);
    if (given !== null) record[name] = given;
  }
  return record;
}
