import { type Static, Type } from 'typebox';
import { Fields, Int, Num } from '../../wire/fields.ts';

/** What a tenant has decided about time, on the wire. */

const AutomaticBreak = Fields(
  {
    after_hours: Num('When a day has more work than this', { minimum: 0, maximum: 24 }),
    break_minutes: Num('it has at least so much break', { minimum: 0, maximum: 720 }),
  },
  { title: 'AutomaticBreak' },
);

export const TimesheetSettings = Fields(
  {
    rounding_minutes: Int('Step to which work is rounded; 0 = not at all', { minimum: 0, maximum: 720 }),
    rounding_mode: Type.String({ enum: ['up', 'nearest', 'down'], description: 'nearest when absent' }),
    rounding_per: Type.String({
      enum: ['entry', 'day'],
      description: 'Each entry when it is saved, or the sums of a day',
    }),
    automatic_breaks: Type.Array(AutomaticBreak, {
      maxItems: 10,
      description: 'Breaks that are taken off work when nobody recorded them. The array replaces what was there',
    }),
  },
  { title: 'TimesheetSettings' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };
export type SettingsElement = Given<Static<typeof TimesheetSettings>>;
