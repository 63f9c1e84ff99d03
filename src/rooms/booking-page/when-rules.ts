import { civilDay, formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf, localToInstant, offsetAt, wallClockAt } from '../../kernel/time/local.ts';
import { DAY, MINUTE } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';

/** Instants in the customer's words. Intl writes them; it reckons nothing. */

export interface Reader {
  readonly locale: string;
  readonly zone: Zone;
}

/** `Tuesday, 24 November 2026` */
export function dateText(day: number, { locale }: Pick<Reader, 'locale'>): string {
  return format(locale, 'UTC', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(day * DAY);
}

/** `Tue 24 Nov` */
export function shortDateText(day: number, { locale }: Pick<Reader, 'locale'>): string {
  return format(locale, 'UTC', { weekday: 'short', day: 'numeric', month: 'short' }).format(day * DAY);
}

/** `09:30`, or `9:30 am`. A time that the clock shows twice that day says which of the two it is. */
export function timeText(instant: number, { locale, zone }: Reader): string {
  const hour = has12Hours(locale) ? 'numeric' : '2-digit';
  const text = format(locale, zone.name, { hour, minute: '2-digit' }).format(instant);
  return shownTwice(instant, zone) ? `${text} (${offsetText(instant, zone)})` : text;
}

/** When an appointment is, as a sentence would say it: the date once where it begins and ends on the same day. */
export function whenText({ start, end }: Interval, reader: Reader): string {
  const days = wholeDays({ start, end }, reader.zone);
  if (days) {
    const [first, last] = days;
    return first === last ? dateText(first, reader) : `${dateText(first, reader)} – ${dateText(last, reader)}`;
  }
  const [first, last] = [dayOf(start, reader.zone), dayOf(end, reader.zone)];
  const [from, until] = [timeText(start, reader), timeText(end, reader)];
  // The two times of a day stay on one line.
  if (first === last) return `${dateText(first, reader)}, ${from}\u00a0–\u00a0${until}`;
  return `${dateText(first, reader)}, ${from} – ${dateText(last, reader)}, ${until}`;
}

/** `Tuesday, 24 November 2026, 09:30` */
export function instantText(instant: number, reader: Reader): string {
  return `${dateText(dayOf(instant, reader.zone), reader)}, ${timeText(instant, reader)}`;
}

/** `Tue 24 Nov, 09:30`: what a button of a slot says; whole days have no time, and slots that are not all equally long
 * have their end. */
export function slotText(slot: Interval, reader: Reader, withEnd = false): string {
  const date = shortDateText(dayOf(slot.start, reader.zone), reader);
  return wholeDays(slot, reader.zone) ? date : `${date}, ${slotTimeText(slot, reader, withEnd)}`;
}

/** What such a button says under the heading of its day. */
export function slotTimeText(slot: Interval, reader: Reader, withEnd = false): string {
  if (wholeDays(slot, reader.zone)) return slotText(slot, reader);
  const start = timeText(slot.start, reader);
  return withEnd ? `${start}\u00a0–\u00a0${timeText(slot.end, reader)}` : start;
}

/** `Berlin (GMT+1)`, as it is at an instant. */
export function zoneText(zone: Zone, instant: number): string {
  return `${placeName(zone.name)} (${offsetText(instant, zone)})`;
}

/** `America/Argentina/Buenos_Aires` is in Buenos Aires. */
export function placeName(zoneName: string): string {
  return zoneName.slice(zoneName.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** For a date in an address. */
export function dateOf(day: number): string {
  return formatCivilDate(day);
}

function has12Hours(locale: string): boolean {
  return format(locale, 'UTC', { hour: 'numeric' }).resolvedOptions().hour12 === true;
}

function wholeDays({ start, end }: Interval, zone: Zone): [first: number, last: number] | undefined {
  const [from, until] = [wallClockAt(start, zone), wallClockAt(end, zone)];
  return from.time === 0 && until.time === 0 && until.day > from.day ? [from.day, until.day - 1] : undefined;
}

function shownTwice(instant: number, zone: Zone): boolean {
  const { day, time } = wallClockAt(instant, zone);
  return localToInstant(day, time, zone, { overlap: 'first' }) !== localToInstant(day, time, zone, { overlap: 'last' });
}

/** `GMT+1`, `GMT-3:30`: the same in both languages. */
function offsetText(instant: number, zone: Zone): string {
  const minutes = Math.round(offsetAt(instant, zone) / MINUTE);
  if (minutes === 0) return 'GMT';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `GMT${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Formats are dear to make. There are a few locales and styles, and some hundred zones. */
const formats = new Map<string, Intl.DateTimeFormat>();
const mostFormats = 2_000;

function format(locale: string, timeZone: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = [locale, timeZone, ...Object.keys(style), style.weekday].join();
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...style, timeZone });
  if (formats.size < mostFormats) formats.set(key, made);
  return made;
}

/** The first Monday not after a day. */
export function mondayOf(day: number): number {
  return day - ((((day - civilDay(1970, 1, 5)) % 7) + 7) % 7);
}
