import { type Block, type BlockMore, type Board, blockFlag } from '../../src/rooms/board/shape.ts';

/** The board as the page keeps it: rows by id, so that parts of it can be exchanged. */

export interface Item {
  id: number;
  /** Id of the agent; 0 nobody. */
  agent: number;
  from: number;
  until: number;
  kind: 0 | 1 | 2;
  flags: number;
  subject: string;
  client: string;
  ticket: number;
  type: number;
  version: number;
  clashes: number;
  more: BlockMore;
}

export interface Desk {
  board: Board;
  items: Item[];
  unassigned: Item[];
}

export const has = (item: Item, flag: keyof typeof blockFlag): boolean => (item.flags & blockFlag[flag]) !== 0;

export const etagOf = ({ id, version }: Item): string | undefined => (version ? `"${id}.${version}"` : undefined);

/** A minute of the board as the wire writes instants. */
export function instantOf({ start }: Board, at: number): string {
  return new Date(Date.parse(`${start}Z`) + Math.round(at * 60) * 1000).toISOString().slice(0, 19);
}

export const minuteOf = ({ start }: Board, instant: string): number =>
  (Date.parse(/Z|[+-]\d\d:\d\d$/.test(instant) ? instant : `${instant}Z`) - Date.parse(`${start}Z`)) / 60_000;

export function deskOf(board: Board): Desk {
  return { board, items: itemsOf(board, board.blocks), unassigned: itemsOf(board, board.unassigned) };
}

function itemsOf(board: Board, blocks: readonly Block[]): Item[] {
  return blocks.map(
    ([id, agent, from, minutes, kind, flags, subject, client, ticket, type, version, clashes, more]) => ({
      id,
      agent: board.agents[agent]?.id ?? 0,
      from,
      until: from + minutes,
      kind,
      flags,
      subject,
      client: board.clients[client] ?? '',
      ticket,
      type,
      version,
      clashes,
      more: more ?? none,
    }),
  );
}

const none: BlockMore = {};

/** Puts rows that were read again in their places. What did not change stays the very object, and is not drawn again. */
export function merged(desk: Desk, fresh: Desk): Desk {
  const rows = new Map(fresh.board.agents.map((agent) => [agent.id, agent]));
  const ids = new Set(fresh.items.map(({ id }) => id));
  const old = new Map(desk.items.map((item) => [item.id, item]));
  const kept = desk.items.filter(({ agent, id }) => !rows.has(agent) && !ids.has(id));
  const hours = [...desk.board.hours];
  const agents = desk.board.agents.map((agent) => {
    const next = rows.get(agent.id);
    return next ? unchanged(agent, { ...next, hours: place(hours, fresh.board.hours[next.hours] ?? []) }) : agent;
  });
  const { feed, now, now_label } = fresh.board;
  const board = { ...desk.board, agents, hours, feed, now, now_label };
  return {
    board,
    items: [...kept, ...fresh.items.map((item) => unchanged(old.get(item.id), item))],
    unassigned: desk.unassigned,
  };
}

/** The whole board, read again: what is as it was stays the very object. */
export function refreshed(desk: Desk, fresh: Desk): Desk {
  const items = new Map(desk.items.map((item) => [item.id, item]));
  const agents = new Map(desk.board.agents.map((agent) => [agent.id, agent]));
  const { columns, types } = desk.board;
  const board: Board = {
    ...fresh.board,
    columns: unchanged(columns, fresh.board.columns),
    types: unchanged(types, fresh.board.types),
    agents: fresh.board.agents.map((agent) => unchanged(agents.get(agent.id), agent)),
  };
  return { board, items: fresh.items.map((item) => unchanged(items.get(item.id), item)), unassigned: fresh.unassigned };
}

function place(hours: Board['hours'], list: Board['hours'][number]): number {
  const text = JSON.stringify(list);
  const found = hours.findIndex((one) => JSON.stringify(one) === text);
  return found < 0 ? hours.push(list) - 1 : found;
}

function unchanged<T>(old: T | undefined, next: T): T {
  return old && JSON.stringify(old) === JSON.stringify(next) ? old : next;
}

export const replaced = (desk: Desk, item: Item): Desk => ({
  ...desk,
  items: desk.items.map((one) => (one.id === item.id ? item : one)),
});

export const without = (desk: Desk, id: number): Desk => ({
  ...desk,
  items: desk.items.filter((one) => one.id !== id),
  unassigned: desk.unassigned.filter((one) => one.id !== id),
});
