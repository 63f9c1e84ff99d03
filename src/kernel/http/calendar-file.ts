import ICAL from 'ical.js';
import { formatInstant } from '../time/iso.ts';
import { SECOND } from '../time/units.ts';

/** What a calendar is told of one event. */
export interface CalendarEntry {
  /** The same for the life of the event, so that a calendar knows it again. */
  readonly uid: string;
  /** Grows with each change; a calendar keeps the highest (RFC 5545 3.8.7.4). */
  readonly sequence?: number;
  readonly status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  /** It takes time. */
  readonly busy: boolean;
  readonly isPrivate?: boolean;
  readonly start: number;
  readonly end: number;
  /** Of whole days the civil dates, the second not included. */
  readonly days?: { readonly first: string; readonly until: string } | undefined;
  readonly changedAt: number;
  readonly summary: string;
  readonly description?: string;
  readonly location?: string | undefined;
  /** Where it can be changed. */
  readonly url?: string;
}

export interface CalendarFile {
  /** Which part of the product made it. */
  readonly product: string;
  /** How a calendar that subscribes calls it, and that it asks again every hour. */
  readonly feed?: string;
  readonly entries: readonly CalendarEntry[];
}

/** An iCalendar file (RFC 5545) with METHOD:PUBLISH (RFC 5546 3.2.1). Its times are in UTC, which every calendar shows
 * in the zone of whoever looks, and which needs no VTIMEZONE that could be out of date. */
export function calendarFile({ product, feed, entries }: CalendarFile): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', `-//Almanac//${product}//EN`);
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('calscale', 'GREGORIAN');
  calendar.updatePropertyWithValue('method', 'PUBLISH');
  if (feed !== undefined) {
    // ical.js knows no type of it, and writes it as it is.
    const name = feed.replace(/[\\;,]/g, '\\$&').replace(/[\s\p{Cc}]+/gu, ' ');
    calendar.updatePropertyWithValue('x-wr-calname', name);
    calendar.updatePropertyWithValue('refresh-interval', ICAL.Duration.fromString('PT1H'));
  }
  for (const entry of entries) calendar.addSubcomponent(eventOf(entry));
  // Lines end with CRLF, the last one too.
  return `${calendar.toString()}\r\n`;
}

function eventOf(entry: CalendarEntry): ICAL.Component {
  const { days, busy, isPrivate } = entry;
  const event = new ICAL.Component('vevent');
  const texts: [string, string | undefined][] = [
    ['uid', entry.uid],
    ['summary', entry.summary],
    ['description', entry.description],
    ['location', entry.location],
    ['status', entry.status],
    ['transp', busy ? 'OPAQUE' : 'TRANSPARENT'],
    ['class', isPrivate ? 'PRIVATE' : undefined],
    ['url', entry.url],
  ];
  for (const [name, text] of texts) if (text) event.updatePropertyWithValue(name, text);
  if (entry.sequence !== undefined) event.updatePropertyWithValue('sequence', entry.sequence);
  const times: [string, ICAL.Time][] = [
    ['dtstamp', utc(entry.changedAt)],
    ['last-modified', utc(entry.changedAt)],
    ['dtstart', days ? ICAL.Time.fromDateString(days.first) : utc(entry.start)],
    ['dtend', days ? ICAL.Time.fromDateString(days.until) : utc(entry.end)],
  ];
  for (const [name, time] of times) event.updatePropertyWithValue(name, time);
  return event;
}

function utc(instant: number): ICAL.Time {
  return ICAL.Time.fromDateTimeString(formatInstant(Math.floor(instant / SECOND) * SECOND));
}
