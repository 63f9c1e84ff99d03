import { civilDate } from '../time/civil.ts';
import { wallClockAt } from '../time/local.ts';
import { DAY } from '../time/units.ts';
import { formatWallTime, wallTime } from '../time/wall.ts';
import type { Zone } from '../time/zones.ts';
import { DAY_KINDS } from './dialog-to-rule.ts';
import { ENGLISH, type RuleMessages } from './messages-en.ts';
import type { ByDay, Recurrence, Rule } from './rule.ts';

/**
 * Says a rule for people. `zone` is the one whose calendar names the end of a rule that ends at an instant.
 * @example
 * describeRule(parseRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270531')) // => 'every 2 weeks on Monday and Friday until 31 May 2027'
 * describeRule(parseRule('FREQ=MONTHLY;BYDAY=-1FR;COUNT=6')) // => 'every month on the last Friday, 6 times'
 */
export function describeRule(rule: Rule, zone?: Zone, messages: RuleMessages = ENGLISH): string {
  const every = messages.every[rule.frequency];
  const phrases = [
    rule.interval === 1 ? every.one : fill(every.many, { n: rule.interval }),
    ...dayPhrases(rule, messages),
    ...timePhrases(rule, messages),
    endPhrase(rule, zone, messages),
  ];
  return phrases
    .filter((phrase) => phrase !== '')
    .join(' ')
    .replaceAll(' ,', ',');
}

/**
 * Says a whole recurrence: its rules, and how many dates are added and taken out.
 * @example
 * describeRecurrence(parseRecurrence('DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=HOURLY')) // => 'every day, and every hour'
 */
export function describeRecurrence(recurrence: Recurrence, messages: RuleMessages = ENGLISH): string {
  const [first, ...others] = recurrence.rules.map((rule) => describeRule(rule, recurrence.start.zone, messages));
  return [
    first ?? '',
    ...others.map((rule) => fill(messages.also, { rule })),
    several(messages.plus, recurrence.rdates.length),
    several(messages.except, recurrence.exdates.length),
  ].join('');
}

function several(message: { readonly one: string; readonly many: string }, n: number): string {
  if (n === 0) return '';
  return n === 1 ? message.one : fill(message.many, { n });
}

function dayPhrases(rule: Rule, messages: RuleMessages): string[] {
  const months = list(
    rule.byMonth.map((month) => messages.months[month - 1] as string),
    messages,
  );
  const dates = datePhrase(rule, months, messages);
  const inMonths = months === '' || dates.includes(months) ? '' : fill(messages.inMonths, { months });
  const weeks = rule.byWeekNo.length > 0 ? fill(messages.inWeeks, { weeks: numbers(rule.byWeekNo, messages) }) : '';
  const yearDays =
    rule.byYearDay.length > 0 ? fill(messages.onYearDays, { days: numbers(rule.byYearDay, messages) }) : '';
  return [weekdayPhrase(rule, messages), dates, yearDays, weeks, inMonths, positionPhrase(rule, messages)];
}

function weekdayPhrase(rule: Rule, messages: RuleMessages): string {
  if (rule.byDay.length === 0) return '';
  const kind = dayKind(rule.byDay, messages);
  const position = rule.bySetPos[0];
  if (rule.bySetPos.length === 1 && position !== undefined && rule.byMonthDay.length === 0 && kind !== undefined) {
    return fill(messages.onNth, { days: fill(messages.nth, { nth: messages.ordinal(position), day: kind }) });
  }
  const names = rule.byDay.map(({ weekday, nth }) => {
    const day = messages.weekdays[weekday] as string;
    return nth === 0 ? day : fill(messages.nth, { nth: messages.ordinal(nth), day });
  });
  const numbered = rule.byDay.some(({ nth }) => nth !== 0);
  return fill(numbered ? messages.onNth : messages.on, { days: list(names, messages) });
}

