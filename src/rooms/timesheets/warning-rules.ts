import {
  clipIntervals,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  subtractIntervals,
} from '../../kernel/time/intervals.ts';
import { HOUR, MINUTE } from '../../kernel/time/units.ts';

/** What a manager wants to know of a day before approving it. */

export const warningCodes = ['missing', 'overlap', 'gap', 'runaway', 'short-rest', 'figures-changed'] as const;
export type WarningCode = (typeof warningCodes)[number];

export interface DayWarning {
  readonly code: WarningCode;
  readonly message: string;
  readonly event_ids?: readonly number[];
  /** What it is about, as instants. */
  readonly start?: number;
  readonly end?: number;
}

/** What a tenant has decided; null = never warned of. */
export interface WarningSettings {
  /** Working time without an entry is a gap from so many minutes on. */
  readonly gapMinutes: number | null;
  /** An entry, or a timer that is running, longer than this. */
  readonly runawayHours: number | null;
  /** Between the work of one day and that of the next. */
  readonly restHours: number | null;
}

export const defaultWarnings: WarningSettings = { gapMinutes: 30, runawayHours: 10, restHours: 11 };

export interface Entry {
  readonly id: number;
  readonly start: number;
  /** Of a running one, now. */
  readonly end: number;
  readonly isWork: boolean;
  readonly isRunning: boolean;
}

export interface DayToWarnOf {
  readonly day: Interval;
  /** Less public holidays and leave. */
  readonly workingTime: IntervalSet;
  /** Of the day and of those before it, as far as rest reaches back; in any order. */
  readonly entries: readonly Entry[];
}

/** Everything that is odd about a day; nothing that is still to come. */
export function warningsOf(asked: DayToWarnOf, settings: WarningSettings, now: number): DayWarning[] {
  const entries = [...asked.entries].sort((one, other) => one.start - other.start || one.id - other.id);
  const own = entries.filter(({ start, end }) => isWithin(asked.day, start, end));
  const missing = missed(asked, own, now);
  return [
    ...missing,
    ...overlapping(own),
    ...(missing.length > 0 ? [] : gaps(asked, own, settings, now)),
    ...runaways(own, settings),
    ...shortRest(asked.day, entries, settings),
  ];
}

/** Entries of no length are found at their instant, as appointments are. */
function isWithin(day: Interval, start: number, end: number): boolean {
  return start < day.end && (end > day.start || start >= day.start);
}

function missed({ day, workingTime }: DayToWarnOf, own: readonly Entry[], now: number): DayWarning[] {
  if (day.end > now || workingTime.length === 0 || own.some(({ isWork }) => isWork)) return [];
  return [{ code: 'missing', message: 'Nothing has been recorded on this working day.' }];
}

function overlapping(own: readonly Entry[]): DayWarning[] {
  const found: DayWarning[] = [];
  let furthest: Entry | undefined;
  for (const entry of own) {
    if (furthest && entry.start < furthest.end) {
      const shared = { start: entry.start, end: Math.min(entry.end, furthest.end) };
      const message = `Two entries overlap by ${told(shared.end - shared.start)}.`;
      if (shared.start < shared.end) {
        found.push({ code: 'overlap', message, event_ids: [furthest.id, entry.id], ...shared });
      }
    }
    if (!furthest || entry.end > furthest.end) furthest = entry;
  }
  return found;
}

function gaps(
  { day, workingTime }: DayToWarnOf,
  own: readonly Entry[],
  { gapMinutes }: WarningSettings,
  now: number,
): DayWarning[] {
  if (gapMinutes === null) return [];
  const past = clipIntervals(workingTime, { start: day.start, end: Math.max(day.start, Math.min(day.end, now)) });
  return subtractIntervals(past, mergeIntervals(own))
    .filter(({ start, end }) => end - start >= gapMinutes * MINUTE)
    .map(({ start, end }) => ({
      code: 'gap',
      message: `${told(end - start)} of working time have no entry.`,
      start,
      end,
    }));
}

function runaways(own: readonly Entry[], { runawayHours }: WarningSettings): DayWarning[] {
  if (runawayHours === null) return [];
  return own
    .filter(({ start, end }) => end - start > runawayHours * HOUR)
    .map(({ id, start, end, isRunning }) => ({
      code: 'runaway',
      message: isRunning
        ? `A timer has been running for ${told(end - start)}.`
        : `One entry lasts ${told(end - start)}, more than ${runawayHours} h.`,
      event_ids: [id],
      start,
      end,
    }));
}

/** A pause up to this long belongs to the work around it: whoever works over midnight has not rested there. */
const pause = HOUR;

/** Rest before work that begins on this day, when the work before it began on an earlier one. */
function shortRest(day: Interval, entries: readonly Entry[], { restHours }: WarningSettings): DayWarning[] {
  if (restHours === null) return [];
  const work = joined(entries.filter(({ isWork, start, end }) => isWork && start < end));
  return work.flatMap((later, index) => {
    const earlier = work[index - 1];
    const isBetweenDays = earlier && later.start >= day.start && later.start < day.end && earlier.start < day.start;
    if (!isBetweenDays || later.start - earlier.end >= restHours * HOUR) return [];
    const message = `Only ${told(later.start - earlier.end)} of rest since the work before, less than ${restHours} h.`;
    return [{ code: 'short-rest' as const, message, start: earlier.end, end: later.start }];
  });
}

function joined(sorted: readonly Interval[]): Interval[] {
  const periods: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = periods.at(-1);
    if (last && start - last.end <= pause) last.end = Math.max(last.end, end);
    else periods.push({ start, end });
  }
  return periods;
}

function told(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
