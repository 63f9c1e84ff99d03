import { checkedCivilDay } from '../time/civil.ts';
import { wallTime } from '../time/wall.ts';
import { checkRule } from './check-rule.ts';
import {
  type ByDay,
  type Frequency,
  newRule,
  normalNumbers,
  RecurrenceError,
  type Rule,
  type Until,
  WEEKDAY_CODES,
} from './rule.ts';

type Parts = { -readonly [Key in keyof Rule]?: Rule[Key] };

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const;
/** The longest rule that says something new: each list at most once around, with room to spare. */
const LONGEST_TEXT = 10_000;

/**
 * Reads the value of an RRULE, in any capitals, with or without the leading `RRULE:`. Throws RecurrenceError that names
 * the part; see `checkRule` for `lenient`.
 * @example
 * parseRule('FREQ=WEEKLY;BYDAY=MO,FR;INTERVAL=2').byDay // => [{ weekday: 1, nth: 0 }, { weekday: 5, nth: 0 }]
 * parseRule('FREQ=MONTHLY;BYDAY=6MO,XX') // throws BYDAY
 */
export function parseRule(text: string, lenient = false): Rule {
  if (text.length > LONGEST_TEXT) throw new RecurrenceError('RRULE', 'is too long');
  let value = inCapitals(text.trim());
  if (value.startsWith('RRULE:')) value = value.slice(6);
  const parts: Parts = {};
  let seen = 0;
  for (let from = 0; from < value.length; ) {
    const semicolon = value.indexOf(';', from);
    const until = semicolon < 0 ? value.length : semicolon;
    const equals = value.indexOf('=', from);
    if (equals > from && equals < until) {
      const part = partNumber(value.slice(from, equals).trim());
      if ((seen >> part) & 1) throw new RecurrenceError(PARTS[part] as string, 'is given twice');
      seen |= 1 << part;
      readPart(parts, PARTS[part] as PartName, value.slice(equals + 1, until).trim());
    } else if (value.slice(from, until).trim() !== '') {
      // Nothing at all is let pass: some writers end the rule with a semicolon.
      throw new RecurrenceError('RRULE', `${quote(value.slice(from, until))} is not NAME=value`);
    }
    from = until + 1;
  }
  if (parts.frequency === undefined) throw new RecurrenceError('FREQ', 'is missing');
  return checkRule(newRule(parts.frequency, parts), lenient);
}

/**
 * The text in capitals. Nearly all is already, and looking is cheaper than copying.
 * @example
 * inCapitals('freq=Daily') // => 'FREQ=DAILY'
 */
export function inCapitals(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 96) return text.toUpperCase();
  return text;
}

