import type { Board, FeedChange } from '../../src/rooms/board/shape.ts';
import { said } from '../shell/said.ts';
import { language } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { readDays } from '../wire/columns.ts';
import { createStore } from '../wire/store.ts';
import { clockAt } from './clock.ts';
import { type Desk, deskOf, type Item, merged, refreshed, without } from './model.ts';
import { firstWeekday, periodOf, type View } from './period.ts';

/** The board of the page: read whole, then kept in step by reading again the rows that somebody touched. */

export interface BoardState {
  desk?: Desk;
  loading: boolean;
  problem?: string | undefined;
  /** Civil date at the server when the board was read first. */
  today?: string;
}

export interface Asked {
  view: View;
  date?: string | undefined;
  team?: string | undefined;
  skill?: string | undefined;
  zone?: string | undefined;
  /** Zone of the second ruler. */
  second?: string | undefined;
  /** Only these agents: My day has one row. */
  agents?: string | undefined;
  /** Other days than those of the view: a month. */
  daysOf?: (date: string) => { start: string; end: string };
}

export const boardState = createStore<BoardState>({ loading: true });

/** Items that are on their way to the server: what is read meanwhile does not put them back. */
export const onTheWay = new Map<number, Item>();

let asked: Asked = { view: 'day' };
let days = {};
let reading: AbortController | undefined;

export async function load(next: Asked): Promise<void> {
  asked = next;
  reading?.abort();
  reading = new AbortController();
  const { signal } = reading;
  boardState.set((state) => ({ ...state, loading: true, problem: undefined }));
  try {
    const date = next.date ?? (await today(signal));
    const span = daysOf(next, date);
    const board = await call<Board>('GET', '/Board', { query: { ...queryOf(next), ...span }, signal });
    if (signal.aborted) return;
    days = span;
    boardState.set((state) => ({ ...state, desk: deskOf(board), loading: false }));
  } catch (error) {
    if ((error as Error).name !== 'AbortError')
      boardState.set((state) => ({ ...state, loading: false, problem: said(error) }));
  }
}

export const reload = (): Promise<void> => load(asked);

async function today(signal: AbortSignal): Promise<string> {
  const known = boardState.get().today;
  if (known) return known;
  const { columns } = await readDays(asked.zone ? { timezone: asked.zone } : {}, signal);
  const date = columns[0]?.date ?? new Date().toISOString().slice(0, 10);
  boardState.set((state) => ({ ...state, today: date }));
  return date;
}

function daysOf({ view, daysOf: own }: Asked, date: string): { start_date: string; end_date: string } {
  const { start, end } = own?.(date) ?? periodOf(view, date, firstWeekday(navigator.language));
  return { start_date: start, end_date: end };
}

function queryOf({ team, skill, zone, second, agents }: Asked): Record<string, string | undefined> {
  const locale = language.get() === 'de' ? 'de' : 'en';
  return { ...days, team_id: team, skill, timezone: zone, second_timezone: second, agents, locale };
}

let touched = new Set<number>();
let everything = false;
let soon: ReturnType<typeof setTimeout> | undefined;

/** Reads rows again, a moment later and all that come till then at once. */
export function refresh(agents: Iterable<number> | 'all'): void {
  if (agents === 'all') everything = true;
  else for (const id of agents) touched.add(id);
  if (soon !== undefined) return;
  soon = setTimeout(async () => {
    const ids = [...touched];
    const whole = everything;
    touched = new Set();
    everything = false;
    soon = undefined;
    await (whole ? readAll() : readRows(ids));
  }, 120);
}

async function readRows(ids: readonly number[]): Promise<void> {
  const { desk } = boardState.get();
  const shown = ids.filter((id) => desk?.board.agents.some((agent) => agent.id === id));
  if (!desk || shown.length === 0) return;
  const fresh = await quietly({ agents: shown.join() });
  if (fresh) put((now) => (now.board.start === fresh.board.start ? merged(now, fresh) : now));
}

/** The whole board again, without a flicker: rows, the queue and open shifts. */
async function readAll(): Promise<void> {
  const { desk } = boardState.get();
  if (!desk) return;
  const fresh = await quietly({});
  if (fresh) put((now) => (now.board.start === fresh.board.start ? refreshed(now, fresh) : now));
}

async function quietly(narrowed: Record<string, string>): Promise<Desk | undefined> {
  try {
    return deskOf(await call<Board>('GET', '/Board', { query: { ...queryOf(asked), ...narrowed } }));
  } catch {
    // The next change, or the next look, reads it again.
    return undefined;
  }
}

/** Changes what is shown now; what is on its way stays as the reader left it. */
export function put(change: (desk: Desk) => Desk): void {
  boardState.set((state) => {
    if (!state.desk) return state;
    const next = change(state.desk);
    if (onTheWay.size === 0) return { ...state, desk: next };
    const items = next.items.filter(({ id }) => !onTheWay.has(id));
    return { ...state, desk: { ...next, items: [...items, ...onTheWay.values()] } };
  });
}

/** A change that the feed tells of. */
export function heard({ entity, entity_id, action, agents = [] }: FeedChange): void {
  const isGone = entity === 'appointment' && action === 'delete' && !onTheWay.has(Number(entity_id));
  if (isGone) put((desk) => without(desk, Number(entity_id)));
  // Not the rows of an appointment alone: a booked ticket leaves the queue, an open shift gets its agent.
  refresh(entity === 'holiday' && agents.length > 0 ? agents : 'all');
}

/** The time goes on while nothing else happens. */
export function tick(minutes: number): void {
  put((desk) => {
    const now = desk.board.now + minutes;
    return { ...desk, board: { ...desk.board, now, now_label: clockAt(desk.board.columns, now) } };
  });
}
