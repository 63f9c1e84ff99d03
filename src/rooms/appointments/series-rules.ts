import { completeStatus } from '../../codes.ts';
import { count, next } from '../../kernel/recurrence/expand.ts';
import { type DateMark, type Recurrence, type Rule, recurrenceOf, type Start } from '../../kernel/recurrence/rule.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { dayOf, localToInstant, startOfDay, wallClockAt } from '../../kernel/time/local.ts';
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

/** Matches children with the occurrences of a new rule by civil date, each occurrence for one child of an agent at most;
 * of several on one date first those whose start stays, then the others in their order.
 * @param zones those of the rule that the children were made by, and of the new one
 * @param belongs is the child's agent one of the series? */
export function fates(
  children: readonly AppointmentRow[],
  occurrences: readonly number[],
  zones: { before: Zone; after: Zone },
  now: number,
  belongs: (child: AppointmentRow) => boolean,
): Map<AppointmentRow, Fate> {
  const starts = new Set(occurrences);
  const startsOn = new Map<number, number[]>();
  for (const start of occurrences) {
    const day = dayOf(start, zones.after);
    startsOn.set(day, [...(startsOn.get(day) ?? []), start]);
  }
  const taken = new Set<string>();
  const matches = new Map<AppointmentRow, Fate>();
  const take = (child: AppointmentRow, start: number | undefined) => {
    if (start === undefined) return;
    taken.add(`${start} ${child.series_agent_id}`);
    matches.set(child, { kind: 'matched', start });
  };
  const free = (child: AppointmentRow) => (start: number) => !taken.has(`${start} ${child.series_agent_id}`);
  const members = children.filter(belongs);
  for (const child of members) {
    const start = child.original_start ?? Number.NaN;
    if (starts.has(start) && free(child)(start)) take(child, start);
  }
  for (const child of members.filter((one) => !matches.has(one))) {
    take(child, startsOn.get(dayOf(child.original_start ?? 0, zones.before))?.find(free(child)));
  }
  return new Map(children.map((child) => [child, matches.get(child) ?? unmatched(child, now)]));
}

function unmatched(child: AppointmentRow, now: number): Fate {
  if (child.deleted || followsMaster(child, now)) return { kind: 'gone' };
  return { kind: child.is_exception ? 'ordinary' : 'kept' };
}

/** Where the rule of a series begins: at its master's start; for whole days at the first one's midnight in the zone of
 * the rule, whatever the zone of the agent. */
export function startOfRule(master: Template, zone: Zone): number {
  const isWhole = master.all_day && master.start_date !== null;
  return isWhole ? startOfDay(dayNumber(master.start_date as string), zone) : (master.starts_at ?? 0);
}

/** RDATE and EXDATE lines name occurrences by their starts: when the time of day changes, they move with it. */
export function withMovedMarks({ start, rules, rdates, exdates }: Recurrence, newStart: Start): Recurrence {
  const moved = (mark: DateMark): DateMark => {
    if ('day' in mark) return mark;
    const { day, time } = wallClockAt(mark.instant, start.zone);
    return time === start.time ? { instant: localToInstant(day, newStart.time, newStart.zone) } : mark;
  };
  return recurrenceOf(newStart, rules, rdates.map(moved), exdates.map(moved));
}

/** Both parts of a series that is split before an occurrence: the first ends before it, and what is left of a COUNT goes
 * to the second, which still begins where the whole did.
 * @param splitAt the occurrence, an instant, from which the second part runs
 * @returns `before`, how many occurrences the first part has */
export function splitRules(
  recurrence: Recurrence,
  splitAt: number,
): { before: number; first: Recurrence; second: Recurrence } {
  const { start, rules } = recurrence;
  const isBefore = (mark: DateMark) => ('day' in mark ? mark.day < dayOf(splitAt, start.zone) : mark.instant < splitAt);
  const isAfter = (mark: DateMark) => !isBefore(mark);
  const { rdates, exdates } = recurrence;
  return {
    before: count(recurrence, { start: MIN_INSTANT, end: splitAt }),
    first: recurrenceOf(
      start,
      rules.flatMap((rule) => firstPart(rule, start, splitAt)),
      rdates.filter(isBefore),
      exdates.filter(isBefore),
    ),
    second: recurrenceOf(
      start,
      rules.flatMap((rule) => withoutFirst(rule, usedCount(rule, start, splitAt))),
      rdates.filter(isAfter),
      exdates.filter(isAfter),
    ),
  };
}

