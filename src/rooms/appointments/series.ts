import { randomUUID } from 'node:crypto';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { expand } from '../../kernel/recurrence/expand.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { notFound, Problem } from '../../problems.ts';
import { describeSchedule, recurrenceOfSchedule, scheduleFrom } from '../schedules/rules.ts';
import { type ScheduleElement, type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import { insertSchedule, schedulesOf, updateSchedule } from '../schedules/sql.ts';
import type { Facts } from './facts.ts';
import type { AppointmentRow } from './row.ts';
import { takesTime } from './rules.ts';
import { childTimes, type Fate, fates, followsMaster } from './series-rules.ts';
import {
  childrenOf,
  describeRows,
  dropChildren,
  type MadeChildren,
  makeChildren,
  reanchorChildren,
  releaseChildren,
  retimeChildren,
  setGeneratedUntil,
  type Wanted,
} from './series-sql.ts';

/** A series: its schedule, and its masters, one for each agent, the first of which names it. */
export interface Series {
  masterId: number;
  masters: AppointmentRow[];
  schedule: ScheduleRow;
}

/** What work on series needs to know. */
export interface SeriesWork {
  connection: Connection;
  facts: Facts;
}

/** Begins a series: its schedule, and its children from its start, past ones included, up to the horizon.
 * @param settle puts children that are there already in their places, before the missing ones are made */
export async function beginSeries(
  work: SeriesWork,
  masters: AppointmentRow[],
  said: ScheduleElement,
  settle: (series: Series) => Promise<void> = async () => {},
): Promise<Series> {
  const { connection, facts } = work;
  const first = masters[0] as AppointmentRow;
  const type = first.shift_type_id > 0 ? scheduleType.shift : scheduleType.appointment;
  const element = { ...said, type, uniqueid: first.id as number, subject: said.subject ?? first.subject };
  const planned = aboutSchedule(() => scheduleFrom(element, undefined, defaultsOf(first, facts), facts.now));
  const schedule = await insertSchedule(connection, facts.scope.tenantId, { ...planned, type, uniqueid: first.id });
  const series = { masterId: first.id as number, masters, schedule };
  await describe(work, series);
  await settle(series);
  await generate(work, series);
  return series;
}

/** The stored series of these masters; undefined when they have none. */
export async function storedSeries(
  connection: Connection,
  tenantId: number,
  masterId: number,
  masters: AppointmentRow[],
): Promise<Series | undefined> {
  const first = masters.find((master) => master.id === masterId);
  const types = [scheduleType.appointment, scheduleType.shift];
  for (const type of first && first.shift_type_id > 0 ? types.reverse() : types) {
    const [schedule] = await schedulesOf(connection, tenantId, type, [masterId]);
    if (schedule) return { masterId, masters, schedule };
  }
  return undefined;
}

/** Carries a change of a master to its children: open, unedited ones that have not begun follow it; when the rule or the
 * time changes, all are matched again by civil date. */
export async function changeSeries(work: SeriesWork, series: Series, said: ScheduleElement): Promise<Series> {
  const { connection, facts } = work;
  const first = series.masters.find((master) => master.id === series.masterId) ?? (series.masters[0] as AppointmentRow);
  const planned = aboutSchedule(() => scheduleFrom(said, series.schedule, defaultsOf(first, facts), facts.now));
  const schedule = await updateSchedule(connection, facts.scope.tenantId, planned);
  if (!schedule) throw notFound();
  const changed = { ...series, schedule };
  await describe(work, changed);
  await settleChildren(work, changed, await childrenOf(connection, facts.scope.tenantId, series.masterId));
  await generate(work, changed);
  return changed;
}

/** Puts children in their places under a series; they may come from another one (a split).
 * @param first a child that becomes the first occurrence, whatever its date was */
export async function settleChildren(
  work: SeriesWork,
  series: Series,
  children: AppointmentRow[],
  first?: AppointmentRow,
): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const recurrence = recurrenceOfSchedule(series.schedule);
  const { zone } = recurrence.start;
  const starts = expand(recurrence, { start: series.schedule.startdate, end: facts.horizon });
  const others = children.filter((child) => child !== first);
  const belongs = (child: AppointmentRow) => templateOf(series, child) !== undefined;
  const fate = fates(others, first ? starts.slice(1) : starts, zone, facts.now, belongs);
  if (first && starts[0] !== undefined) fate.set(first, { kind: 'matched', start: starts[0] });
  const of = (kind: Fate['kind']) => [...fate].filter(([, one]) => one.kind === kind);
  const matched = of('matched').map(([child, one]) => ({ child, start: (one as { start: number }).start }));
  const follows = ({ child }: { child: AppointmentRow }) => child === first || followsMaster(child, facts.now);
  const gone = of('gone').map(([child]) => child);
  // Places are unique: what leaves them goes first.
  await dropChildren(connection, tenantId, ids(gone.filter((child) => !child.deleted)));
  await releaseChildren(
    connection,
    tenantId,
    ids([...gone.filter((child) => child.deleted), ...of('ordinary').map(([child]) => child)]),
  );
  await vacate(
    connection,
    tenantId,
    matched.map(({ child }) => child),
  );
  const stays = matched.filter((one) => !follows(one));
  await reanchorChildren(
    connection,
    tenantId,
    stays.map(({ child, start }) => ({ id: child.id as number, master_id: series.masterId, original_start: start })),
  );
  const retimed = matched.filter(follows).flatMap(({ child, start }) => {
    const template = templateOf(series, child);
    return template
      ? [{ ...timesOfChild(series, template, start, facts), id: child.id as number, master_id: series.masterId }]
      : [];
  });
  await retimeChildren(connection, tenantId, retimed, facts.now);
  await note(work, series, { followed: retimed.length, removed: gone.length, released: of('ordinary').length });
}

