import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { holidayEntity } from '../holidays/schema.ts';
import { changesAround } from './change-sql.ts';
import { freezeTime, timesIn } from './period-rules.ts';
import { periodsNear } from './period-sql.ts';
import { wireOther } from './shown-rules.ts';
import { namesOf } from './surroundings-sql.ts';
import { conflictsOf, type PlannedChange } from './window-rules.ts';

/** How far ahead the changes of a freeze that recurs are looked for. */
const ahead = 400 * DAY;
const latest = Date.UTC(2200, 0, 1);
const mostTold = 100;

/** The open changes that are planned from now on during a freeze that was just saved, for whoever saves it: they are not
 * refused and not moved, but somebody should know. */
export async function stoppedChanges(connection: Connection, tenantId: number, holidayId: string, now: number) {
  const future = { start: now, end: latest };
  const near = await periodsNear(connection, tenantId, future, [holidayEntity.freeze]);
  const periods = near.filter(({ id }) => id === holidayId);
  const rule = periods[0]?.rule;
  const window: Interval = rule ? { start: now, end: Math.max(now, rule.startdate) + ahead } : future;
  const freezes = timesIn(periods, window).map(freezeTime);
  if (freezes.length === 0) return { warnings: [], conflicts: [] };
  const span = { start: now, end: Math.max(...freezes.map(({ end }) => end)) };
  const changes = await changesAround(connection, tenantId, span);
  const conflicts = conflictsOf({ changes, freezes, windows: new Map(), needs: (id) => new Set([id]) });
  const stopped = new Map([...conflicts.ofFreezes.values()].flat().map((change) => [change.ticketId, change]));
  if (stopped.size === 0) return { warnings: [], conflicts: [] };
  const names = await namesOf(connection, tenantId, conflicts);
  const told = [...stopped.values()].sort(byStart).slice(0, mostTold);
  return { warnings: [warning(stopped.size)], conflicts: told.map((change) => wireOther(change, names)) };
}

const byStart = (one: PlannedChange, other: PlannedChange) => one.start - other.start || one.ticketId - other.ticketId;

function warning(count: number): string {
  return count === 1 ? 'A change is planned during this freeze.' : `${count} changes are planned during this freeze.`;
}