/** "weekday" for Monday to Friday, and so on; a lone weekday by its name. */
function dayKind(byDay: readonly ByDay[], messages: RuleMessages): string | undefined {
  if (byDay.some(({ nth }) => nth !== 0)) return undefined;
  const only = byDay.length === 1 ? byDay[0] : undefined;
  if (only !== undefined) return messages.weekdays[only.weekday];
  const names = Object.keys(DAY_KINDS) as (keyof typeof DAY_KINDS)[];
  const name = names.find((candidate) => {
    const weekdays: readonly number[] = DAY_KINDS[candidate];
    return weekdays.length === byDay.length && byDay.every(({ weekday }) => weekdays.includes(weekday));
  });
  return name && messages[name];
}

function datePhrase(rule: Rule, months: string, messages: RuleMessages): string {
  const { byMonthDay, bySetPos } = rule;
  const last = byMonthDay.at(-1);
  if (last === undefined) return '';
  if (isLastOf(rule)) return fill(messages.lastDate, { date: messages.dateOrdinal(last) });
  const plain = byMonthDay.every((date) => date > 0);
  if (plain && months !== '' && rule.byDay.length + bySetPos.length === 0) {
    return fill(messages.onDateOfMonth, { dates: numbers(byMonthDay, messages), months });
  }
  // From the beginning of the month to its end: 1, 15, third to last, last.
  const dates = [...byMonthDay.filter((date) => date > 0), ...byMonthDay.filter((date) => date < 0)].map((date) =>
    date > 0 ? messages.dateOrdinal(date) : fill(messages.nthWithoutDay, { nth: messages.ordinal(date) }),
  );
  return fill(messages.onDates, { dates: list(dates, messages) });
}

/** 28 .. date with BYSETPOS=-1: how the dialog's day 31 is said as a rule. */
function isLastOf({ byMonthDay, byDay, bySetPos }: Rule): boolean {
  const climbs = byMonthDay.length > 1 && byMonthDay.every((date, i) => date === 28 + i);
  return climbs && byDay.length === 0 && bySetPos.length === 1 && bySetPos[0] === -1;
}

function positionPhrase(rule: Rule, messages: RuleMessages): string {
  const said = isLastOf(rule) || (rule.byMonthDay.length === 0 && dayKind(rule.byDay, messages) !== undefined);
  if (rule.bySetPos.length === 0 || (said && rule.bySetPos.length === 1)) return '';
  return fill(messages.positions, { positions: list(rule.bySetPos.map(messages.ordinal), messages) });
}

function timePhrases(rule: Rule, messages: RuleMessages): string[] {
  const { byHour, byMinute, bySecond } = rule;
  const civil = !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.frequency);
  if (civil && byHour.length * Math.max(byMinute.length, 1) <= 6 && byHour.length > 0 && bySecond.length === 0) {
    const times = byHour.flatMap((hour) =>
      (byMinute.length > 0 ? byMinute : [0]).map((minute) => wallTime(hour, minute)),
    );
    return [fill(messages.at, { times: list(times.map(formatWallTime), messages) })];
  }
  return [
    byHour.length > 0 ? fill(messages.atHours, { hours: numbers(byHour, messages) }) : '',
    byMinute.length > 0 ? fill(messages.atMinutes, { minutes: numbers(byMinute, messages) }) : '',
    bySecond.length > 0 ? fill(messages.atSeconds, { seconds: numbers(bySecond, messages) }) : '',
  ];
}

function endPhrase({ count, until }: Rule, zone: Zone | undefined, messages: RuleMessages): string {
  if (count !== undefined) return `, ${several(messages.times, count)}`;
  if (until === undefined) return '';
  const instant = until.day * DAY + (until.time ?? 0);
  const day = until.utc && zone !== undefined ? wallClockAt(instant, zone).day : until.day;
  const { year, month, date } = civilDate(day);
  const said = fill(messages.date, { date, month: messages.months[month - 1] as string, year });
  return fill(messages.until, { date: said });
}

function numbers(values: readonly number[], messages: RuleMessages): string {
  return list(values.map(String), messages);
}

function list(words: readonly string[], { and }: RuleMessages): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`;
}

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
