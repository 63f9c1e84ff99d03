/** The classic recurrence dialog, as Outlook and HaloPSA show it, in plain types. `dialog-fields.ts` knows its numbers. */

/** Which day of a month or year: one weekday (0 Sunday .. 6 Saturday) or a kind of day. */
export type DialogDay = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 'day' | 'weekday' | 'weekendDay';

/** The first to fourth, or (5) the last. */
export type DialogNth = 1 | 2 | 3 | 4 | 5;

/** How often. `every` counts days, weeks, months or years. A `date` past the end of a month means its last day. */
export type DialogPattern =
  | { readonly kind: 'daily'; readonly every: number }
  | { readonly kind: 'weekdays' }
  | { readonly kind: 'weekly'; readonly every: number; readonly weekdays: readonly number[] }
  | { readonly kind: 'monthlyOnDate'; readonly every: number; readonly date: number }
  | { readonly kind: 'monthlyOnDay'; readonly every: number; readonly nth: DialogNth; readonly day: DialogDay }
  | { readonly kind: 'yearlyOnDate'; readonly every: number; readonly month: number; readonly date: number }
  | {
      readonly kind: 'yearlyOnDay';
      readonly every: number;
      readonly month: number;
      readonly nth: DialogNth;
      readonly day: DialogDay;
    };

/** How long: without end, so many times, or until a civil day (included). */
export type DialogRange =
  | { readonly kind: 'endless' }
  | { readonly kind: 'times'; readonly times: number }
  | { readonly kind: 'until'; readonly day: number };

export interface Dialog {
  readonly pattern: DialogPattern;
  readonly range: DialogRange;
}