/** How many times a rule alone has occurred before an instant: those that an EXDATE takes out count, too. */
function usedCount(rule: Rule, start: Start, before: number): number {
  return count(recurrenceOf(start, [rule]), { start: MIN_INSTANT, end: before });
}

function firstPart(rule: Rule, start: Start, splitAt: number): Rule[] {
  const isOver = next(recurrenceOf(start, [rule]), splitAt - 1) === undefined;
  if (isOver) return [rule];
  if (rule.count === undefined) return [endedBefore(rule, splitAt, start.zone)];
  const used = usedCount(rule, start, splitAt);
  return used === 0 ? [] : [{ ...rule, count: used }];
}

/** A rule whose COUNT loses what came before it; none when nothing is left. */
function withoutFirst(rule: Rule, used: number): Rule[] {
  if (rule.count === undefined) return [rule];
  return rule.count > used ? [{ ...rule, count: rule.count - used }] : [];
}

function endedBefore(rule: Rule, splitAt: number, zone: Zone): Rule {
  // The end of the day before, where that is enough, so that the dialog can still say it; as an instant, because other
  // programs read an UNTIL without a time as the midnight that its day begins with.
  const isDaily = !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.frequency) && rule.byHour.length === 0;
  const last = (isDaily ? startOfDay(dayOf(splitAt, zone), zone) : splitAt) - SECOND;
  const day = Math.floor(last / DAY);
  return { ...rule, until: { day, time: last - day * DAY, utc: true } };
}

/** The second part of a split series, from its new start on. A rule that does not occur at its start has the start added,
 * and the occurrence that the start stands for taken out; a COUNT counts them as one.
 * @param stoodAt the occurrence that the start stands for, as the old rule had it */
export function startingAt(second: Recurrence, start: Start, stoodAt: number): Recurrence {
  const days = start.day - dayOf(stoodAt, second.start.zone);
  const moved = recurrenceOf(
    start,
    second.rules.map((rule) => movedRule(rule, days)),
    second.rdates.filter((mark) => !('instant' in mark && mark.instant === stoodAt)),
    second.exdates,
  );
  const first = localToInstant(start.day, start.time, start.zone);
  if (next(moved, first - 1) === first) return moved;
  const stand = localToInstant(dayOf(stoodAt, second.start.zone), start.time, start.zone);
  const wouldOccur = next(moved, stand - 1) === stand && stand > first;
  const rules = wouldOccur ? moved.rules : moved.rules.flatMap((rule) => withoutFirst(rule, 1));
  const exdates = wouldOccur ? [...moved.exdates, { instant: stand }] : moved.exdates;
  return recurrenceOf(start, rules, [{ instant: first }, ...moved.rdates], exdates);
}

/** A weekly rule moves with its start: a Monday series whose occurrence is moved to Tuesday is a Tuesday series.
 * @param days by how many civil days the start moved */
export function movedRule(rule: Rule, days: number): Rule {
  const shift = ((days % 7) + 7) % 7;
  if (shift === 0 || rule.frequency !== 'WEEKLY') return rule;
  const byDay = rule.byDay.map(({ weekday, nth }) => ({ weekday: (weekday + shift) % 7, nth }));
  return { ...rule, byDay: byDay.sort((a, b) => ((a.weekday + 6) % 7) - ((b.weekday + 6) % 7)) };
}

/** Who of the new agents of a series takes over from whom of the old ones: those who stay keep theirs, and those who come
 * take the places of those who leave, in order. */
export function successors(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
): Map<number | null, number | null> {
  const leaving = before.filter((agent) => !after.includes(agent));
  const coming = after.filter((agent) => !before.includes(agent));
  return new Map(leaving.slice(0, coming.length).map((agent, index) => [agent, coming[index] as number | null]));
}
