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

const FREQUENCIES = new Set(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
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
  let value = text.trim().toUpperCase();
  if (value.startsWith('RRULE:')) value = value.slice(6);
  const parts: Parts = {};
  const seen: string[] = [];
  for (const part of value.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) readPart(parts, part.slice(0, equals).trim(), part.slice(equals + 1).trim(), seen);
    // Some writers end the rule with a semicolon.
    else if (part.trim() !== '') throw new RecurrenceError('RRULE', `${quote(part)} is not NAME=value`);
  }
  if (parts.frequency === undefined) throw new RecurrenceError('FREQ', 'is missing');
  return checkRule(newRule(parts.frequency, parts), lenient);
}

function readPart(parts: Parts, name: string, value: string, seen: string[]): void {
  if (seen.includes(name)) throw new RecurrenceError(name, 'is given twice');
  seen.push(name);
  const read = READERS[name];
  if (read === undefined) throw new RecurrenceError(name.slice(0, 20), 'is not a part of a rule');
  read(parts, value);
}

const READERS: Record<string, (parts: Parts, value: string) => void> = {
  __proto__: null as never,
  FREQ: (parts, value) => {
    if (!FREQUENCIES.has(value)) throw new RecurrenceError('FREQ', `${quote(value)} is not a frequency`);
    parts.frequency = value as Frequency;
  },
  INTERVAL: (parts, value) => {
    parts.interval = readNumber('INTERVAL', value);
  },
  COUNT: (parts, value) => {
    parts.count = readNumber('COUNT', value);
  },
  UNTIL: (parts, value) => {
    parts.until = readUntil(value);
  },
  WKST: (parts, value) => {
    parts.weekStart = readWeekday('WKST', value);
  },
  BYDAY: (parts, value) => {
    parts.byDay = normalByDay(value.split(',').map(readByDay));
  },
  BYMONTH: (parts, value) => {
    parts.byMonth = readNumbers('BYMONTH', value);
  },
  BYWEEKNO: (parts, value) => {
    parts.byWeekNo = readNumbers('BYWEEKNO', value);
  },
  BYYEARDAY: (parts, value) => {
    parts.byYearDay = readNumbers('BYYEARDAY', value);
  },
  BYMONTHDAY: (parts, value) => {
    parts.byMonthDay = readNumbers('BYMONTHDAY', value);
  },
  BYHOUR: (parts, value) => {
    parts.byHour = readNumbers('BYHOUR', value);
  },
  BYMINUTE: (parts, value) => {
    parts.byMinute = readNumbers('BYMINUTE', value);
  },
  BYSECOND: (parts, value) => {
    parts.bySecond = readNumbers('BYSECOND', value);
  },
  BYSETPOS: (parts, value) => {
    parts.bySetPos = readNumbers('BYSETPOS', value);
  },
};

function readNumbers(part: string, value: string): number[] {
  return normalNumbers(value.split(',').map((text) => readNumber(part, text.trim())));
}

function readNumber(part: string, text: string): number {
  if (!/^[+-]?\d{1,10}$/.test(text)) throw new RecurrenceError(part, `${quote(text)} is not a whole number`);
  return Number(text) + 0;
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
