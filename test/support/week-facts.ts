import type { Interval } from '../../src/kernel/time/intervals.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { around, cutDay, cutOf } from '../../src/rooms/timesheets/cut-rules.ts';
import {
  type DayFigures,
  dayFigures,
  dayPlans,
  type EntryTime,
  sumsOf,
} from '../../src/rooms/timesheets/figure-rules.ts';
import { forecastOf } from '../../src/rooms/timesheets/forecast-rules.ts';
import { noRules } from '../../src/rooms/timesheets/rounding-rules.ts';
import type { Work } from '../../src/rooms/workdays/work-rules.ts';
import { type AgentWeek, type Entry, unpaidRate } from './agent-week.ts';
import { workIn } from './world-facts.ts';

/** What the rules of the room make of a week: the rows that it would be stored as go the way of the room, all but SQL. */

export function figuresIn(week: AgentWeek): DayFigures[] {
  const cut = cutOf(typeof week.reading === 'number' ? { utcoffset: week.reading } : { timezone: week.reading });
  const days = week.days.map((day) => cutDay(day, cut, resolveZone(week.agent.zone)));
  const plans = dayPlans(workOf(week), windowOf(week), ownDays(week));
  const entries = week.entries.map(entryTime);
  return plans.map((plan, n) => {
    const marked = week.marked.get(week.days[n] as number);
    return dayFigures({
      plan,
      sums: sumsOf(entries, days[n] as Interval, week.now),
      startTime: marked?.start ?? null,
      endTime: marked?.end ?? null,
      rules: noRules,
    });
  });
}

export function forecastIn(week: AgentWeek) {
  const work = workOf(week);
  return ownDays(week).map((day) => forecastOf(work, week.agent.busy, day));
}

function entryTime({ isBreak, start, end, timetaken, traveltime, chargeRate }: Entry): EntryTime {
  return {
    starts_at: start,
    ends_at: end ?? null,
    timetaken: end === undefined ? null : (timetaken ?? (end - start) / 3_600_000),
    traveltime: traveltime ?? 0,
    event_type: isBreak ? 1 : 0,
    chargeable: chargeRate > 0 && chargeRate !== unpaidRate,
  };
}

function ownDays({ days, agent }: AgentWeek): Interval[] {
  return days.map((day) => cutDay(day, undefined, resolveZone(agent.zone)));
}

function windowOf({ days }: AgentWeek): Interval {
  return around({ from: days[0] as number, to: days.at(-1) as number });
}

function workOf(week: AgentWeek): Work {
  const { world, agent } = week;
  const work = workIn({ ...world, agents: [agent] }, windowOf(week)).get(agent.id);
  if (!work) throw new Error('The week has no agent');
  return work;
}
