import { civilDate } from '../time/civil.ts';
import { localToInstant, wallClockAt } from '../time/local.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time/units.ts';
import { UTC } from '../time/zones.ts';
import {
  type ByDay,
  type DateMark,
  type Recurrence,
  type Rule,
  type Start,
  type Until,
  WEEKDAY_CODES,
} from './rule.ts';

/**
 * Prints a rule as the value of an RRULE, in its one form; `parseRule` reads it back as it was.
 * @example
 * printRule(parseRule('byday=fr,mo;freq=weekly;wkst=su')) // => 'FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU'
 */
export function printRule(rule: Rule): string {
  const parts = [`FREQ=${rule.frequency}`];
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.count !== undefined) parts.push(`COUNT=${rule.count}`);
  if (rule.until !== undefined) parts.push(`UNTIL=${printDateTime(rule.until)}`);
  const lists = {
    BYMONTH: rule.byMonth,
    BYWEEKNO: rule.byWeekNo,
    BYYEARDAY: rule.byYearDay,
    BYMONTHDAY: rule.byMonthDay,
    BYDAY: rule.byDay.map(printByDay),
    BYHOUR: rule.byHour,
    BYMINUTE: rule.byMinute,
    BYSECOND: rule.bySecond,
    BYSETPOS: rule.bySetPos,
  };
  for (const [name, values] of Object.entries(lists)) {
    if (values.length > 0) parts.push(`${name}=${values.join(',')}`);
  }
  if (rule.weekStart !== 1) parts.push(`WKST=${WEEKDAY_CODES[rule.weekStart]}`);
  return parts.join(';');
}

function printByDay({ weekday, nth }: ByDay): string {
  return `${nth === 0 ? '' : nth}${WEEKDAY_CODES[weekday]}`;
}

/**
 * Prints a recurrence as the lines of RFC 5545, one property each. `withStart: false` leaves DTSTART out, for where the
 * start is kept apart.
 * @example
 * const recurrence = parseRecurrence('DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=DAILY\nEXDATE:20260102T080000Z')
 * printRecurrence(recurrence, { withStart: false }) // => 'RRULE:FREQ=DAILY\nEXDATE;TZID=Europe/Berlin:20260102T090000'
 */
export function printRecurrence(recurrence: Recurrence, { withStart = true } = {}): string {
  const { start, rules, rdates, exdates } = recurrence;
  return [
    ...(withStart ? [`DTSTART${printLocal(start.day, start.time, start)}`] : []),
    ...rules.map((rule) => `RRULE:${printRule(rule)}`),
    ...rdates.map((mark) => `RDATE${printMark(mark, start)}`),
    ...exdates.map((mark) => `EXDATE${printMark(mark, start)}`),
  ].join('\n');
}

function printMark(mark: DateMark, start: Start): string {
  if ('day' in mark) return `;VALUE=DATE:${printDate(mark.day)}`;
  const { day, time } = wallClockAt(mark.instant, start.zone);
  // The second showing of a repeated hour has no local form (RFC 5545 3.3.5): only UTC can say it.
  if (localToInstant(day, time, start.zone) === mark.instant) return printLocal(day, time, { ...start, allDay: false });
  return printLocal(Math.floor(mark.instant / DAY), mark.instant - Math.floor(mark.instant / DAY) * DAY, {
    ...start,
    zone: UTC,
    allDay: false,
  });
}

function printLocal(day: number, time: number, { zone, allDay }: Start): string {
  if (allDay) return `;VALUE=DATE:${printDate(day)}`;
  if (zone.name === 'UTC') return `:${printDateTime({ day, time, utc: true })}`;
  return `;TZID=${zone.name}:${printDateTime({ day, time, utc: false })}`;
}

function printDateTime({ day, time, utc }: Until): string {
  if (time === undefined) return printDate(day);
  const clock = [Math.floor(time / HOUR), Math.floor((time % HOUR) / MINUTE), Math.floor((time % MINUTE) / SECOND)];
  return `${printDate(day)}T${clock.map((part) => pad(part, 2)).join('')}${utc ? 'Z' : ''}`;
}

function printDate(day: number): string {
  const { year, month, date } = civilDate(day);
  return `${pad(year, 4)}${pad(month, 2)}${pad(date, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