const PARTS = [
  ...(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYSETPOS', 'WKST'] as const),
  ...(['BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYWEEKNO', 'BYYEARDAY'] as const),
] as const;
type PartName = (typeof PARTS)[number];

function partNumber(name: string): number {
  const part = (PARTS as readonly string[]).indexOf(name);
  if (part < 0) throw new RecurrenceError(name.slice(0, 20), 'is not a part of a rule');
  return part;
}

function readPart(parts: Parts, name: PartName, value: string): void {
  switch (name) {
    case 'FREQ':
      parts.frequency = readFrequency(value);
      return;
    case 'INTERVAL':
      parts.interval = readNumber(name, value);
      return;
    case 'COUNT':
      parts.count = readNumber(name, value);
      return;
    case 'UNTIL':
      parts.until = readUntil(value);
      return;
    case 'WKST':
      parts.weekStart = readWeekday(name, value);
      return;
    case 'BYDAY':
      parts.byDay = normalByDay(value.split(',').map(readByDay));
      return;
    default:
      parts[LISTS[name]] = readNumbers(name, value);
  }
}

const LISTS = {
  BYMONTH: 'byMonth',
  BYWEEKNO: 'byWeekNo',
  BYYEARDAY: 'byYearDay',
  BYMONTHDAY: 'byMonthDay',
  BYHOUR: 'byHour',
  BYMINUTE: 'byMinute',
  BYSECOND: 'bySecond',
  BYSETPOS: 'bySetPos',
} as const;

function readFrequency(value: string): Frequency {
  const frequency = FREQUENCIES.find((known) => known === value);
  if (frequency === undefined) throw new RecurrenceError('FREQ', `${quote(value)} is not a frequency`);
  return frequency;
}

function readNumbers(part: string, value: string): number[] {
  return normalNumbers(value.split(',').map((text) => readNumber(part, text.trim())));
}

function readNumber(part: string, text: string): number {
  const negative = text.startsWith('-');
  const sign = negative || text.startsWith('+') ? 1 : 0;
  const value = text.length > sign && text.length <= 10 + sign ? digits(text, sign, text.length) : Number.NaN;
  if (Number.isNaN(value)) throw new RecurrenceError(part, `${quote(text)} is not a whole number`);
  return negative ? 0 - value : value;
}

function readByDay(text: string): ByDay {
  const trimmed = text.trim();
  const weekday = readWeekday('BYDAY', trimmed.slice(-2));
  if (trimmed.length === 2) return { weekday, nth: 0 };
  const nth = readNumber('BYDAY', trimmed.slice(0, -2));
  if (nth === 0) throw new RecurrenceError('BYDAY', `${quote(text)} counts from one`);
  return { weekday, nth };
}

function readWeekday(part: string, text: string): number {
  const weekday = (WEEKDAY_CODES as readonly string[]).indexOf(text);
  if (weekday < 0) throw new RecurrenceError(part, `${quote(text)} is not a weekday such as MO`);
  return weekday;
}

/**
 * Puts BYDAY in its one form: by number, then from Monday to Sunday, without repeats.
 * @example
 * normalByDay([{ weekday: 0, nth: 0 }, { weekday: 1, nth: 0 }, { weekday: 0, nth: 0 }]) // => [{ weekday: 1, nth: 0 }, { weekday: 0, nth: 0 }]
 */
export function normalByDay(days: readonly ByDay[]): ByDay[] {
  const rank = ({ weekday, nth }: ByDay) => nth * 7 + ((weekday + 6) % 7);
  const byRank = new Map(days.map((day) => [rank(day), day]));
  return [...byRank.keys()].sort((a, b) => a - b).map((key) => byRank.get(key) as ByDay);
}

function readUntil(value: string): Until {
  const date = readDateTime(value);
  if (date === undefined) throw new RecurrenceError('UNTIL', `${quote(value)} is not a date such as 20270531T220000Z`);
  return date;
}

/**
 * Reads `yyyyMMdd`, `yyyyMMddTHHmmss` or the same with `Z`, RFC 5545 3.3.4 and 3.3.5; `undefined` for any other text.
 * @example
 * readDateTime('20260329T023000Z') // => { day: civilDay(2026, 3, 29), time: wallTime(2, 30), utc: true }
 */
export function readDateTime(text: string): Until | undefined {
  if (text.length !== 8 && text.length !== 15 && text.length !== 16) return undefined;
  const day = checkedCivilDay(digits(text, 0, 4), digits(text, 4, 6), digits(text, 6, 8));
  if (day === undefined) return undefined;
  if (text.length === 8) return { day, utc: false };
  const hours = digits(text, 9, 11);
  const minutes = digits(text, 11, 13);
  const seconds = digits(text, 13, 15);
  if (text[8] !== 'T' || !(hours <= 23 && minutes <= 59 && seconds <= 60)) return undefined;
  if (text.length === 16 && text[15] !== 'Z') return undefined;
  // A leap second is the second before it, for clocks that have none (RFC 5545 3.3.12).
  return { day, time: wallTime(hours, minutes, Math.min(seconds, 59)), utc: text.length === 16 };
}

/** The number that the characters `[from, to)` spell; NaN when one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
