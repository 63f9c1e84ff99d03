/** The dialog as HaloPSA's Schedule spells it: numbers in flat fields. Dates are civil days here, the room reads them. */

import type { Dialog, DialogDay, DialogNth, DialogPattern, DialogRange } from './dialog.ts';
import { RecurrenceError } from './rule.ts';

/** The recurrence fields of a Schedule, by their names. `endday` is the civil day of its `enddate`. */
export interface DialogFields {
  readonly recurrencepattern?: number;
  readonly dailyrecurrencepattern?: number;
  readonly dailyrecurrencedays?: number;
  readonly weeklyrecurrenceweeks?: number;
  readonly weeklyrecurrencestring?: string;
  readonly monthlyrecurrencepattern?: number;
  readonly monthlyrecurrencespecificdate?: number;
  readonly monthlyrecurrencespecificdateinterval?: number;
  readonly monthlyrecurrencespecificday?: number;
  readonly monthlyrecurrencespecificdayofweek?: number;
  readonly monthlyrecurrencespecificdayinterval?: number;
  readonly yearlyrecurrencepattern?: number;
  readonly yearlyrecurrencespecificdate?: number;
  readonly yearlyrecurrencespecificdatemonth?: number;
  readonly yearlyrecurrencespecificdateinterval?: number;
  readonly yearlyrecurrencespecificday?: number;
  readonly yearlyrecurrencespecificdayofweek?: number;
  readonly yearlyrecurrencespecificdaymonth?: number;
  readonly yearlyrecurrencespecificdayinterval?: number;
  readonly rangeofrecurrence?: number;
  readonly endafteramount?: number;
  readonly endday?: number;
}

const DAYS_OF_WEEK: readonly DialogDay[] = [0, 1, 2, 3, 4, 5, 6, 'day', 'weekday', 'weekendDay'];
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const LARGEST_INTERVAL = 10_000;
const LARGEST_COUNT = 1_000_000;

/**
 * Reads the dialog from its fields; only those that the pattern uses are looked at, and an absent interval is 1. Throws
 * RecurrenceError that names the field.
 * @example
 * readDialogFields({ recurrencepattern: 1, weeklyrecurrencestring: 'Monday,5' }).pattern // => { kind: 'weekly', every: 1, weekdays: [1, 5] }
 * readDialogFields({ recurrencepattern: 0, dailyrecurrencedays: 0 }) // throws dailyrecurrencedays
 */
export function readDialogFields(fields: DialogFields): Dialog {
  return { pattern: readPattern(fields), range: readRange(fields) };
}

function readPattern(fields: DialogFields): DialogPattern {
  switch (wholeFrom(fields, 'recurrencepattern', 0, 3, 0)) {
    case 0:
      return wholeFrom(fields, 'dailyrecurrencepattern', 0, 1, 0) === 1
        ? { kind: 'weekdays' }
        : { kind: 'daily', every: interval(fields, 'dailyrecurrencedays') };
    case 1:
      return { kind: 'weekly', every: interval(fields, 'weeklyrecurrenceweeks'), weekdays: readWeekdays(fields) };
    case 2:
      return readMonthly(fields);
    default:
      return readYearly(fields);
  }
}

function readMonthly(fields: DialogFields): DialogPattern {
  if (wholeFrom(fields, 'monthlyrecurrencepattern', 0, 1, 0) === 0) {
    return {
      kind: 'monthlyOnDate',
      every: interval(fields, 'monthlyrecurrencespecificdateinterval'),
      date: wholeFrom(fields, 'monthlyrecurrencespecificdate', 1, 31),
    };
  }
  return {
    kind: 'monthlyOnDay',
    every: interval(fields, 'monthlyrecurrencespecificdayinterval'),
    nth: wholeFrom(fields, 'monthlyrecurrencespecificday', 1, 5) as DialogNth,
    day: DAYS_OF_WEEK[wholeFrom(fields, 'monthlyrecurrencespecificdayofweek', 0, 9)] as DialogDay,
  };
}

function readYearly(fields: DialogFields): DialogPattern {
  if (wholeFrom(fields, 'yearlyrecurrencepattern', 0, 1, 0) === 0) {
    return {
      kind: 'yearlyOnDate',
      every: interval(fields, 'yearlyrecurrencespecificdateinterval'),
      month: wholeFrom(fields, 'yearlyrecurrencespecificdatemonth', 1, 12),
      date: wholeFrom(fields, 'yearlyrecurrencespecificdate', 1, 31),
    };
  }
  return {
    kind: 'yearlyOnDay',
    every: interval(fields, 'yearlyrecurrencespecificdayinterval'),
    month: wholeFrom(fields, 'yearlyrecurrencespecificdaymonth', 1, 12),
    nth: wholeFrom(fields, 'yearlyrecurrencespecificday', 1, 5) as DialogNth,
    day: DAYS_OF_WEEK[wholeFrom(fields, 'yearlyrecurrencespecificdayofweek', 0, 9)] as DialogDay,
  };
}

