import { HOUR } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { roundHours, type TimeRules } from './rounding-rules.ts';
import { type EventElement, type EventRow, eventType } from './schema.ts';

/** When an event was and how long it took, from what an element says and what is stored. */

const longest = 24;

/** What its times depend on beside these. */
export interface TimeFacts {
  readonly now: number;
  readonly rules: TimeRules;
}

/** Its start, its end and the time it took. What is sent back as it was stored says nothing. */
export function withTimes(
  row: EventRow,
  element: EventElement,
  stored: EventRow | undefined,
  facts: TimeFacts,
): EventRow {
  const start = said(element.start_date, stored?.starts_at);
  const end = said(element.end_date, stored?.ends_at);
  const hours = said(element.timetaken, stored?.timetaken);
  if (hours !== undefined) hoursIn('timetaken', hours);
  const runs =
    element.clear_end === true ||
    (stored?.ends_at === null && element.clear_end !== false && end === undefined && hours === undefined);
  const stopped = element.clear_end === false && stored?.ends_at === null ? facts.now : undefined;
  const rounded = (value: number) => roundedHours(value, row, facts);
  const forgets = element.timetaken === null && stored !== undefined;
  const startsAt = start ?? stored?.starts_at ?? startFrom(end, hours, runs, facts.now);
  refuseFar('start_date', startsAt);
  if (runs) return { ...row, starts_at: startsAt, ends_at: null, timetaken: null };
  const isDerived = stored === undefined || forgets || isDerivedTime(stored, rounded);
  const endsAt =
    end ??
    (hours !== undefined && isDerived ? startsAt + wholeSeconds(hours) : undefined) ??
    stopped ??
    stored?.ends_at ??
    undefined;
  if (endsAt === undefined) {
    throw fieldProblem('end_date', 'Say when it ended, or how long it took (timetaken), or that it runs (clear_end).');
  }
  checkLength(startsAt, endsAt);
  const length = (endsAt - startsAt) / HOUR;
  const moved = stored === undefined || startsAt !== stored.starts_at || endsAt !== stored.ends_at;
  const spent =
    hours ?? (forgets || stored === undefined || (moved && isDerived) ? length : (stored.timetaken ?? length));
  const same = stored !== undefined && spent === stored.timetaken && row.event_type === stored.event_type;
  return { ...row, starts_at: startsAt, ends_at: endsAt, timetaken: same ? spent : rounded(spent) };
}

function said(given: number | null | undefined, stored: number | null | undefined): number | undefined {
  if (given === undefined || given === null || given === stored) return undefined;
  return given;
}

function startFrom(end: number | undefined, hours: number | undefined, runs: boolean, now: number): number {
  if (end !== undefined && hours !== undefined) return end - wholeSeconds(hours);
  if (runs) return now;
  throw fieldProblem('start_date', 'Say when it began.');
}

const wholeSeconds = (hours: number) => Math.round(hours * 3_600) * 1_000;

/** The time that a stored event took is what its start and end say. */
function isDerivedTime({ starts_at, ends_at, timetaken }: EventRow, rounded: (hours: number) => number): boolean {
  if (ends_at === null || timetaken === null) return true;
  const length = (ends_at - starts_at) / HOUR;
  return Math.abs(timetaken - length) < 1e-6 || Math.abs(timetaken - rounded(length)) < 1e-6;
}

function roundedHours(hours: number, row: EventRow, { rules }: TimeFacts): number {
  if (row.event_type !== eventType.work || rules.rounding.per !== 'entry') return hours;
  return Math.min(longest, roundHours(hours, rules.rounding));
}

export function hoursIn(field: string, hours: number): number {
  if (hours < 0) throw fieldProblem(field, 'Hours are not negative.');
  if (hours > longest) throw fieldProblem(field, `An entry has at most ${longest} hours.`);
  return hours;
}

/** Times that somebody can have worked. */
function refuseFar(field: string, instant: number): void {
  const year = new Date(instant).getUTCFullYear();
  if (!(year >= 1900 && year <= 2199)) throw fieldProblem(field, 'The year is from 1900 to 2199.');
}

function checkLength(startsAt: number, endsAt: number): void {
  if (endsAt < startsAt) throw fieldProblem('end_date', 'The end is before the start.');
  if (endsAt - startsAt > longest * HOUR) throw fieldProblem('end_date', `An entry has at most ${longest} hours.`);
}
