import { localToInstant } from '../kernel/time/local.ts';
import { DAY, MINUTE } from '../kernel/time/units.ts';
import { findZone, type Zone } from '../kernel/time/zones.ts';
import { fieldProblem } from '../problems.ts';
import type { WallOrInstant } from './fields.ts';

/** The parameters that tell a window. */
export interface WindowQuery {
  start_date?: WallOrInstant | null;
  end_date?: WallOrInstant | null;
  /** Minutes west of Greenwich. */
  utcoffset?: number | null;
  /** IANA or Windows name. */
  timezone?: string | null;
}

/** The window of a list in instants. A value without a suffix is local to `timezone`, else to `utcoffset`, else UTC. */
export function windowOf(query: WindowQuery): { from: number | undefined; to: number | undefined } {
  const zone = query.timezone ? findZone(query.timezone) : undefined;
  if (query.timezone && !zone)
    throw fieldProblem('timezone', `'${query.timezone.slice(0, 60)}' is not a time zone, such as Europe/Berlin.`);
  const instant = (value: WallOrInstant | null | undefined) =>
    value ? instantOf(value, zone, query.utcoffset ?? 0) : undefined;
  const from = instant(query.start_date);
  const to = instant(query.end_date);
  if (from !== undefined && to !== undefined && to < from)
    throw fieldProblem('end_date', 'end_date is before start_date.');
  return { from, to };
}

function instantOf({ ms, fixed }: WallOrInstant, zone: Zone | undefined, utcoffset: number): number {
  if (fixed) return ms;
  if (!zone) return ms + utcoffset * MINUTE;
  const day = Math.floor(ms / DAY);
  return localToInstant(day, ms - day * DAY, zone);
}
