import { localToInstant } from '../kernel/time/local.ts';
import { HOUR, MINUTE } from '../kernel/time/units.ts';
import { resolveZone, UTC } from '../kernel/time/zones.ts';
import type { Element } from '../rooms/appointments/schema.ts';
import { people } from './desk.ts';

/** A row of the week, by names. What the agents are is decided by `agents`, else it has none. */
export interface Entry {
  agents: string[];
  ticket?: string;
  asset?: string;
  element: Element;
  /** The name of the agent who is asked to decide. */
  asks?: string;
}

/** Types that a tenant begins with (lookup 63). */
export const appointmentType = { onSite: 2, remote: 3, meeting: 4, focus: 5 };

/** An instant of the agent's own clock: day of the week from Monday 0, hour, minute. */
export function at(agent: string, monday: number, day: number, hour: number, minute = 0): number {
  const zone = people.find(({ name }) => name === agent)?.zone;
  return localToInstant(monday + day, hour * HOUR + minute * MINUTE, zone ? resolveZone(zone) : UTC);
}

export function timed(
  agents: string[],
  [monday, day, hour, minute]: [number, number, number, number],
  minutes: number,
  element: Element,
  more: Partial<Entry> = {},
): Entry {
  const start = at(agents[0] as string, monday, day, hour, minute);
  return { agents, ...more, element: { start_date: start, end_date: start + minutes * MINUTE, ...element } };
}
