import type { Interval } from '../../kernel/time/intervals.ts';
import type { KeptDay } from './approval-schema.ts';
import type { DayFacts, DayFigures } from './figure-rules.ts';

/** A locked day is read as it was when it was handed in: whoever approves 8 hours must find 8 hours there next year,
 * whatever became of holidays, leave, working hours, charge rates or the agent's zone since. */

interface ReadDay {
  readonly own: Interval;
  readonly cut: Interval;
  readonly timesheet: KeptDay | null;
  readonly facts: DayFacts;
}

/** The day with what it keeps. A reading that is cut another way counts the entries of other hours, by the same target. */
export function asKept<Day extends ReadDay>(day: Day): Day & { readonly live?: DayFacts } {
  const { timesheet, own, cut, facts } = day;
  if (!timesheet?.locked_figures || timesheet.locked_from === null || timesheet.locked_until === null) return day;
  const { target_hours: targetHours, allowed_break_hours: allowedBreakHours } = timesheet.locked_figures;
  const plan = {
    ...facts.plan,
    ...(targetHours !== undefined && { targetHours }),
    ...(allowedBreakHours !== undefined && { allowedBreakHours }),
  };
  const hours = { start: timesheet.locked_from, end: timesheet.locked_until };
  const isOwn = cut.start === own.start && cut.end === own.end;
  return {
    ...day,
    live: facts,
    own: hours,
    cut: isOwn ? hours : cut,
    facts: { ...facts, plan, ...(isOwn && { kept: timesheet.locked_figures as Partial<DayFigures> }) },
  };
}
