import type { BoardColumn } from '../../src/rooms/board/shape.ts';

/** What clocks show, by what the server says of each day. There is no zone arithmetic here: a day tells at which minute
 * of the board its clock shows what. */

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `09:30` */
export const wallLabel = (wall: number): string =>
  `${twoDigits(Math.floor(wall / 60) % 24)}:${twoDigits(Math.floor(wall % 60))}`;

export function columnOf(columns: readonly BoardColumn[], at: number): BoardColumn | undefined {
  return columns.findLast((column) => at >= column.at) ?? columns[0];
}

/** What the clock shows at a minute of the board, in minutes since midnight. */
export function wallAt(columns: readonly BoardColumn[], at: number): number {
  const clock = columnOf(columns, at)?.clock ?? [];
  const [from, wall] = clock.findLast(([since]) => at >= since) ?? clock[0] ?? [0, 0];
  return (((wall + at - from) % 1440) + 1440) % 1440;
}

export const clockAt = (columns: readonly BoardColumn[], at: number): string => wallLabel(wallAt(columns, at));

/** When the clock of a day shows this. A time that comes twice is the first; one that never comes is the first minute
 * after the gap, and `exists` is false. */
export function atWall(column: BoardColumn, wall: number): { at: number; exists: boolean } {
  const { clock, at, minutes } = column;
  for (const [index, [from, shows]] of clock.entries()) {
    const until = clock[index + 1]?.[0] ?? at + minutes;
    if (wall >= shows && wall < shows + until - from) return { at: from + wall - shows, exists: true };
    if (wall < shows) return { at: from, exists: false };
  }
  return { at: at + minutes, exists: wall === 1440 };
}

/** `Tue 24 Nov 09:00 to 10:30`; the day again only where the end is on another. */
export function whenOf(columns: readonly BoardColumn[], from: number, until: number, to: string): string {
  const first = columnOf(columns, from);
  const last = columnOf(columns, until > from ? until - 0.01 : until);
  const end = `${last === first ? '' : `${last?.label} `}${clockAt(columns, until)}`;
  return `${first?.label} ${clockAt(columns, from)} ${to} ${end}`;
}
