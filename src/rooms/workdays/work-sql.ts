import { appointmentKind, lookupLists, openAppointmentStatus } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { readClosed } from '../holidays/closed-sql.ts';
import { askedFor, heldIn, holidaysOf } from './assignment-rules.ts';
import { type Assignment, type DatedPattern, patternsOf, zoneNamed } from './pattern-rules.ts';
import { patternsOfWorkdays, versionKey } from './pattern-sql.ts';
import type { Work } from './work-rules.ts';

/** When agents and assets work. Five statements, however many of them; what is the same is one and the same object. */

/** When agents work in a window, by id; those that the tenant does not have are missing. */
export async function readWork(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  window: Interval,
): Promise<Map<number, Work>> {
  if (agentIds.length === 0) return new Map();
  const workers = await agentsAsWorkers(connection, tenantId, agentIds);
  return workOf(connection, tenantId, workers, await shiftsNear(connection, tenantId, agentIds, window), window);
}

/** When assets can be used in a window, by id: their own workday, else their type's, else the tenant's default. */
export async function readAssetWork(
  connection: Connection,
  tenantId: number,
  assetIds: readonly number[],
  window: Interval,
): Promise<Map<number, Work>> {
  if (assetIds.length === 0) return new Map();
  const workers = await assetsAsWorkers(connection, tenantId, assetIds);
  // No agent has such an id, so nobody's leave is taken for an asset's.
  const nobodies = workers.map((worker) => ({ ...worker, id: -worker.id }));
  const found = await workOf(connection, tenantId, nobodies, new Map(), window);
  return new Map([...found].map(([id, work]) => [-id, work]));
}

interface Worker {
  readonly id: number;
  readonly timezone: string;
  readonly workday_id: number | null;
  /** Version of that workday. */
  readonly workday_key: string;
  readonly past: readonly { readonly until: string; readonly workday_id: number }[];
}

async function workOf(
  connection: Connection,
  tenantId: number,
  workers: readonly Worker[],
  shifts: ReadonlyMap<number, Interval[]>,
  window: Interval,
): Promise<Map<number, Work>> {
  const assigned = new Map(workers.map((worker) => [worker.id, assignmentsOf(worker)]));
  const workdayIds = [...new Set([...assigned.values()].flat().map(({ workdayId }) => workdayId))];
  const keys = new Map(workers.map(({ workday_id, workday_key }) => [workday_id ?? 0, workday_key]));
  const byWorkday = await patternsOfWorkdays(connection, tenantId, workdayIds, keys);
  const agents = new Map(
    workers.map(({ id, timezone }) => [
      id,
      { held: heldIn(assigned.get(id) ?? [], window), zone: zoneNamed(timezone) },
    ]),
  );
  const asked = askedFor(agents);
  const closed = await readClosed(connection, tenantId, { agents: asked.agents, window });
  const lists = new Map<string, readonly DatedPattern[]>();
  return new Map(
    [...agents].map(([id, holder]) => [
      id,
      {
        zone: holder.zone,
        patterns: sharedPatterns(assigned.get(id) ?? [], byWorkday, lists),
        shifts: shifts.get(id) ?? none,
        publicHolidays: holidaysOf(id, holder, asked, closed.publicHolidays),
        leave: closed.leave.get(id) ?? none,
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

async function agentsAsWorkers(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<readonly Worker[]> {
  const { rows } = await connection.query<Worker>({
    name: 'agents_as_workers',
    text: `select a.id, coalesce(nullif(a.timezone, ''), t.timezone) as timezone,
        w.id as workday_id, ${versionKey} as workday_key,
        coalesce((select json_agg(json_build_object('until', p.until, 'workday_id', p.workday_id) order by p.until)
          from agent_past_workday p where p.tenant_id = a.tenant_id and p.agent_id = a.id), '[]') as past
      from agent a join tenant t on t.id = a.tenant_id
      left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
      left join workday w on w.tenant_id = $1 and w.id = coalesce(a.workday_id, g.workday_id, ${byDefault})
      where a.tenant_id = $1 and a.id = any ($2::bigint[])`,
    values: [tenantId, ids],
  });
  return rows;
}

async function assetsAsWorkers(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<readonly Worker[]> {
  const { rows } = await connection.query<Worker>({
    name: 'assets_as_workers',
    text: `select a.id, t.timezone, '[]'::json as past, w.id as workday_id, ${versionKey} as workday_key
      from asset a join tenant t on t.id = a.tenant_id
      left join lookup l on l.tenant_id = a.tenant_id and l.lookupid = ${lookupLists.assetTypes} and l.id = a.assettype_id
      left join workday w on w.tenant_id = $1 and w.id = coalesce(a.workday_id, l.workday_id, ${byDefault})
      where a.tenant_id = $1 and a.id = any ($2::bigint[])`,
    values: [tenantId, ids],
  });
  return rows;
}

/** A shift takes the place of the whole day on which it begins, though the window may see another part of that day. */
const aroundWindow = 3 * DAY;

/** Shifts by agent and start. Tentative ones count, drafts do not. */
async function shiftsNear(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { start, end }: Interval,
): Promise<Map<number, Interval[]>> {
  const { rows } = await connection.query<Interval & { agent_id: number }>({
    name: 'shifts_near',
    text: `select a.agent_id, a.starts_at as start, a.ends_at as end
      from unnest($2::bigint[]) as asked (agent_id) cross join lateral (
        select s.agent_id, s.starts_at, s.ends_at from appointment s
        where s.tenant_id = $1 and s.agent_id = asked.agent_id and s.span && tstzrange($3::timestamptz, $4::timestamptz)
          and s.kind = ${appointmentKind.shift} and not s.is_master and not s.deleted
          and s.open_appointment_status <> ${openAppointmentStatus.draft}) a
      order by a.agent_id, a.starts_at`,
    values: [tenantId, agentIds, instantParameter(start - aroundWindow), instantParameter(end + aroundWindow)],
  });
  const byAgent = new Map<number, Interval[]>();
  for (const { agent_id, start: from, end: until } of rows) {
    const known = byAgent.get(agent_id);
    if (known) known.push({ start: from, end: until });
    else byAgent.set(agent_id, [{ start: from, end: until }]);
  }
  return byAgent;
}
