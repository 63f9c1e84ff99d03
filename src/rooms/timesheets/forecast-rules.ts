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

/** A row of the forecast of agents, as sums are made from it. */
export interface ForecastRow extends Forecast {
  readonly agentId: number;
  readonly teamId: number | null;
  /** Civil, from 1970-01-01. */
  readonly day: number;
  readonly actual: number;
  readonly chargeable: number;
}

/** Figures of several rows together. */
export interface ForecastSum extends Forecast {
  /** Of those whose rows are summed. */
  readonly agents: number;
  readonly actual: number;
  readonly chargeable: number;
}

export interface TeamWeek extends ForecastSum {
  readonly teamId: number | null;
  /** Its Monday. */
  readonly firstDay: number;
}

/** Sums by team and week, weeks from Monday; each agent counts for the main team only, so that no hour counts twice. */
export function teamWeeks(rows: readonly ForecastRow[]): TeamWeek[] {
  return grouped(rows, ({ teamId, day }) => `${teamId ?? ''}/${mondayOf(day)}`)
    .map((group) => ({ teamId: group[0].teamId, firstDay: mondayOf(group[0].day), ...summed(group) }))
    .sort(
      (one, other) =>
        one.firstDay - other.firstDay ||
        (one.teamId ?? Number.POSITIVE_INFINITY) - (other.teamId ?? Number.POSITIVE_INFINITY),
    );
}

/** Sums by week alone. */
export function weeksOf(rows: readonly ForecastRow[]): (ForecastSum & { readonly firstDay: number })[] {
  return grouped(rows, ({ day }) => mondayOf(day))
    .map((group) => ({ firstDay: mondayOf(group[0].day), ...summed(group) }))
    .sort((one, other) => one.firstDay - other.firstDay);
}

/** One sum an agent, in the order of the rows. */
export function wholePeriods<Row extends ForecastRow>(rows: readonly Row[]): (ForecastSum & { readonly first: Row })[] {
  return grouped(rows, ({ agentId }) => agentId).map((group) => ({ first: group[0], ...summed(group) }));
}

const mondayOf = (day: number) => day - ((weekdayOf(day) + 6) % 7);

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string | number): [Row, ...Row[]][] {
  const groups = new Map<string | number, [Row, ...Row[]]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

function summed(rows: readonly ForecastRow[]): ForecastSum {
  const sum = (of: (row: ForecastRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    agents: new Set(rows.map(({ agentId }) => agentId)).size,
    target: sum(({ target }) => target),
    actual: sum(({ actual }) => actual),
    chargeable: sum(({ chargeable }) => chargeable),
    booked: sum(({ booked }) => booked),
    leave: sum(({ leave }) => leave),
    free: sum(({ free }) => free),
  };
}
