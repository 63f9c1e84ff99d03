import type { WallOrInstant, WrittenTime } from './fields.ts';

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([Zz]|[+\- ]\d{2}(?::?\d{2})?)?$/;

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads a date of the wire (rule 5): with or without time, fraction (dropped) and suffix.
 * @returns undefined for anything that is not a real date and time between the years 2 and 9998 (a year's
 * room on both sides for zones). */
export function readDate(text: string): WallOrInstant | undefined {
  const parts = pattern.exec(text.trim());
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (year < 2 || year > 9998 || !isRealDate(year, month, day) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const offset = readOffset(parts[8]);
  if (offset === undefined) return undefined;
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  wall.setUTCHours(hour, minute, second);
  return { ms: wall.getTime() - offset, fixed: parts[8] !== undefined };
}

/** The date part as written, whatever follows it; undefined when there is no real date. */
export function readCivilDate(text: string): string | undefined {
  return readDate(text) ? text.trim().slice(0, 10) : undefined;
}

/** A date with its date part as written, and whether its time of day is that of a midnight. */
export function readWrittenTime(text: string): WrittenTime | undefined {
  const read = readDate(text);
  if (!read) return undefined;
  const [, , , , hour = '00', minute = '00', second = '00'] = pattern.exec(text.trim()) ?? [];
  return { ...read, date: text.trim().slice(0, 10), midnight: `${hour}${minute}${second}` === '000000' };
}

function isRealDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > (daysInMonth[month - 1] ?? 0)) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day < 29 || leap;
}

/** Milliseconds east of Greenwich. A `+` that arrived unescaped in a query is a space. */
function readOffset(suffix: string | undefined): number | undefined {
  if (suffix === undefined || /^z$/i.test(suffix)) return 0;
  const hours = Number(suffix.slice(1, 3));
  const minutes = Number(suffix.slice(3).replace(':', '') || 0);
  if (hours > 15 || minutes > 59) return undefined;
  return (suffix.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Writes an instant as the wire has it: `yyyy-MM-ddTHH:mm:ss`, UTC, no suffix. */
export function writeInstant(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19);
}
