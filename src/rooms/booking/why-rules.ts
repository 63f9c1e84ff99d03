import { freeTime, workingLength } from '../../kernel/availability/working-time.ts';
import { clipIntervals, type Interval, mergeIntervals, overlaps, totalLength } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { type BookableResource, type OfferType, widened } from './offer-rules.ts';

/** Why somebody can, or cannot, be booked in a slot. */

export interface Candidate extends BookableResource {
  readonly name: string;
  readonly publicHolidays: readonly Interval[];
  readonly leave: readonly Interval[];
}

/** `free`; else the first of these that is so: a public holiday, leave (pending too), no working time then, as many bookings
 * on that day as there may be, something in the calendar, or free but with slots that begin at other minutes. */
export type Why = 'free' | 'holiday' | 'leave' | 'off' | 'full' | 'busy' | 'step';

export interface Reason {
  readonly why: Why;
  /** What is free around the slot, or stands in its way. */
  readonly time?: Interval;
}

/** @param isOffered they are among those who are free in the slot */
export function whyIn(type: OfferType, candidate: Candidate, slot: Interval, isOffered: boolean): Reason {
  const { stretches, closed, busy, publicHolidays, leave, bookedOn, zone } = candidate;
  if (isOffered) {
    const time = freeTime(stretches, closed, busy).find(({ start, end }) => start <= slot.start && end >= slot.end);
    return { why: 'free', ...(time && { time }) };
  }
  const among = (times: readonly Interval[], around = slot) => times.find((time) => overlaps(time, around));
  const holiday = among(publicHolidays);
  if (holiday) return { why: 'holiday', time: holiday };
  const away = among(leave);
  if (away) return { why: 'leave', time: away };
  if (workingLength(slot, mergeIntervals(stretches)) < slot.end - slot.start) return { why: 'off' };
  if ((bookedOn?.get(dayOf(slot.start, zone)) ?? 0) >= (type.max_per_day ?? Number.POSITIVE_INFINITY))
    return { why: 'full' };
  const taken = among(busy, widened(slot, type));
  return taken ? { why: 'busy', time: taken } : { why: 'step' };
}

/** Minutes of working time in an interval, and how many of them are free: what there was before the first slot. */
export function minutesIn({ stretches, closed, busy }: BookableResource, interval: Interval) {
  const length = (...taken: (readonly Interval[])[]) =>
    Math.round(totalLength(clipIntervals(freeTime(stretches, closed, ...taken), interval)) / MINUTE);
  return { work_minutes: length(), free_minutes: length(busy) };
}
