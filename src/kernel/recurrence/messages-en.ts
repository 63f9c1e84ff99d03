/** The words of a rule in English. Another language is another object of this shape; `{name}` is filled in. */

export interface RuleMessages {
  /** Every one, and every `{n}`, of each frequency. */
  readonly every: Readonly<Record<Unit, { readonly one: string; readonly many: string }>>;
  readonly weekday: string;
  readonly weekendDay: string;
  readonly day: string;
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  /** `{days}`: names of weekdays; `{dates}`: days of a month; `{months}`; `{times}`: clock times; and so on. */
  readonly on: string;
  readonly onDates: string;
  readonly onNth: string;
  readonly inMonths: string;
  readonly onDateOfMonth: string;
  readonly inWeeks: string;
  readonly onYearDays: string;
  readonly at: string;
  readonly atHours: string;
  readonly atMinutes: string;
  readonly atSeconds: string;
  readonly positions: string;
  readonly lastDate: string;
  readonly nth: string;
  readonly nthWithoutDay: string;
  readonly times: { readonly one: string; readonly many: string };
  readonly until: string;
  readonly date: string;
  readonly and: string;
  readonly also: string;
  readonly except: { readonly one: string; readonly many: string };
  readonly plus: { readonly one: string; readonly many: string };
  /** The first, the second to last. */
  readonly ordinal: (position: number) => string;
  /** The 1st of a month. */
  readonly dateOrdinal: (date: number) => string;
}

export type Unit = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export const ENGLISH: RuleMessages = {
  every: {
    SECONDLY: { one: 'every second', many: 'every {n} seconds' },
    MINUTELY: { one: 'every minute', many: 'every {n} minutes' },
    HOURLY: { one: 'every hour', many: 'every {n} hours' },
    DAILY: { one: 'every day', many: 'every {n} days' },
    WEEKLY: { one: 'every week', many: 'every {n} weeks' },
    MONTHLY: { one: 'every month', many: 'every {n} months' },
    YEARLY: { one: 'every year', many: 'every {n} years' },
  },
  weekday: 'weekday',
  weekendDay: 'weekend day',
  day: 'day',
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  months: [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
    ...['August', 'September', 'October', 'November', 'December'],
  ],
  on: 'on {days}',
  onDates: 'on the {dates}',
  onNth: 'on the {days}',
  inMonths: 'in {months}',
  onDateOfMonth: 'on {dates} {months}',
  inWeeks: 'in week {weeks}',
  onYearDays: 'on day {days} of the year',
  at: 'at {times}',
  atHours: 'during the hours {hours}',
  atMinutes: 'at minute {minutes}',
  atSeconds: 'at second {seconds}',
  positions: '({positions} of these)',
  lastDate: 'on the {date}, or the last day of a shorter month',
  nth: '{nth} {day}',
  nthWithoutDay: '{nth} day',
  times: { one: 'once', many: '{n} times' },
  until: 'until {date}',
  date: '{date} {month} {year}',
  and: 'and',
  also: ', and {rule}',
  except: { one: ', except on one date', many: ', except on {n} dates' },
  plus: { one: ', plus one more date', many: ', plus {n} more dates' },
  ordinal: (position) => {
    if (position < 0) return position === -1 ? 'last' : `${englishOrdinal(-position)} to last`;
    return englishOrdinal(position);
  },
  dateOrdinal: (date) => `${date}${englishSuffix(date)}`,
};

const FIRST = ['', 'first', 'second', 'third', 'fourth', 'fifth'];

function englishOrdinal(position: number): string {
  return FIRST[position] ?? `${position}${englishSuffix(position)}`;
}

/** 1st, 2nd, 3rd, 4th, but 11th, 12th and 13th. */
function englishSuffix(position: number): string {
  const teens = position % 100 >= 11 && position % 100 <= 13;
  return teens ? 'th' : (['th', 'st', 'nd', 'rd'][position % 10] ?? 'th');
}
