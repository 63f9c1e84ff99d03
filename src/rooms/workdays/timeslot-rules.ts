import { datedSpan } from '../../kernel/availability/working-time.ts';
import { weekdayOf } from '../../kernel/time/civil.ts';
import {
  firstEndingAfter,
  type Interval,
  type IntervalSet,
  mergeIntervals,
  overlaps,
  subtractIntervals,
} from '../../kernel/time/intervals.ts';
import { DAY, HOUR, SECOND } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';
import { windowOf } from '../../wire/window.ts';
import { type DatedPattern, patternOn } from './pattern-rules.ts';
import { longestWindow, type TimeslotQuery, type WallRow } from './schema.ts';
import { closedOf, stretchesOf, type Work } from './work-rules.ts';

/** Timeslots on days, and how many agents are free in them. */

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The window that is asked for; undefined without dates.
 * @throws Problem where one of the dates is missing, or they are too far apart */
export function slotWindow(query: TimeslotQuery): Interval | undefined {
  const { from: start, to: end } = windowOf(query);
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined) throw fieldProblem('start_date', 'Goes with end_date: give both.');
  if (end === undefined) throw fieldProblem('end_date', 'Goes with start_date: give both.');
  if (start < earliest || end >= latest) throw fieldProblem('start_date', 'The year is from 1900 to 2199.');
  // 92 days of a calendar may be an hour longer.
  if (end - start > longestWindow * DAY + HOUR) {
    throw fieldProblem('end_date', `The window is at most ${longestWindow} days; ask for the rest by itself.`);
  }
  return { start, end };
}

export interface DatedSlot<Slot> extends Interval {
  readonly slot: Slot;
  /** The civil day on which it begins, in the zone of its workday. */
  readonly day: number;
}

/** The slots of a window, by start: those of each workday on the days that its hours, as they are then, include.
 * @param patterns of one workday, or of an agent, who may change workdays */
export function datedSlots<Slot extends WallRow & { readonly workday_id: number }>(
  slots: readonly Slot[],
  patterns: readonly DatedPattern[],
  window: Interval,
): DatedSlot<Slot>[] {
  const found: DatedSlot<Slot>[] = [];
  // A zone may be a day away, and a slot may end on the day after it begins.
  for (let day = Math.floor(window.start / DAY) - 2; day <= Math.floor(window.end / DAY) + 1; day++) {
    const held = patternOn(patterns, day);
    const works = held && (held.fromDay ?? day) <= day && held.pattern.days[weekdayOf(day)]?.spans.length;
    if (!held || !works) continue;
    for (const slot of slots) {
      if (slot.workday_id !== held.workdayId) continue;
      const time = datedSpan({ start: slot.start * SECOND, end: slot.end * SECOND }, day, held.pattern.zone);
      if (time.start < time.end && overlaps(time, window)) found.push({ ...time, slot, day });
    }
  }
  return found.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** Somebody's time, to be asked about again and again. */
export interface FreeTime {
  readonly patterns: readonly DatedPattern[];
  readonly open: IntervalSet;
  readonly busy: IntervalSet;
}

/** @param window with all of every slot that will be asked for */
export function freeTimeOf(work: Work, busy: readonly Interval[], window: Interval): FreeTime {
  const open = subtractIntervals(mergeIntervals(stretchesOf(work, window)), closedOf(work));
  return { patterns: work.patterns, open, busy: mergeIntervals(busy) };
}

/** Does somebody have this workday on that day, work through the whole slot, and have nothing else to do in it? */
export function isFreeIn({ patterns, open, busy }: FreeTime, workdayId: number, slot: Interval & { day: number }) {
  if (patternOn(patterns, slot.day)?.workdayId !== workdayId) return false;
  const around = open[firstEndingAfter(open, slot.start)];
  if (around === undefined || around.start > slot.start || around.end < slot.end) return false;
  const next = busy[firstEndingAfter(busy, slot.start)];
  return next === undefined || next.start >= slot.end;
}
