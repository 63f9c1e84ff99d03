import ICAL from 'ical.js';
import { formatInstant } from '../../kernel/time/iso.ts';
import { SECOND } from '../../kernel/time/units.ts';
import type { Planned } from './status-sql.ts';

/** An iCalendar feed (RFC 5545) of planned maintenance. Each time of what recurs is an event of its own, in UTC, which every
 * calendar shows in the zone of whoever looks. */
export function maintenanceFile(
  name: string,
  planned: readonly Planned[],
  summaryOf: (service: string) => string,
): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', '-//Almanac//Status//EN');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('calscale', 'GREGORIAN');
  calendar.updatePropertyWithValue('method', 'PUBLISH');
  calendar.updatePropertyWithValue('x-wr-calname', name);
  calendar.updatePropertyWithValue('refresh-interval', ICAL.Duration.fromString('PT1H'));
  for (const one of planned) calendar.addSubcomponent(eventOf(one, summaryOf(one.service)));
  // Lines end with CRLF, the last one too.
  return `${calendar.toString()}\r\n`;
}

function eventOf({ id, start, end, changedAt }: Planned, summary: string): ICAL.Component {
  const event = new ICAL.Component('vevent');
  const texts: [string, string][] = [
    ['uid', `${id}-${Math.floor(start / SECOND)}@maintenance.almanac`],
    ['summary', summary],
    ['status', 'CONFIRMED'],
    ['transp', 'TRANSPARENT'],
  ];
  for (const [name, text] of texts) event.updatePropertyWithValue(name, text);
  const instants: [string, number][] = [
    ['dtstamp', changedAt],
    ['dtstart', start],
    ['dtend', end],
  ];
  for (const [name, instant] of instants) event.updatePropertyWithValue(name, utc(instant));
  return event;
}

function utc(instant: number): ICAL.Time {
  return ICAL.Time.fromDateTimeString(formatInstant(Math.floor(instant / SECOND) * SECOND));
}
