import { type Interval } from '../../src/kernel/time/intervals.ts';
import { startOfDay } from '../../src/kernel/time/local.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { forecastOf } from '../../src/rooms/timesheets/forecast-rules.ts';
import type { Work } from '../../src/rooms/workdays/work-rules.ts';
import type { AgentWeek } from './agent-week.ts';
import { DAY, MINUTE } from './booking-world.ts';
import { workIn } from './world-facts.ts';

/** What the rules of the room make of a week, all but SQL. */

export function forecastIn(week: AgentWeek) {
  const work = workOf(week);
  return week.days.map((day) => forecastOf(work, week.agent.busy, dayIn(week, day)));
}

/** A day as it is read. */
export function dayIn({ reading, agent }: AgentWeek, day: number): Interval {
  if (typeof reading === 'number') {
    const start = day * DAY + reading * MINUTE;
    return { start, end: start + DAY };
  }
  const zone = resolveZone(reading ?? agent.zone);
  return { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
}

export function workOf(week: AgentWeek): Work {
  const { world, agent, days } = week;
  const window = {
    start: dayIn(week, days[0] as number).start,
    end: dayIn(week, days.at(-1) as number).end,
  };
  const work = workIn({ ...world, agents: [agent] }, window).get(agent.id);
  if (!work) throw new Error('The week has no agent');
  return work;
}
