import { appointmentKind, lookupLists, openAppointmentStatus } from '../../codes.ts';
import { MOST_JOINED_DAYS } from '../../kernel/availability/working-time.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { type ClosedRow, closedFrom } from '../holidays/closed-rules.ts';
import { closedRows } from '../holidays/closed-sql.ts';
import { askedFor, heldIn, holidaysOf } from './assignment-rules.ts';
import { type Assignment, type DatedPattern, patternsOf, zoneNamed } from './pattern-rules.ts';
import { patternsOfWorkdays, versionKey } from './pattern-sql.ts';
import type { Work } from './work-rules.ts';

/** When agents and assets work. One statement, however many of them (two when a workday is new here, or when some had
 * another one before); what is the same is one and the same object. */

/** When agents work in a window, by id; those that the tenant does not have are missing. */
export async function readWork(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  window: Interval,
): Promise<Map<number, Work>> {
  if (agentIds.length === 0) return new Map();
  return readFacts(connection, tenantId, 'agents', agentIds, window);
}

/** When assets can be used in a window, by id: their own workday, else their type's, else the tenant's default. */
export async function readAssetWork(
  connection: Connection,
  tenantId: number,
  assetIds: readonly number[],
  window: Interval,
): Promise<Map<number, Work>> {
  if (assetIds.length === 0) return new Map();
  return readFacts(connection, tenantId, 'assets', assetIds, window);
}

/** When services should be up in a window, by id; those without a workday are missing. */
export async function readServiceWork(
  connection: Connection,
  tenantId: number,
  serviceIds: readonly number[],
  window: Interval,
): Promise<Map<number, Work>> {
  if (serviceIds.length === 0) return new Map();
  return readFacts(connection, tenantId, 'services', serviceIds, window);
}

export interface Worker {
  readonly timezone: string;
  readonly workday_id: number | null;
  /** Version of that workday. */
  readonly workday_key: string;
  readonly past: readonly { readonly until: string; readonly workday_id: number }[];
}

async function readFacts(
  connection: Connection,
  tenantId: number,
  whose: keyof typeof workRows,
  ids: readonly number[],
  { start, end }: Interval,
): Promise<Map<number, Work>> {
  const { rows } = await connection.query<WorkRow>({
    name: `work_of_${whose}`,
    text: workRows[whose],
    values: [tenantId, ids, instantParameter(start), instantParameter(end)],
  });
  return workFrom(connection, tenantId, rows, { start, end });
}

/** What the rows of `workRows` say of everybody in a window. */
export async function workFrom(
  connection: Connection,
  tenantId: number,
  rows: readonly WorkRow[],
  window: Interval,
): Promise<Map<number, Work>> {
  const { workers, shifts, closed } = sorted(rows);
  const assigned = new Map([...workers].map(([id, worker]) => [id, assignmentsOf(worker)]));
  const workdayIds = [...new Set([...assigned.values()].flat().map(({ workdayId }) => workdayId))];
  const keys = new Map([...workers.values()].map(({ workday_id, workday_key }) => [workday_id ?? 0, workday_key]));
  const byWorkday = await patternsOfWorkdays(connection, tenantId, workdayIds, keys);
  const agents = new Map(
    [...workers].map(([id, { timezone }]) => [
      id,
      { held: heldIn(assigned.get(id) ?? [], window), zone: zoneNamed(timezone) },
    ]),
  );
  const asked = askedFor(agents);
  const { publicHolidays, leave } = closedFrom(closed, { agents: asked.agents, window });
  const lists = new Map<string, readonly DatedPattern[]>();
  return new Map(
    [...agents].map(([id, holder]) => [
      id,
      {
        zone: holder.zone,
        patterns: sharedPatterns(assigned.get(id) ?? [], byWorkday, lists),
        shifts: shifts.get(id) ?? none,
        publicHolidays: holidaysOf(id, holder, asked, publicHolidays),
        leave: leave.get(id) ?? none,
      },
    ]),
  );
}

const none: readonly never[] = [];

/** The workdays of somebody, one after the other. */
export function assignmentsOf({ workday_id, past }: Worker): Assignment[] {
  const before = past.map(({ until, workday_id: id }) => ({ untilDay: parseCivilDate(until), workdayId: id }));
  return workday_id === null ? before : [...before, { untilDay: undefined, workdayId: workday_id }];
}

function sharedPatterns(
  assignments: readonly Assignment[],
  byWorkday: ReadonlyMap<number, readonly DatedPattern[]>,
  lists: Map<string, readonly DatedPattern[]>,
): readonly DatedPattern[] {
  const key = assignments.map(({ untilDay, workdayId }) => `${workdayId}/${untilDay ?? ''}`).join();
  const known = lists.get(key);
  if (known) return known;
  const patterns = patternsOf(assignments, byWorkday);
  lists.set(key, patterns);
  return patterns;
}

/** The tenant's default workday. */
const byDefault = '(select d.id from workday d where d.tenant_id = $1 and d.is_default)';

/** The workday of an agent `a` whose team is `g`. */
export const workdayOfAgent = `coalesce(a.workday_id, g.workday_id, ${byDefault})`;

