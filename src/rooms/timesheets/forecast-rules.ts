import { workingLength } from '../../kernel/availability/working-time.ts';
import { weekdayOf } from '../../kernel/time/civil.ts';
import {
  clipIntervals,
  type Interval,
  intersectIntervals,
  mergeIntervals,
  overlaps,
  subtractIntervals,
  totalLength,
} from '../../kernel/time/intervals.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { scheduledTimeOf, type Work, workingTimeOf } from '../workdays/work-rules.ts';

/** What an agent will work, is booked for, and is away, in hours of one day. */

export interface Forecast {
  readonly target: number;
  readonly booked: number;
  readonly leave: number;
  /** Below 0 where more is booked than there is time: appointments that were forced over each other. */
  readonly free: number;
}

/** @param work of a window that holds the day
 * @param booked appointments of the agent, in any order */
export function forecastOf(work: Work, booked: readonly Interval[], day: Interval): Forecast {
  const working = workingTimeOf(work, day);
  const target = totalLength(working) / HOUR;
  const hours = booked
    .filter((time) => overlaps(time, day))
    .reduce((sum, time) => sum + workingLength(time, working) / HOUR, 0);
  return { target, booked: hours, leave: totalLength(leaveIn(work, day)) / HOUR, free: target - hours };
}

/** Working time that approved leave takes away; public holidays have taken theirs already. */
function leaveIn(work: Work, day: Interval): readonly Interval[] {
  const leave = clipIntervals(mergeIntervals(work.leave.filter(({ approved }) => approved)), day);
  if (leave.length === 0) return [];
  const scheduled = subtractIntervals(scheduledTimeOf(work, day), mergeIntervals(work.publicHolidays));
  return intersectIntervals(scheduled, leave);
}

/** A row of the forecast of agents, as the sums of teams are made from it. */
export interface ForecastRow extends Forecast {
  readonly agentId: number;
  readonly teamId: number | null;
  /** Civil, from 1970-01-01. */
  readonly day: number;
  readonly actual: number;
}

export interface TeamWeek extends Forecast {
  readonly teamId: number | null;
  /** Its Monday. */
  readonly firstDay: number;
  /** Of those whose rows are summed. */
  readonly agents: number;
  readonly actual: number;
}

/** Sums by team and week, weeks from Monday; each agent counts for the main team only, so that no hour counts twice. */
export function teamWeeks(rows: readonly ForecastRow[]): TeamWeek[] {
  const groups = new Map<string, ForecastRow[]>();
  for (const row of rows) {
    const key = `${row.teamId ?? ''}/${mondayOf(row.day)}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()]
    .map(summed)
    .sort(
      (one, other) =>
        one.firstDay - other.firstDay ||
        (one.teamId ?? Number.POSITIVE_INFINITY) - (other.teamId ?? Number.POSITIVE_INFINITY),
    );
}

const mondayOf = (day: number) => day - ((weekdayOf(day) + 6) % 7);

function summed(rows: readonly ForecastRow[]): TeamWeek {
  const [first] = rows as [ForecastRow, ...ForecastRow[]];
  const sum = (of: (row: ForecastRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    teamId: first.teamId,
    firstDay: mondayOf(first.day),
    agents: new Set(rows.map(({ agentId }) => agentId)).size,
    target: sum(({ target }) => target),
    actual: sum(({ actual }) => actual),
    booked: sum(({ booked }) => booked),
    leave: sum(({ leave }) => leave),
    free: sum(({ free }) => free),
  };
}
