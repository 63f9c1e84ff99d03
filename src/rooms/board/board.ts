import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { writeInstant } from '../../wire/dates.ts';
import { type Reader, shortDateText, timeText, zoneText } from '../booking-page/when-rules.ts';
import { readWork } from '../workdays/work-sql.ts';
import { freezesOf, rowsOf } from './agent-rules.ts';
import { blocksOf } from './block-rules.ts';
import { clientNames, readBoard } from './board-sql.ts';
import { readClosures } from './closures-sql.ts';
import { columnsOf, minutesFrom, secondRuler } from './columns-rules.ts';
import type { BoardFacts, QueueFacts } from './facts.ts';
import type { BoardQuery } from './schema.ts';
import type { Board, QueuedTicket } from './shape.ts';
import { boardDays } from './window-rules.ts';

/** GET /Board: four statements (one more where a workday is new here), however many agents and appointments. */
export async function boardOf(
  connection: Connection,
  scope: Scope,
  query: BoardQuery,
  now: number,
  acceptLanguage: string | undefined,
): Promise<Board> {
  const { zone, second, locale, first, until, window } = boardDays(query, scope.timezone, now, acceptLanguage);
  const reader = { zone, locale };
  const facts = await readBoard(connection, scope, {
    window,
    teams: listed(query.team_id),
    agents: listed(query.agents),
    skill: query.skill?.trim().toLowerCase() || null,
    showall: query.showall === true,
  });
  const ids = facts.agents.map(({ id }) => id);
  const work = await readWork(connection, scope.tenantId, ids, window);
  const closures = await readClosures(connection, scope.tenantId, window);
  const clients = await clientsIn(connection, scope.tenantId, facts);
  const columns = columnsOf(first, until, reader);
  const rowOf = new Map(ids.map((id, index) => [id, index]));
  const placing = { start: window.start, now, rowOf, clientOf: clients.placeOf };
  return {
    start: writeInstant(window.start),
    end: writeInstant(window.end),
    zone: zone.name,
    zone_label: zoneText(zone, now),
    now: minutesFrom(window.start, now),
    now_label: timeText(now, reader),
    feed: facts.feed,
    columns,
    ...(second && { second: secondRuler(window, { zone: second, locale }, now) }),
    teams: [...facts.teams],
    skills: [...facts.skills],
    types: facts.types.map(({ id, name, colour }) => ({ id, name, ...(isColour(colour) && { colour }) })),
    clients: clients.names,
    ...rowsOf(facts.agents, { window, columns, zone, now, work, blocks: facts.blocks, closures }),
    blocks: blocksOf(facts.blocks, placing),
    unassigned: blocksOf(facts.unassigned, placing),
    freezes: freezesOf(closures, zone, window),
    queue: facts.queue.map((ticket) => queued(ticket, window.start, now, reader, clients.placeOf)),
    queue_count: facts.queue[0]?.of ?? 0,
  };
}

/** The ids that are asked for; null = all. */
function listed(ids: readonly number[] | null | undefined): readonly number[] | null {
  return !ids || ids.length === 0 || ids.includes(0) ? null : ids;
}

const isColour = (text: string | null): text is string => /^#[0-9a-f]{6}$/i.test(text ?? '');

async function clientsIn(connection: Connection, tenantId: number, facts: BoardFacts) {
  const ofBlocks = [...facts.blocks, ...facts.unassigned].map((block) => block[7]);
  const ofQueue = facts.queue.map(({ client_id }) => client_id ?? 0);
  const named = await clientNames(
    connection,
    tenantId,
    [...new Set([...ofBlocks, ...ofQueue])].filter((id) => id > 0),
  );
  const ids = [...named.keys()];
  return { names: [...named.values()], placeOf: new Map(ids.map((id, place) => [id, place])) };
}

function queued(
  ticket: QueueFacts,
  start: number,
  now: number,
  reader: Reader,
  clientOf: ReadonlyMap<number, number>,
): QueuedTicket {
  const { id, summary, client_id, site, priority, priority_name, skills, estimate, team_id, agent_id, status } = ticket;
  const due = ticket.due === null ? undefined : ticket.due * SECOND;
  return {
    id,
    summary,
    client: clientOf.get(client_id ?? 0) ?? -1,
    ...(site && { site }),
    ...(priority !== null && { priority }),
    ...(priority_name && { priority_name }),
    ...(due !== undefined && { due: minutesFrom(start, due), due_label: dueText(due, reader) }),
    ...(due !== undefined && due < now && { late: true as const }),
    skills: [...(skills ?? [])],
    ...(estimate !== null && { estimate }),
    ...(team_id !== null && { team_id }),
    ...(agent_id !== null && { agent_id }),
    status,
  };
}

/** `Tue 24 Nov, 12:00` */
function dueText(due: number, reader: Reader): string {
  return `${shortDateText(dayOf(due, reader.zone), reader)}, ${timeText(due, reader)}`;
}
