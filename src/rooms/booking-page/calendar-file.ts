import ICAL from 'ical.js';
import { formatInstant } from '../../kernel/time/iso.ts';
import { SECOND } from '../../kernel/time/units.ts';

/** What a calendar is told of a booking. */
export interface CalendarEntry {
  /** The same for the life of the booking, so that a calendar knows it again. */
  readonly uid: string;
  /** Grows with each change; a calendar keeps the highest (RFC 5545 3.8.7.4). */
  readonly sequence: number;
  readonly cancelled: boolean;
  readonly start: number;
  readonly end: number;
  readonly changedAt: number;
  readonly summary: string;
  readonly description: string;
  readonly location?: string | undefined;
  /** Where it can be changed. */
  readonly url: string;
}

/** An iCalendar file (RFC 5545) with METHOD:PUBLISH (RFC 5546 3.2.1). Its times are in UTC, which every calendar shows
 * in the zone of whoever looks, and which needs no VTIMEZONE that could be out of date. */
export function calendarFile(entry: CalendarEntry): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', '-//Almanac//Booking//EN');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('calscale', 'GREGORIAN');
  calendar.updatePropertyWithValue('method', 'PUBLISH');
  calendar.addSubcomponent(eventOf(entry));
  // Lines end with CRLF, the last one too.
  return `${calendar.toString()}\r\n`;
}

function eventOf(entry: CalendarEntry): ICAL.Component {
  const event = new ICAL.Component('vevent');
  const texts: [string, string | undefined][] = [
    ['uid', entry.uid],
    ['summary', entry.summary],
    ['description', entry.description],
    ['location', entry.location],
    ['status', entry.cancelled ? 'CANCELLED' : 'CONFIRMED'],
    ['transp', entry.cancelled ? 'TRANSPARENT' : 'OPAQUE'],
    ['url', entry.url],
  ];
  for (const [name, text] of texts) if (text) event.updatePropertyWithValue(name, text);
  event.updatePropertyWithValue('sequence', entry.sequence);
  const instants: [string, number][] = [
    ['dtstamp', entry.changedAt],
    ['last-modified', entry.changedAt],
    ['dtstart', entry.start],
    ['dtend', entry.end],
  ];
  for (const [name, instant] of instants) event.updatePropertyWithValue(name, utc(instant));
  return event;
}

function utc(instant: number): ICAL.Time {
  return ICAL.Time.fromDateTimeString(formatInstant(Math.floor(instant / SECOND) * SECOND));
}
