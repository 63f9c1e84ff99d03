import { completeStatus } from '../../codes.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { MIN_INSTANT, SECOND } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { recurrenceOfSchedule } from '../schedules/rules.ts';
import type { AppointmentRow } from './row.ts';
import { dropChildren, type Place, reanchorChildren, releaseChildren, retimeChildren } from './series-move-sql.ts';
import { type Fate, fates, followsMaster } from './series-rules.ts';
import { ids, note, occurrences, type Series, type SeriesWork, templateOf, timesOfChild } from './series-work.ts';

/** Where the children that are put in their places come from, and which of them begin the series. */
export interface Settling {
  /** Zone of the rule that they were made by. */
  zone: Zone;
  /** Children that become the first occurrence, whatever their date was. */
  firsts?: AppointmentRow[];
}

/** Puts children in their places under a series; they may come from another one (a split). */
export async function settleChildren(
  work: SeriesWork,
  series: Series,
  children: AppointmentRow[],
  { zone, firsts = [] }: Settling,
): Promise<void> {
  const { facts } = work;
  const recurrence = recurrenceOfSchedule(series.schedule);
  const last = children.reduce((end, child) => Math.max(end, (child.original_start ?? 0) + 1), facts.horizon);
  const starts = occurrences(series, MIN_INSTANT, last);
  const zones = { before: zone, after: recurrence.start.zone };
  const belongs = (child: AppointmentRow) => templateOf(series, child) !== undefined;
  const [start] = starts;
  const begins = (child: AppointmentRow) => start !== undefined && firsts.includes(child) && belongs(child);
  const fate = fates(
    children.filter((child) => !begins(child)),
    firsts.length > 0 ? starts.slice(1) : starts,
    zones,
    facts.now,
    belongs,
  );
  for (const child of children.filter(begins)) fate.set(child, { kind: 'matched', start: start as number });
  await applyFates(work, series, fate, (child) => (begins(child) ? isOpen(child) : followsMaster(child, facts.now)));
}

function isOpen({ complete_status, deleted }: AppointmentRow): boolean {
  return complete_status !== completeStatus.done && !deleted;
}

async function applyFates(
  work: SeriesWork,
  series: Series,
  fate: Map<AppointmentRow, Fate>,
  follows: (child: AppointmentRow) => boolean,
): Promise<void> {
  const { connection, facts } = work;
  const { tenantId } = facts.scope;
  const of = (kind: Fate['kind']) => [...fate].filter(([, one]) => one.kind === kind).map(([child]) => child);
  const gone = of('gone');
  const matched = of('matched').map((child) => ({ child, start: (fate.get(child) as { start: number }).start }));
  const places = matched.map(({ child, start }) => placeOf(series, child, start)).filter((place) => place.isNew);
  // Places are unique: what leaves them goes first.
  await dropChildren(connection, tenantId, ids(gone.filter((child) => !child.deleted)));
  const released = [...gone.filter((child) => child.deleted), ...of('ordinary')];
  await releaseChildren(connection, tenantId, ids(released), facts.now);
  await vacate(connection, tenantId, places);
  const following = matched.filter(({ child }) => follows(child));
  const followers = new Set(following.map(({ child }) => child.id));
  await reanchorChildren(
    connection,
    tenantId,
    places.filter((place) => !followers.has(place.id)),
    facts.now,
  );
  const retimed = following.map(({ child, start }) => ({
    ...timesOfChild(series, templateOf(series, child) as AppointmentRow, start, facts),
    id: child.id as number,
    master_id: series.masterId,
  }));
  await retimeChildren(connection, tenantId, retimed, facts.now);
  await note(work, series, { followed: retimed.length, removed: gone.length, released: of('ordinary').length });
}

function placeOf(series: Series, child: AppointmentRow, start: number): Place & { isNew: boolean } {
  const isNew = child.master_id !== series.masterId || child.original_start !== start;
  return {
    id: child.id as number,
    master_id: series.masterId,
    series_agent_id: child.series_agent_id,
    original_start: start,
    isNew,
  };
}

/** Children change places with each other: for a moment they have none. */
async function vacate(connection: Connection, tenantId: number, places: Place[]): Promise<void> {
  const far = Date.UTC(9000, 0, 1);
  const nowhere = places.map((place, index) => ({ ...place, original_start: far + index * SECOND }));
  await reanchorChildren(connection, tenantId, nowhere, null);
}
