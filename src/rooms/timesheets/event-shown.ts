import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { agentFacts } from '../directory/sql.ts';
import { eventText, type ReadEvent, readEvents } from './event-row-sql.ts';
import { daysTouched, whoseTimeMayChange } from './event-rules.ts';
import { lockedDays } from './locked-sql.ts';

/** Events as clients get them: the text of PostgreSQL, and what the caller may do with each. */

/** @param members what is told of one beside its row */
export async function shownEvents(
  connection: Connection,
  scope: Scope,
  ids: readonly number[],
  now: number,
  members: (id: number) => Record<string, unknown> = () => ({}),
  includeDetails = false,
): Promise<string[]> {
  const rows = await readEvents(connection, scope, ids, now, includeDetails);
  const locks = await locksOf(connection, scope.tenantId, rows, now);
  return rows.map((row) => eventText(row, { ...rightsOf(scope, row, locks), ...members(row.id) }));
}

/** Which of the days that rows touch are locked. */
async function locksOf(connection: Connection, tenantId: number, rows: readonly ReadEvent[], now: number) {
  const agents = await agentFacts(connection, tenantId, [...new Set(rows.map(({ agent_id }) => agent_id))]);
  const zones = new Map([...agents].map(([id, { timezone }]) => [id, findZone(timezone) ?? UTC]));
  const touched = new Map(rows.map((row) => [row.id, daysTouched(row, zones.get(row.agent_id) ?? UTC, now)]));
  const locked = await lockedDays(connection, tenantId, [...zones.keys()], [...touched.values()].flat());
  return { zones, now, locked };
}

export interface Locks {
  readonly zones: ReadonlyMap<number, Zone>;
  readonly now: number;
  /** `agent/day` of each that is locked. */
  readonly locked: ReadonlySet<string>;
}

/** May the caller change it? Not what lies on a locked day. */
export function rightsOf(scope: Scope, row: Pick<ReadEvent, 'agent_id' | 'starts_at' | 'ends_at'>, locks: Locks) {
  const days = daysTouched(row, locks.zones.get(row.agent_id) ?? UTC, locks.now);
  const isLocked = days.some((day) => locks.locked.has(`${row.agent_id}/${day}`));
  const edits = ['all', 'admin', 'edit:timesheets', 'editMine:timesheets'].some((grant) => scope.grants.has(grant));
  const may = edits && !isLocked && whoseTimeMayChange(scope, row.agent_id);
  return { _canupdate: may, _candelete: may };
}
