import type { Session } from '../../src/rooms/board/shape.ts';
import { clockAt, columnOf } from '../board/clock.ts';
import type { Desk } from '../board/model.ts';
import { keepOf, keptOf } from '../wire/kept.ts';

/** The days that were shown last, for when the server cannot be reached. */

export interface KeptDays {
  /** When they were read, by the clock of the device: how much later it is now. */
  at: number;
  desk: Desk;
}

const name = 'days';
const most = 6;

/** Those that it has all days of go. */
export function keepDays(me: Session, { board, items }: Desk): void {
  const bare = { ...board, blocks: [], unassigned: [], queue: [], queue_count: 0, teams: [], skills: [] };
  const fresh: KeptDays = { at: Date.now(), desk: { board: bare, items, unassigned: [] } };
  const dates = new Set(datesOf(fresh));
  const others = (keptOf<KeptDays[]>(name) ?? []).filter((one) => !datesOf(one).every((date) => dates.has(date)));
  keepOf(me, name, [fresh, ...others].slice(0, most));
}

export const keptDays = (): KeptDays[] => keptOf(name) ?? [];

const datesOf = ({ desk }: KeptDays): string[] => desk.board.columns.map(({ date }) => date);

const nowOf = ({ at, desk }: KeptDays, present: number): number => desk.board.now + (present - at) / 60_000;

/** The civil date now, as far as kept days tell. */
export function todayOf(kept: readonly KeptDays[], present: number): string | undefined {
  for (const one of kept) {
    const now = nowOf(one, present);
    const column = one.desk.board.columns.find(({ at, minutes }) => now >= at && now < at + minutes);
    if (column) return column.date;
  }
  return kept[0]?.desk.board.columns[0]?.date;
}

/** Days from `start` until before `end`, of what has most of them, the newest first; and as of when. */
export function findDays(
  kept: readonly KeptDays[],
  { start, end }: { start: string; end: string },
  present: number,
): { desk: Desk; asOf: string } | undefined {
  const inside = (date: string) => date >= start && date < end;
  const score = (one: KeptDays) => datesOf(one).filter(inside).length;
  const best = [...kept].sort((a, b) => score(b) - score(a) || b.at - a.at)[0];
  if (!best || score(best) === 0) return undefined;
  const { board, items } = best.desk;
  const places = board.columns.flatMap(({ date }, place) => (inside(date) ? [place] : []));
  const columns = places.flatMap((place) => board.columns[place] ?? []);
  const [from, until] = [columns[0]?.at ?? 0, (columns.at(-1)?.at ?? 0) + (columns.at(-1)?.minutes ?? 0)];
  const agents = board.agents.map((agent) => ({
    ...agent,
    capacity: places.flatMap((place) => [agent.capacity[place] ?? [0, 0]]) as typeof agent.capacity,
  }));
  const now = nowOf(best, present);
  const shown = items.filter((item) => item.from < until && (item.until > from || item.from >= from));
  return {
    desk: {
      board: { ...board, columns, agents, now, now_label: clockAt(board.columns, now) },
      items: shown,
      unassigned: [],
    },
    asOf: asOfText(best, now),
  };
}

/** `9:42`, with its day when that is over. */
function asOfText({ desk: { board } }: KeptDays, now: number): string {
  const read = columnOf(board.columns, board.now);
  const isOver = !read || now < read.at || now >= read.at + read.minutes;
  return isOver && read ? `${read.label} ${board.now_label}` : board.now_label;
}