/** Children are written many at a time; the history of their master tells of it in one row. */
async function note({ connection, facts }: SeriesWork, series: Series, counts: Record<string, number>): Promise<void> {
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  if (Object.keys(some).length === 0) return;
  const { tenantId, agentId, clientId } = facts.scope;
  await recordChanges(connection, { tenantId, agentId: agentId || null, clientId }, facts.now, [
    { entity: 'appointment', entityId: series.masterId, action: 'update', after: { occurrences: some } },
  ]);
}

/** Children change places with each other: for a moment they have none. */
async function vacate(connection: Connection, tenantId: number, children: AppointmentRow[]): Promise<void> {
  const far = Date.UTC(9000, 0, 1);
  await reanchorChildren(
    connection,
    tenantId,
    children.map((child, index) => ({
      id: child.id as number,
      master_id: child.master_id as number,
      original_start: far + index * 1_000,
    })),
  );
}

function ids(rows: AppointmentRow[]): number[] {
  return rows.map((row) => row.id as number);
}

function templateOf(series: Series, child: AppointmentRow): AppointmentRow | undefined {
  const [only] = series.masters;
  if (series.masters.length === 1) return only;
  return series.masters.find((master) => master.agent_id === child.series_agent_id);
}

/** Makes the children that are missing, up to the horizon.
 * @param from only occurrences from then on; all when absent */
export async function generate(work: SeriesWork, series: Series, from?: number): Promise<MadeChildren> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const recurrence = recurrenceOfSchedule(series.schedule);
  const starts = expand(recurrence, { start: from ?? series.schedule.startdate, end: facts.horizon });
  const masters = series.masters.filter((master) => !master.deleted);
  const wanted = starts.flatMap((start): Wanted[] => {
    const collection_id = masters.length > 1 ? randomUUID() : null;
    return masters.map((template) => ({ ...timesOfChild(series, template, start, facts), collection_id }));
  });
  const made = await makeChildren(connection, tenantId, series.masterId, wanted, facts.now);
  await note(work, series, { generated: made.generated, clashing: made.clashing });
  await setGeneratedUntil(connection, tenantId, series.masterId, facts.horizon);
  return made;
}

function timesOfChild(series: Series, template: AppointmentRow, start: number, facts: Facts) {
  const ruleZone = recurrenceOfSchedule(series.schedule).start.zone;
  const child = { ...template, is_master: false, complete_status: -1, deleted: false };
  return {
    ...childTimes(template, start, ruleZone, zoneOfAgent(template.agent_id, facts)),
    original_start: start,
    template_id: template.id as number,
    busy: template.agent_id !== null && takesTime(child, facts.freeTypes),
  };
}

function zoneOfAgent(agentId: number | null, facts: Facts): Zone {
  return (agentId === null ? undefined : facts.agents.get(agentId)?.zone) ?? facts.tenantZone;
}

/** The appointment's start, duration and zone, which the schedule takes over. */
function defaultsOf(master: AppointmentRow, facts: Facts) {
  return {
    timezone: zoneOfAgent(master.agent_id, facts).name,
    startdate: master.starts_at as number,
    hours: ((master.ends_at as number) - (master.starts_at as number)) / HOUR,
    savedBy: facts.scope.agentId,
  };
}

async function describe({ connection, facts }: SeriesWork, series: Series): Promise<void> {
  const words = describeSchedule(series.schedule);
  await describeRows(connection, facts.scope.tenantId, ids(series.masters), words);
}

/** Names the fields of the schedule inside its appointment. */
export function aboutSchedule<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof Problem) || !error.extras.errors) throw error;
    const errors = Object.entries(error.extras.errors).map(([field, messages]) => [`schedule.${field}`, messages]);
    throw new Problem(error.code, error.message, { ...error.extras, errors: Object.fromEntries(errors) });
  }
}
