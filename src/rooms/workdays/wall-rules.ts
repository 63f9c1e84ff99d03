import { fieldProblem } from '../../problems.ts';

/** Times of day on the wire. Only the time of day counts, whatever the date part and the suffix say: an exception to rule 5
 * of the wire (contract/behaviour.md section 4). Here they are seconds since midnight. */

const pattern =
  /^(?:\d{4}-\d\d-\d\d[Tt ]+)?(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*(?:[Zz]|[+-]\d\d(?::?\d\d)?)?$/;
const dateAlone = /^\d{4}-\d\d-\d\d$/;
const wholeDay = 86_400;

/** Reads `1901-01-01T09:00:00`, with any date, fraction and suffix, and `09:00` too; a date alone is its midnight.
 * @returns seconds, up to 86,400 of 24:00; undefined for anything else */
export function readWall(text: string): number | undefined {
  if (dateAlone.test(text.trim())) return 0;
  const parts = pattern.exec(text.trim());
  if (parts === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 4).map((part) => Number(part ?? 0));
  const time = hours * 3_600 + minutes * 60 + seconds;
  return minutes > 59 || seconds > 59 || time > wholeDay ? undefined : time;
}

export function writeWall(seconds: number): string {
  return `1901-01-01T${writeTime(seconds)}`;
}

/** `HH:mm:ss`, as timeslots have it. */
export function writeTime(seconds: number): string {
  return [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

/** @throws Problem naming the field; a day does not start at 24:00, that is 00:00 of the next */
export function startFrom(field: string, text: string): number {
  const time = readWall(text);
  if (time !== undefined && time < wholeDay) return time;
  throw notATime(field, text);
}

/** An end at 24:00 is the same as one at 00:00 of the next day.
 * @throws Problem naming the field */
export function endFrom(field: string, text: string): number {
  const time = readWall(text);
  if (time !== undefined) return time % wholeDay;
  throw notATime(field, text);
}

function notATime(field: string, text: string) {
  return fieldProblem(field, `'${text.slice(0, 40)}' is not a time of day such as 1901-01-01T09:00:00.`);
}