function readRange(fields: DialogFields): DialogRange {
  switch (wholeFrom(fields, 'rangeofrecurrence', 0, 2, 0)) {
    case 1:
      return { kind: 'times', times: wholeFrom(fields, 'endafteramount', 1, LARGEST_COUNT) };
    case 2:
      if (fields.endday === undefined) throw new RecurrenceError('enddate', 'is missing');
      return { kind: 'until', day: fields.endday };
    default:
      return { kind: 'endless' };
  }
}

/** `0,Monday, tue`: numbers from Sunday 0 to Saturday 6, or names by at least two letters; empty is the start's day. */
function readWeekdays({ weeklyrecurrencestring = '' }: DialogFields): number[] {
  const words = weeklyrecurrencestring.toLowerCase().split(',').slice(0, 100);
  const weekdays = words.map((word) => word.trim()).filter((word) => word !== '');
  return [...new Set(weekdays.map(readWeekday))].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
}

function readWeekday(word: string): number {
  const weekday = /^[0-6]$/.test(word)
    ? Number(word)
    : NAMES.findIndex((name) => word.length > 1 && name.startsWith(word));
  if (weekday < 0) {
    throw new RecurrenceError('weeklyrecurrencestring', `${JSON.stringify(word.slice(0, 20))} is not a weekday`);
  }
  return weekday;
}

type NumberField = Exclude<keyof DialogFields, 'weeklyrecurrencestring'>;

function interval(fields: DialogFields, name: NumberField): number {
  return wholeFrom(fields, name, 1, LARGEST_INTERVAL, 1);
}

function wholeFrom(
  fields: DialogFields,
  name: NumberField,
  smallest: number,
  largest: number,
  absent?: number,
): number {
  const value = fields[name] ?? absent;
  if (value === undefined) throw new RecurrenceError(name, 'is missing');
  if (!(Number.isInteger(value) && value >= smallest && value <= largest)) {
    throw new RecurrenceError(name, `${value} is not a whole number from ${smallest} to ${largest}`);
  }
  return value;
}

/**
 * Spells a dialog in its fields: those that its pattern and range use, no others.
 * @example
 * writeDialogFields({ pattern: { kind: 'weekdays' }, range: { kind: 'endless' } }) // => { recurrencepattern: 0, dailyrecurrencepattern: 1, rangeofrecurrence: 0 }
 */
export function writeDialogFields({ pattern, range }: Dialog): DialogFields {
  return { ...writePattern(pattern), ...writeRange(range) };
}

function writePattern(pattern: DialogPattern): DialogFields {
  switch (pattern.kind) {
    case 'daily':
      return { recurrencepattern: 0, dailyrecurrencepattern: 0, dailyrecurrencedays: pattern.every };
    case 'weekdays':
      return { recurrencepattern: 0, dailyrecurrencepattern: 1 };
    case 'weekly':
      return {
        recurrencepattern: 1,
        weeklyrecurrenceweeks: pattern.every,
        weeklyrecurrencestring: pattern.weekdays.join(','),
      };
    case 'monthlyOnDate':
      return {
        recurrencepattern: 2,
        monthlyrecurrencepattern: 0,
        monthlyrecurrencespecificdate: pattern.date,
        monthlyrecurrencespecificdateinterval: pattern.every,
      };
    case 'monthlyOnDay':
      return {
        recurrencepattern: 2,
        monthlyrecurrencepattern: 1,
        monthlyrecurrencespecificday: pattern.nth,
        monthlyrecurrencespecificdayofweek: DAYS_OF_WEEK.indexOf(pattern.day),
        monthlyrecurrencespecificdayinterval: pattern.every,
      };
    default:
      return writeYearly(pattern);
  }
}

function writeYearly(pattern: DialogPattern & { kind: 'yearlyOnDate' | 'yearlyOnDay' }): DialogFields {
  if (pattern.kind === 'yearlyOnDate') {
    return {
      recurrencepattern: 3,
      yearlyrecurrencepattern: 0,
      yearlyrecurrencespecificdate: pattern.date,
      yearlyrecurrencespecificdatemonth: pattern.month,
      yearlyrecurrencespecificdateinterval: pattern.every,
    };
  }
  return {
    recurrencepattern: 3,
    yearlyrecurrencepattern: 1,
    yearlyrecurrencespecificday: pattern.nth,
    yearlyrecurrencespecificdayofweek: DAYS_OF_WEEK.indexOf(pattern.day),
    yearlyrecurrencespecificdaymonth: pattern.month,
    yearlyrecurrencespecificdayinterval: pattern.every,
  };
}

function writeRange(range: DialogRange): DialogFields {
  if (range.kind === 'times') return { rangeofrecurrence: 1, endafteramount: range.times };
  if (range.kind === 'until') return { rangeofrecurrence: 2, endday: range.day };
  return { rangeofrecurrence: 0 };
}
