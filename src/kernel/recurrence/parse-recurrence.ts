import { dayOf, localToInstant, wallClockAt } from '../time/local.ts';
import { SECOND } from '../time/units.ts';
import { findZone, UTC, type Zone } from '../time/zones.ts';
import { inCapitals, parseRule, readDateTime } from './parse-rule.ts';
import {
  type DateMark,
  type Recurrence,
  RecurrenceError,
  type Rule,
  recurrenceOf,
  type Start,
  type Until,
} from './rule.ts';

/** What the text leaves open: a start kept apart, and the zone of times without one. `lenient`: see `checkRule`. */
export interface ParseOptions {
  readonly start?: Start;
  readonly zone?: Zone;
  readonly lenient?: boolean;
}

interface Line {
  readonly name: string;
  readonly zoneName: string | undefined;
  readonly value: string;
}

/** Far more than any calendar program writes, and few enough to read in a moment. */
const LONGEST_TEXT = 200_000;
/** RDATE and EXDATE values together; a longer list is no recurrence but a table. */
const MOST_DATES = 10_000;
const MOST_RULES = 20;

/**
 * Reads DTSTART, RRULE, RDATE and EXDATE lines (RFC 5545 3.8.5), folded or not; a lone `FREQ=...` is an RRULE. The start
 * comes from DTSTART, else from the options. Of an RDATE that is a period the start counts. Throws RecurrenceError that
 * names the property or the part.
 * @example
 * const recurrence = parseRecurrence('DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=DAILY;COUNT=3')
 * recurrence.start.zone.name // => 'Europe/Berlin'
 * parseRecurrence('DTSTART:20260101T090000Z\nEXDATE:tomorrow') // throws EXDATE
 */
export function parseRecurrence(text: string, options: ParseOptions = {}): Recurrence {
  if (text.length > LONGEST_TEXT) throw new RecurrenceError('RRULE', 'is too long');
  const lines = readLines(text);
  const start = readStart(lines, options);
  const rules: Rule[] = [];
  const rdates: DateMark[] = [];
  const exdates: DateMark[] = [];
  for (const line of lines) {
    if (line.name === 'RRULE') rules.push(parseRule(line.value, options.lenient));
    else if (line.name === 'RDATE') rdates.push(...readMarks(line, start));
    else if (line.name === 'EXDATE') exdates.push(...readMarks(line, start));
    else if (line.name !== 'DTSTART') throw new RecurrenceError(line.name.slice(0, 20), 'is not a recurrence property');
  }
  if (rdates.length + exdates.length > MOST_DATES) throw new RecurrenceError('EXDATE', `more than ${MOST_DATES} dates`);
  if (rules.length > MOST_RULES) throw new RecurrenceError('RRULE', `more than ${MOST_RULES} rules`);
  return recurrenceOf(start, rules, rdates, exdates);
}

function readLines(text: string): Line[] {
  const unfolded = /\n[ \t]/.test(text) ? text.replace(/\r?\n[ \t]/g, '') : text;
  const lines: Line[] = [];
  for (let from = 0; from < unfolded.length; ) {
    const newline = unfolded.indexOf('\n', from);
    const until = newline < 0 ? unfolded.length : newline;
    const line = unfolded.slice(from, until);
    if (line.trim() !== '') lines.push(readLine(line));
    from = until + 1;
  }
  return lines;
}

function readLine(text: string): Line {
  const colon = text.indexOf(':');
  if (colon < 0) return { name: 'RRULE', zoneName: undefined, value: text };
  const semicolon = text.indexOf(';');
  const plain = semicolon < 0 || semicolon > colon;
  return {
    name: inCapitals(text.slice(0, plain ? colon : semicolon).trim()),
    zoneName: plain ? undefined : parameter(text, semicolon + 1, colon, 'TZID'),
    value: text.slice(colon + 1).trim(),
  };
}

/** The value of a parameter among those between two positions of a line. */
function parameter(text: string, begin: number, end: number, wanted: string): string | undefined {
  for (let from = begin; from < end; ) {
    const semicolon = text.indexOf(';', from);
    const until = semicolon < 0 || semicolon > end ? end : semicolon;
    const equals = text.indexOf('=', from);
    if (equals > 0 && equals < until && inCapitals(text.slice(from, equals).trim()) === wanted) {
      const value = text.slice(equals + 1, until).trim();
      return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
    }
    from = until + 1;
  }
  return undefined;
}

function readStart(lines: readonly Line[], options: ParseOptions): Start {
  let start: Start | undefined;
  for (const line of lines) {
    if (line.name !== 'DTSTART') continue;
    if (start !== undefined) throw new RecurrenceError('DTSTART', 'is given twice');
    start = startOf(line, options);
  }
  start ??= options.start;
  if (start === undefined) throw new RecurrenceError('DTSTART', 'is missing');
  return start;
}

function startOf(line: Line, options: ParseOptions): Start {
  const date = readValue(line, inCapitals(line.value));
  const zone = date.utc ? UTC : (zoneOf(line) ?? options.zone ?? UTC);
  if (date.time === undefined) return { day: date.day, time: 0, zone, allDay: true };
  return { day: date.day, time: date.time, zone, allDay: false };
}

function readMarks(line: Line, start: Start): DateMark[] {
  const zone = zoneOf(line) ?? start.zone;
  return line.value
    .toUpperCase()
    .split(',')
    .map((text) => {
      const date = readValue(line, text.trim().split('/')[0] as string);
      if (date.time === undefined) return { day: date.day };
      return { instant: localToInstant(date.day, date.time, date.utc ? UTC : zone) };
    });
}

function readValue(line: Line, text: string): Until {
  const date = readDateTime(text);
  if (date === undefined) {
    const quoted = JSON.stringify(text.slice(0, 40));
    throw new RecurrenceError(line.name, `${quoted} is not a date such as 20260329 or 20260329T090000Z`);
  }
  return date;
}

function zoneOf({ name, zoneName }: Line): Zone | undefined {
  if (zoneName === undefined) return undefined;
  const zone = findZone(zoneName);
  if (zone === undefined) throw new RecurrenceError(name, `unknown time zone ${JSON.stringify(zoneName.slice(0, 40))}`);
  return zone;
}

/**
 * The start that an instant is on a zone's clock; `allDay` makes it the whole civil day.
 * @example
 * startAt(Date.UTC(2026, 0, 1, 8), resolveZone('Europe/Berlin')).time // => wallTime(9)
 */
export function startAt(instant: number, zone: Zone, allDay = false): Start {
  if (allDay) return { day: dayOf(instant, zone), time: 0, zone, allDay };
  // RFC 5545 knows whole seconds only.
  return { ...wallClockAt(Math.floor(instant / SECOND) * SECOND, zone), zone, allDay };
}
