/** Dates as text, ISO 8601. The wire's own dialect is not known here. */

import { formatCivilDate } from './civil.ts';
import { offsetAt, wallClockAt } from './local.ts';
import { formatWallTime } from './wall.ts';
import type { Zone } from './zones.ts';

/**
 * Prints an instant in UTC, with milliseconds only where there are any.
 * @example
 * formatInstant(0) // => '1970-01-01T00:00:00Z'
 */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/**
 * Prints an instant as a zone's clock shows it, with its offset.
 * @example
 * formatInZone(Date.UTC(2026, 6, 1), resolveZone('Asia/Kolkata')) // => '2026-07-01T05:30:00+05:30'
 */
export function formatInZone(instant: number, zone: Zone): string {
  const { day, time } = wallClockAt(instant, zone);
  const clock = formatWallTime(time);
  return `${formatCivilDate(day)}T${clock.length === 5 ? `${clock}:00` : clock}${formatOffset(offsetAt(instant, zone))}`;
}

function formatOffset(offset: number): string {
  return (offset < 0 ? '-' : '+') + formatWallTime(Math.abs(offset));
}
