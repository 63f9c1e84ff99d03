import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { envelope, pageOf } from '../../wire/envelope.ts';
import { idsAsked, lengthAsked, searchWindow, suggestionsAsked } from './ask-rules.ts';
import type { ChangeCalendarQuery } from './schema.ts';
import { wireClear } from './shown-rules.ts';
import { around } from './surroundings-sql.ts';
import { clearTimes, type WishedChange } from './window-rules.ts';

/** GET /ChangeCalendar?next_window=true: the next times in which a change would meet nothing, as the text of an envelope that
 * also has the first of them as `next_window`. */
export async function nextWindows(connection: Connection, scope: Scope, query: ChangeCalendarQuery, now: number) {
  const wish = wishOf(query, scope, now);
  const times = clearTimes(wish, await around(connection, scope.tenantId, wish.search));
  const page = pageOf(query);
  const most = page.limit !== undefined && page.pageNo !== undefined ? page.limit : suggestionsAsked(query);
  const rows = times.slice(page.offset, page.offset + most).map((time) => wireClear(time, wish.length));
  const text = envelope(page, times.length, 'appointments', JSON.stringify(rows));
  const [first] = times;
  return first ? `${text.slice(0, -1)},"next_window":${JSON.stringify(wireClear(first, wish.length))}}` : text;
}

function wishOf(query: ChangeCalendarQuery, scope: Scope, now: number): WishedChange {
  const [clientId] = idsAsked(query.client_id);
  return {
    search: searchWindow(query, scope.timezone, now),
    length: lengthAsked(query),
    serviceIds: idsAsked(query.service_id),
    clientId,
    risk: query.risk ?? undefined,
    // Clients take the agents 0 and 1 for nobody.
    agentId: (query.agent_id ?? 0) > 1 ? (query.agent_id as number) : undefined,
  };
}
