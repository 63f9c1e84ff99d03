import { type ByDay, RecurrenceError, type Rule } from './rule.ts';

/** The parts that hold lists of numbers, with their smallest and largest magnitude and whether they may be negative. */
const RANGES = [
  { part: 'BYMONTH', key: 'byMonth', smallest: 1, largest: 12, mayCountBack: false },
  { part: 'BYWEEKNO', key: 'byWeekNo', smallest: 1, largest: 53, mayCountBack: true },
  { part: 'BYYEARDAY', key: 'byYearDay', smallest: 1, largest: 366, mayCountBack: true },
  { part: 'BYMONTHDAY', key: 'byMonthDay', smallest: 1, largest: 31, mayCountBack: true },
  { part: 'BYHOUR', key: 'byHour', smallest: 0, largest: 23, mayCountBack: false },
  { part: 'BYMINUTE', key: 'byMinute', smallest: 0, largest: 59, mayCountBack: false },
  { part: 'BYSECOND', key: 'bySecond', smallest: 0, largest: 60, mayCountBack: false },
  { part: 'BYSETPOS', key: 'bySetPos', smallest: 1, largest: 366, mayCountBack: true },
] as const;

/** No interval or count that means anything is larger; what is larger would leave exact integers. */
const LARGEST = 2 ** 31 - 1;

/**
 * Checks a rule against RFC 5545 3.3.10 and returns it. Throws RecurrenceError that names the part. `lenient` accepts
 * the combinations that the RFC forbids but other libraries read as further limits (BYYEARDAY in a monthly rule, BYDAY
 * with a number in a weekly one, whose number then counts for nothing).
 * @example
 * checkRule(newRule('WEEKLY', { byMonthDay: [1] })) // throws BYMONTHDAY
 */
export function checkRule(rule: Rule, lenient = false): Rule {
  checkNumber('INTERVAL', rule.interval, 1, LARGEST);
  if (rule.count !== undefined) checkNumber('COUNT', rule.count, 1, LARGEST);
  if (rule.count !== undefined && rule.until !== undefined) {
    throw new RecurrenceError('COUNT', 'a rule ends by COUNT or by UNTIL, not by both');
  }
  for (const { part, key, smallest, largest, mayCountBack } of RANGES) {
    const values = rule[key];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      checkNumber(part, mayCountBack ? Math.abs(value) : value, smallest, largest);
    }
  }
  for (const byDay of rule.byDay) checkByDay(byDay);
  if (!lenient) checkCombinations(rule);
  checkSetPos(rule);
  return rule;
}

function checkNumber(part: string, value: number, smallest: number, largest: number): void {
  if (!(Number.isInteger(value) && value >= smallest && value <= largest)) {
    throw new RecurrenceError(part, `${value} is not a whole number from ${smallest} to ${largest}`);
  }
}

function checkByDay({ weekday, nth }: ByDay): void {
  checkNumber('BYDAY', weekday, 0, 6);
  checkNumber('BYDAY', Math.abs(nth), 0, 53);
}

/** The "N/A" cells and the MUST NOTs of RFC 5545 3.3.10. */
function checkCombinations(rule: Rule): void {
  const { frequency } = rule;
  const numbered = rule.byDay.some(({ nth }) => nth !== 0);
  if (numbered && frequency !== 'MONTHLY' && frequency !== 'YEARLY') {
    throw new RecurrenceError('BYDAY', `a number before a weekday needs a monthly or yearly rule, not ${frequency}`);
  }
  if (numbered && rule.byWeekNo.length > 0) {
    throw new RecurrenceError('BYDAY', 'a number before a weekday does not go with BYWEEKNO');
  }
  if (rule.byMonthDay.length > 0 && frequency === 'WEEKLY') {
    throw new RecurrenceError('BYMONTHDAY', 'does not go with FREQ=WEEKLY');
  }
  if (rule.byWeekNo.length > 0 && frequency !== 'YEARLY') {
    throw new RecurrenceError('BYWEEKNO', 'needs FREQ=YEARLY');
  }
  if (rule.byYearDay.length > 0 && (frequency === 'DAILY' || frequency === 'WEEKLY' || frequency === 'MONTHLY')) {
    throw new RecurrenceError('BYYEARDAY', `does not go with FREQ=${frequency}`);
  }
}

function checkSetPos(rule: Rule): void {
  if (rule.bySetPos.length === 0) return;
  const other = [...RANGES.slice(0, 7).map(({ key }) => rule[key]), rule.byDay];
  if (other.every((values) => values.length === 0)) {
    throw new RecurrenceError('BYSETPOS', 'needs another BYxxx part to choose from');
  }
}
