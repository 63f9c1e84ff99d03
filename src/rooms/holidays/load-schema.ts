import { type Static, Type } from 'typebox';
import { Fields, Int, Text } from '../../wire/fields.ts';
import { HolidayFields } from './schema.ts';

/** Loading the public holidays of a country. */

export const LoadFields = Fields(
  {
    country: Text('Country, with a part of it: GB, GB-ENG, US-CA', 40),
    year: Int('Year', { minimum: 1_900, maximum: 2_199 }),
    workday_id: Int('Workday that they are for; the default one when absent'),
    types: Text('Which kinds, with commas: public (when absent), bank, school, optional, observance', 200),
  },
  { title: 'HolidayLoad' },
);

export const LoadAnswer = Type.Object(
  {
    country: Type.String({ description: 'As it was read: GB-ENG' }),
    year: Type.Integer({ description: 'Year' }),
    workday_id: Type.Integer({ description: 'Workday that they were loaded into' }),
    loaded: Type.Integer({ description: 'How many were made' }),
    existing: Type.Integer({ description: 'How many were there already' }),
    holidays: Type.Array(HolidayFields, { description: 'Those that were made' }),
  },
  { title: 'HolidayLoaded' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };
export type LoadElement = Given<Static<typeof LoadFields>>;
