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

interface Worker {
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

function assignmentsOf({ workday_id, past }: Worker): Assignment[] {
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

/** Whom a statement asks about, and when, in SQL: an array of ids, and the two ends of the window. */
interface Asked {
  readonly ids: string;
  readonly start: string;
  readonly end: string;
}

const agentsAsked = ({ ids }: Asked) => `select a.id, coalesce(nullif(a.timezone, ''), t.timezone) as timezone,
    w.id as workday_id, ${versionKey} as workday_key,
    coalesce((select json_agg(json_build_object('until', p.until, 'workday_id', p.workday_id) order by p.until)
      from agent_past_workday p where p.tenant_id = a.tenant_id and p.agent_id = a.id), '[]') as past
  from agent a join tenant t on t.id = a.tenant_id
  left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
  left join workday w on w.tenant_id = $1 and w.id = coalesce(a.workday_id, g.workday_id, ${byDefault})
  where a.tenant_id = $1 and a.id = any (${ids})`;

const assetsAsked = ({
  ids,
}: Asked) => `select a.id, t.timezone, w.id as workday_id, ${versionKey} as workday_key, '[]'::json as past
  from asset a join tenant t on t.id = a.tenant_id
  left join lookup l on l.tenant_id = a.tenant_id and l.lookupid = ${lookupLists.assetTypes} and l.id = a.assettype_id
  left join workday w on w.tenant_id = $1 and w.id = coalesce(a.workday_id, l.workday_id, ${byDefault})
  where a.tenant_id = $1 and a.id = any (${ids})`;

const servicesAsked = ({
  ids,
}: Asked) => `select s.id, t.timezone, w.id as workday_id, ${versionKey} as workday_key, '[]'::json as past
  from service s join tenant t on t.id = s.tenant_id
  join workday w on w.tenant_id = $1 and w.id = s.workday_id
  where s.tenant_id = $1 and s.id = any (${ids})`;

/** A shift takes the place of the whole day on which it begins, though the window may see another part of that day, or only
 * hours that run into it. Days around the window. */
const around = MOST_JOINED_DAYS + 2;

/** Tentative ones count, drafts do not. */
const shiftsAsked = ({
  ids,
  start,
  end,
}: Asked) => `select 'shift', s.agent_id, json_build_object('start', (extract(epoch from s.starts_at) * 1000)::bigint,
    'end', (extract(epoch from s.ends_at) * 1000)::bigint)
  from unnest(${ids}) as asked (agent_id) cross join lateral (
    select s.agent_id, s.starts_at, s.ends_at from appointment s
    where s.tenant_id = $1 and s.agent_id = asked.agent_id and s.kind = ${appointmentKind.shift}
      and s.span && tstzrange(${start} - interval '${around} days', ${end} + interval '${around} days')
      and not s.is_master and not s.deleted and s.open_appointment_status <> ${openAppointmentStatus.draft}) s`;

const rowsOf = (workers: string, asked: Asked, haveCalendars: boolean) => `with worker as materialized (${workers}),
  counted as (
    select workday_id from worker union
    select (p ->> 'workday_id')::bigint from worker cross join json_array_elements(worker.past) p
  )
  select 'worker' as kind, id, json_build_object('timezone', timezone, 'workday_id', workday_id, 'workday_key', workday_key,
    'past', past) as facts from worker
  union all ${closedRows({
    workdays: 'any (array (select workday_id from counted))',
    agents: haveCalendars ? `any (${asked.ids})` : 'null',
    window: `tstzrange(${asked.start}, ${asked.end})`,
  })}
  ${haveCalendars ? `union all ${shiftsAsked(asked)}` : ''}`;

const asParameters = { ids: '$2::bigint[]', start: '$3::timestamptz', end: '$4::timestamptz' };

/** One statement, which others may add to with `union all`: rows of a `kind`, whose `id` they are about, and their `facts`,
 * for `workFrom`. $1 is the tenant, $2 the ids, $3 and $4 the window. */
export const workRows = {
  agents: rowsOf(agentsAsked(asParameters), asParameters, true),
  assets: rowsOf(assetsAsked(asParameters), asParameters, false),
  services: rowsOf(servicesAsked(asParameters), asParameters, false),
};

export type WorkRow =
  | ClosedRow
  | { kind: 'worker'; id: number; facts: Worker }
  | { kind: 'shift'; id: number; facts: Interval };

function sorted(rows: readonly WorkRow[]) {
  const workers = new Map<number, Worker>();
  const shiftsOf = new Map<number, Interval[]>();
  const closed: ClosedRow[] = [];
  for (const row of rows) {
    if (row.kind === 'worker') workers.set(row.id, row.facts);
    else if (row.kind === 'shift') shiftsOf.set(row.id, [...(shiftsOf.get(row.id) ?? []), row.facts]);
    else closed.push(row);
  }
  for (const list of shiftsOf.values()) list.sort((one, other) => one.start - other.start);
  return { workers, shifts: shiftsOf, closed };
}
