import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { holidayEntity } from '../holidays/schema.ts';
import { changesAround } from './change-sql.ts';
import { bindingTime, freezeTime, timesIn } from './period-rules.ts';
import { periodsNear } from './period-sql.ts';
import { wireOther } from './shown-rules.ts';
import { around, namesById } from './surroundings-sql.ts';
import { conflictsOf, type PlannedChange } from './window-rules.ts';

/** How far ahead the changes of a freeze that recurs are looked for. */
const ahead = 400 * DAY;
const everywhen: Interval = { start: Date.UTC(1900, 0, 1), end: Date.UTC(2200, 0, 1) };
const mostTold = 100;

/** The open changes that are planned during a freeze that was just saved, for whoever saves it: they are not
 * refused and not moved, but somebody should know. */
export async function stoppedChanges(connection: Connection, tenantId: number, holidayId: string, now: number) {
  const { times } = await timesOf(connection, tenantId, holidayId, holidayEntity.freeze, now);
  if (times.length === 0) return nothing;
  const freezes = times.map(freezeTime);
  const span = { start: freezes[0]?.start ?? now, end: Math.max(...freezes.map(({ end }) => end)) };
  const changes = await changesAround(connection, tenantId, span);
  const conflicts = conflictsOf({ changes, freezes, windows: new Map(), needs: (id) => new Set([id]) });
  const stopped = new Map([...conflicts.ofFreezes.values()].flat().map((change) => [change.ticketId, change]));
  return told(connection, tenantId, [...stopped.values()], 'planned during this freeze');
}

/** The open changes to come of a service that are outside its maintenance, now that this was saved. */
export async function changesOutside(connection: Connection, tenantId: number, holidayId: string, now: number) {
  const { period, times } = await timesOf(connection, tenantId, holidayId, holidayEntity.maintenance, now);
  const end = Math.max(...times.map((time) => time.end + bindingTime));
  if (!period || end <= now) return nothing;
  const there = await around(connection, tenantId, { start: now, end });
  const conflicts = conflictsOf(there);
  const isOutside = ({ ticketId }: PlannedChange) =>
    conflicts.ofChanges.get(ticketId)?.some((one) => 'serviceId' in one && one.serviceId === period.service_id);
  return told(connection, tenantId, there.changes.filter(isOutside), 'outside the maintenance of its service');
}

const nothing = { warnings: [], conflicts: [] };

async function timesOf(connection: Connection, tenantId: number, holidayId: string, entity: number, now: number) {
  const near = await periodsNear(connection, tenantId, everywhen, [entity]);
  const period = near.find(({ id }) => id === holidayId);
  const window: Interval = period?.rule ? { start: now, end: Math.max(now, period.rule.startdate) + ahead } : everywhen;
  return { period, times: timesIn(period ? [period] : [], window) };
}

async function told(connection: Connection, tenantId: number, changes: PlannedChange[], where: string) {
  if (changes.length === 0) return nothing;
  const first = changes.sort(byStart).slice(0, mostTold);
  const names = await namesById(
    connection,
    tenantId,
    first.map(({ ticketId }) => ticketId),
  );
  return { warnings: [warning(changes.length, where)], conflicts: first.map((change) => wireOther(change, names)) };
}

const byStart = (one: PlannedChange, other: PlannedChange) => one.start - other.start || one.ticketId - other.ticketId;

function warning(count: number, where: string): string {
  if (count === 1) return `A change is ${where}.`;
  const many = count >= mostTold ? `${mostTold} changes or more` : `${count} changes`;
  return `${many} are ${where}.`;
}
