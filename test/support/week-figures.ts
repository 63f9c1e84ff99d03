import type { SlowDay } from './slow-timesheet.ts';

/** Figures by the names of the wire, in hours, percent and instants; and how they are compared. */

export type Figures = Record<string, number | null | undefined>;

export function wireFigures(day: SlowDay): Figures {
  return {
    target_hours: day.target,
    actual_hours: day.actual,
    break_hours: day.break,
    allowed_break_hours: day.allowedBreak,
    unlogged_hours: day.unlogged,
    percentage: day.percentage,
    chargeable_hours: day.chargeable,
    work_hours: day.work,
    estimated_start_time: day.estimatedStart ?? null,
    estimated_end_time: day.estimatedEnd ?? null,
    ...wireForecast(day),
  };
}

export function wireForecast(day: SlowDay): Figures {
  return { booked_hours: day.booked, leave_hours: day.leave, free_hours: day.target - day.booked };
}

/** Four decimals of an hour are finer than a second; instants are whole seconds. */
function isSame(name: string, one: number | null | undefined, other: number | null | undefined): boolean {
  if (typeof one !== 'number' || typeof other !== 'number' || name.endsWith('_time'))
    return (one ?? null) === (other ?? null);
  return Math.abs(one - other) <= 0.000_06;
}

/** In words; `others` says which figures are compared. */
export const differences = (some: readonly Figures[], others: readonly Figures[]): string[] =>
  others.flatMap((day, n) =>
    Object.entries(day)
      .filter(([name, value]) => !isSame(name, some[n]?.[name], value))
      .map(([name, value]) => `day ${n}: ${name} is ${some[n]?.[name]}, slowly ${value}`),
  );