const agentsAsked = `select a.id, coalesce(nullif(a.timezone, ''), t.timezone) as timezone,
    w.id as workday_id, ${versionKey} as workday_key,
    coalesce((select json_agg(json_build_object('until', p.until, 'workday_id', p.workday_id) order by p.until)
      from agent_past_workday p where p.tenant_id = a.tenant_id and p.agent_id = a.id), '[]') as past
  from agent a join tenant t on t.id = a.tenant_id
  left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
  left join workday w on w.tenant_id = $1 and w.id = ${workdayOfAgent}
  where a.tenant_id = $1 and a.id = any ($2::bigint[])`;

const assetsAsked = `select a.id, t.timezone, w.id as workday_id, ${versionKey} as workday_key, '[]'::json as past
  from asset a join tenant t on t.id = a.tenant_id
  left join lookup l on l.tenant_id = a.tenant_id and l.lookupid = ${lookupLists.assetTypes} and l.id = a.assettype_id
  left join workday w on w.tenant_id = $1 and w.id = coalesce(a.workday_id, l.workday_id, ${byDefault})
  where a.tenant_id = $1 and a.id = any ($2::bigint[])`;

const servicesAsked = `select s.id, t.timezone, w.id as workday_id, ${versionKey} as workday_key, '[]'::json as past
  from service s join tenant t on t.id = s.tenant_id
  join workday w on w.tenant_id = $1 and w.id = s.workday_id
  where s.tenant_id = $1 and s.id = any ($2::bigint[])`;

/** A shift takes the place of the whole day on which it begins, though the window may see another part of that day, or only
 * hours that run into it. Days around the window. */
const around = MOST_JOINED_DAYS + 2;

/** Rows of the kind `shift` of whom `asked` names: a relation in SQL with an `id` to answer with, the agent as `whom`, and
 * the window `starts_at` and `ends_at`. Tentative ones count, drafts do not. */
export const shiftRows = (asked: string) => `select 'shift' as kind, asked.id, json_build_object(
    'start', (extract(epoch from s.starts_at) * 1000)::bigint, 'end', (extract(epoch from s.ends_at) * 1000)::bigint) as facts
  from ${asked} cross join lateral (
    select s.starts_at, s.ends_at from appointment s
    where s.tenant_id = $1 and s.agent_id = asked.whom and s.kind = ${appointmentKind.shift}
      and s.span && tstzrange(asked.starts_at - interval '${around} days', asked.ends_at + interval '${around} days')
      and not s.is_master and not s.deleted and s.open_appointment_status <> ${openAppointmentStatus.draft} offset 0) s`;

/** All of one window. */
export const askedOfAll = `(select w.id, w.id as whom, $3::timestamptz as starts_at, $4::timestamptz as ends_at
  from unnest($2::bigint[]) as w (id)) asked`;

const settledOf = (workers: string, haveCalendars: boolean) => `with worker as materialized (${workers}),
  counted as (
    select workday_id from worker union
    select (p ->> 'workday_id')::bigint from worker cross join json_array_elements(worker.past) p
  )
  select 'worker' as kind, id, json_build_object('timezone', timezone, 'workday_id', workday_id, 'workday_key', workday_key,
    'past', past) as facts from worker
  union all ${closedRows({
    workdays: 'any (array (select workday_id from counted))',
    agents: haveCalendars ? 'any ($2::bigint[])' : 'null',
    window: 'tstzrange($3::timestamptz, $4::timestamptz)',
  })}`;

/** What settings and leave say of when they work: rows of a `kind`, whose `id` they are about, and their `facts`, for
 * `workFrom`. $1 is the tenant, $2 the ids, $3 and $4 the window. */
export const settledRows = { agents: settledOf(agentsAsked, true), assets: settledOf(assetsAsked, false) };

/** `settledRows` with shifts; others may add to it with `union all`. */
export const workRows = {
  agents: `${settledRows.agents} union all ${shiftRows(askedOfAll)}`,
  assets: settledRows.assets,
  services: settledOf(servicesAsked, false),
  /** Agents with their public holidays only. */
  holidays: settledOf(agentsAsked, false),
};

export type WorkRow = ClosedRow | { kind: 'worker'; id: number; facts: Worker } | ShiftRow;

export interface ShiftRow {
  readonly kind: 'shift';
  readonly id: number;
  readonly facts: Interval;
}

function sorted(rows: readonly WorkRow[]) {
  const workers = new Map<number, Worker>();
  const shifts: ShiftRow[] = [];
  const closed: ClosedRow[] = [];
  for (const row of rows) {
    if (row.kind === 'worker') workers.set(row.id, row.facts);
    else if (row.kind === 'shift') shifts.push(row);
    else closed.push(row);
  }
  return { workers, shifts: shiftsFrom(shifts), closed };
}

/** Shifts by whom they are about, in the order of their starts. */
export function shiftsFrom(rows: readonly ShiftRow[]): Map<number, Interval[]> {
  const shifts = new Map<number, Interval[]>();
  for (const { id, facts } of rows) {
    const list = shifts.get(id);
    if (list) list.push(facts);
    else shifts.set(id, [facts]);
  }
  for (const list of shifts.values()) list.sort((one, other) => one.start - other.start);
  return shifts;
}
