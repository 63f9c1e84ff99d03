/** Wall times: what a clock on the wall shows, in milliseconds since its midnight (0 .. 86,400,000). No zone, no date. */

import { HOUR, MINUTE, SECOND } from './units.ts';

/**
 * The wall time of hours, minutes and seconds, in milliseconds since midnight.
 * @example
 * wallTime(9, 30) // => 34200000
 */
export function wallTime(hours: number, minutes = 0, seconds = 0): number {
  return hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/**
 * Reads `HH:mm`, `HH:mm:ss` or `HH:mm:ss.fff` as milliseconds since midnight; `24:00` is accepted and is the end of the
 * day. `undefined` for any other text.
 * @example
 * parseWallTime('17:30') // => wallTime(17, 30)
 * parseWallTime('24:00') // => wallTime(24)
 * parseWallTime('24:01') // => undefined
 */
export function parseWallTime(text: string): number | undefined {
  const parts = /^(\d\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,7}))?)?$/.exec(text);
  if (parts === null) return undefined;
  const milliseconds = Math.floor(Number(`0.${parts[4] ?? 0}`) * 1000 + 1e-6);
  const time = wallTime(Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)) + milliseconds;
  return time <= wallTime(24) ? time : undefined;
}

/**
 * Prints a wall time as `HH:mm`, with seconds and milliseconds only where there are any.
 * @example
 * formatWallTime(wallTime(9, 5)) // => '09:05'
 * formatWallTime(wallTime(9, 5, 7)) // => '09:05:07'
 */
export function formatWallTime(time: number): string {
  const hours = Math.floor(time / HOUR);
  const minutes = Math.floor((time % HOUR) / MINUTE);
  const seconds = Math.floor((time % MINUTE) / SECOND);
  const milliseconds = time % SECOND;
  const head = `${pad(hours, 2)}:${pad(minutes, 2)}`;
  if (milliseconds > 0) return `${head}:${pad(seconds, 2)}.${pad(milliseconds, 3)}`;
  return seconds > 0 ? `${head}:${pad(seconds, 2)}` : head;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
