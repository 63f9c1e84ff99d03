import { completeStatus } from '../../codes.ts';
import { count } from '../../kernel/recurrence/expand.ts';
import type { Recurrence, Rule } from '../../kernel/recurrence/rule.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { DAY, MIN_INSTANT, SECOND } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import type { AppointmentRow } from './row.ts';

/** Rules of recurring appointments (contract/behaviour.md section 3), as functions of what is stored. */

/** What a master says about each of its children. */
export interface Template {
  starts_at: number | null;
  ends_at: number | null;
  all_day: boolean;
  start_date: string | null;
  end_date: string | null;
}

export interface ChildTimes {
  starts_at: number;
  ends_at: number;
  start_date: string | null;
  end_date: string | null;
}

/** When the child of one occurrence is. A timed child lasts as long as its master; an all-day child takes as many civil
 * days, from the day that the occurrence has in the zone of the rule, in the zone of its agent.
 * @param start the occurrence, an instant
 * @param ruleZone the zone in which the rule's wall clock runs
 * @param agentZone the zone of the child's agent */
export function childTimes(template: Template, start: number, ruleZone: Zone, agentZone: Zone): ChildTimes {
  if (!template.all_day || template.start_date === null || template.end_date === null) {
    const length = (template.ends_at ?? 0) - (template.starts_at ?? 0);
    return { starts_at: start, ends_at: start + length, start_date: null, end_date: null };
  }
  const first = dayOf(start, ruleZone);
  const last = first + dayNumber(template.end_date) - dayNumber(template.start_date);
  return {
    starts_at: startOfDay(first, agentZone),
    ends_at: startOfDay(last + 1, agentZone),
    start_date: formatCivilDate(first),
    end_date: formatCivilDate(last),
  };
}

function dayNumber(date: string): number {
  return parseCivilDate(date) ?? 0;
}

/** What a child's life adds to it; a change of anything else makes it an exception. */
const ownLife = new Set<keyof AppointmentRow>([
  'complete_status',
  'complete_date',
  'complete_agent_id',
  'complete_timetaken',
  'appointment_status',
  'actual_start',
  'reminder_shown',
  'followup_id',
  'approval_status',
  'approvalagent',
  'approvalnote',
  'approvaldatetime',
  'deleted',
  'deleted_at',
  'busy',
  'forced',
  'clash',
  'is_exception',
  'last_modified',
  'version',
  'extra',
]);

const completionNotes = ['complete_note', 'complete_notehtml', 'utcoffset', 'chargerate', 'apfaultidremoved'];

/** Does this change make the child differ from its series? Completing alone does not. */
export function makesException(row: AppointmentRow, before: AppointmentRow): boolean {
  const names = Object.keys(row) as (keyof AppointmentRow)[];
  if (names.some((name) => !ownLife.has(name) && !same(row[name], before[name]))) return true;
  return !same(withoutNotes(row.extra), withoutNotes(before.extra));
}

function withoutNotes(extra: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !completionNotes.includes(name)));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A child that a change of its master reaches: open, unedited, and not begun. */
export function followsMaster(child: AppointmentRow, now: number): boolean {
  const isOpen = child.complete_status === completeStatus.open && !child.deleted;
  const hasBegun = child.actual_start !== null || (child.starts_at ?? now) <= now;
  return isOpen && !child.is_exception && !hasBegun;
}

/** What becomes of a child when its series has a new rule. */
export type Fate =
  /** It stands for the occurrence that the new rule has on its civil date. */
  | { kind: 'matched'; start: number }
  /** It is an edited child whose date the rule has no more: an appointment of its own from now on. */
  | { kind: 'ordinary' }
  /** It goes: a tombstone, or a child that nobody touched. */
  | { kind: 'gone' }
  /** It stays as it is: done or begun, on a date that the rule has no more. */
  | { kind: 'kept' };

/** Matches children with the occurrences of a new rule by civil date, each occurrence for one child of an agent at most.
 * @param zone the zone of the new rule
 * @param belongs is the child's agent one of the series? */
export function fates(
  children: readonly AppointmentRow[],
  occurrences: readonly number[],
  zone: Zone,
  now: number,
  belongs: (child: AppointmentRow) => boolean,
): Map<AppointmentRow, Fate> {
  const startOn = new Map(occurrences.map((start) => [dayOf(start, zone), start]));
  const taken = new Set<string>();
  const fate = (child: AppointmentRow): Fate => {
    const start = belongs(child) ? startOn.get(dayOf(child.original_start ?? 0, zone)) : undefined;
    const place = `${start} ${child.series_agent_id}`;
    if (start !== undefined && !taken.has(place)) {
      taken.add(place);
      return { kind: 'matched', start };
    }
    if (child.deleted || followsMaster(child, now)) return { kind: 'gone' };
    return child.is_exception ? { kind: 'ordinary' } : { kind: 'kept' };
  };
  return new Map(children.map((child) => [child, fate(child)]));
}

/** The rules of both parts when a series is split before an occurrence: the first part ends before it, and what is left
 * of a COUNT goes to the second.
 * @param splitAt the occurrence, an instant, from which the second part runs */
export function splitRules(recurrence: Recurrence, splitAt: number): { before: number; first: Rule[]; second: Rule[] } {
  const before = count(recurrence, { start: MIN_INSTANT, end: splitAt });
  return {
    before,
    first: recurrence.rules.map((rule) => endedBefore(rule, splitAt, recurrence.start.zone)),
    second: recurrence.rules.map((rule) =>
      rule.count === undefined ? rule : { ...rule, count: Math.max(rule.count - before, 1) },
    ),
  };
}

function endedBefore(rule: Rule, splitAt: number, zone: Zone): Rule {
  const { count: _counted, ...rest } = rule;
  // A civil day where that is enough, so that the dialog can still say it.
  const isDaily = !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.frequency) && rule.byHour.length === 0;
  if (isDaily) return { ...rest, until: { day: dayOf(splitAt, zone) - 1, utc: false } };
  const last = splitAt - SECOND;
  const day = Math.floor(last / DAY);
  return { ...rest, until: { day, time: last - day * DAY, utc: true } };
}

/** A weekly rule moves with its start: a Monday series whose occurrence is moved to Tuesday is a Tuesday series.
 * @param days by how many civil days the start moved */
export function movedRule(rule: Rule, days: number): Rule {
  const shift = ((days % 7) + 7) % 7;
  if (shift === 0 || rule.frequency !== 'WEEKLY') return rule;
  const byDay = rule.byDay.map(({ weekday, nth }) => ({ weekday: (weekday + shift) % 7, nth }));
  return { ...rule, byDay: byDay.sort((a, b) => ((a.weekday + 6) % 7) - ((b.weekday + 6) % 7)) };
}
