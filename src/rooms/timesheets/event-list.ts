import type { Scope } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { streamRows } from '../../kernel/http/stream-list.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { windowOf } from '../../wire/window.ts';
import { type Cut, cutDay, cutOf, dayIn } from './cut-rules.ts';
import { eventIds } from './event-list-sql.ts';
import { shownEvents } from './event-shown.ts';
import type { EventListQuery } from './schema.ts';
import { agentsAsked } from './seen-sql.ts';

/** GET /TimesheetEvent: the stored events of agents that overlap a window. */
export async function listEvents(
  { database: { pool } }: Context,
  scope: Scope,
  query: EventListQuery,
  now: number,
  mine = false,
): Promise<Answer> {
  const agents = mine ? [scope.agentId] : await agentsAsked(pool, scope, agentsIn(query), now);
  const ids = await eventIds(pool, scope.tenantId, agents, eventWindow(query, scope, now), now);
  const details = query.includedetails === true;
  const json = await streamRows(
    '[',
    ids,
    async (some) => (await shownEvents(pool, scope, some, now, undefined, details)).join(','),
    ']',
  );
  return { json };
}

/** `agent_id` and `agents` together; 0 = all. */
export function agentsIn({ agent_id, agents }: { agent_id?: number | null; agents?: number[] | null }): number[] {
  const all = [...(agents ?? []), ...(agent_id === undefined || agent_id === null ? [] : [agent_id])];
  return all.includes(0) ? [] : all.filter((id) => id > 0);
}

function eventWindow(query: EventListQuery, scope: Scope, now: number) {
  const { from, to } = windowOf(query);
  if (from !== undefined || to !== undefined) {
    return { start: from ?? Number.NEGATIVE_INFINITY, end: to ?? Number.POSITIVE_INFINITY };
  }
  return currentWeek(cutOf(query), scope, now);
}

/** From Monday to Sunday, by the clock of the reading, else the caller's. */
function currentWeek(cut: Cut, scope: Scope, now: number) {
  const own = findZone(scope.timezone) ?? UTC;
  const today = dayIn(now, cut, own);
  const monday = today - ((((today + 3) % 7) + 7) % 7);
  return { start: cutDay(monday, cut, own).start, end: cutDay(monday + 6, cut, own).end };
}
