import { type Static, Type } from 'typebox';
import { Fields, Int, Text } from '../../wire/fields.ts';
import { Planned } from '../workdays/schema.ts';

/** The public holidays of a year, and what falls on them. */

const locale = Text('Language of labels, such as en-GB; else that of the request', 35);

export const YearQuery = Fields({
  year: Int('The year; this one when absent', { minimum: 1_900, maximum: 2_199 }),
  workday_id: Int('Of this workday; 0 or less = of all'),
  locale,
});

export const EffectQuery = Fields({ locale });

export const HolidayEffect = Type.Object(
  {
    id: Type.String({ description: 'The holiday; empty before it is saved' }),
    name: Type.String({ description: 'What it is called' }),
    date: Type.String({ description: 'Civil date on which it begins, in the zone of its workday' }),
    label: Type.String({ description: 'Fri 20 Nov, 13:00 – 18:00' }),
    half: Type.Optional(
      Type.Tuple([Type.String(), Type.String()], { description: 'From and until, HH:mm; missing for whole days' }),
    ),
    days: Type.Integer({ description: 'How many days' }),
    workday_id: Type.Integer({ description: 'Whose public holiday it is' }),
    workday_name: Type.String({ description: 'Its name' }),
    recurring: Type.Boolean({ description: 'It comes again' }),
    loaded: Type.Boolean({ description: 'It was loaded from the holidays of a country' }),
    agents: Type.Integer({ description: 'How many have it' }),
    shifts: Type.Integer({ description: 'Their shifts that fall on it' }),
    appointments: Type.Integer({ description: 'Their appointments and tasks that fall on it' }),
    planned: Type.Array(Planned, { description: 'The first fifty of these' }),
  },
  { title: 'HolidayEffect' },
);
export type HolidayEffect = Static<typeof HolidayEffect>;
