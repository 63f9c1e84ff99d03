import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, QueryTime, Text } from '../../wire/fields.ts';

/** The secret address of an agent's own calendar: routes of ours. */

export const CalendarKey = Fields(
  {
    active: Bool('There is an address'),
    created_at: Instant('When it was made'),
    url: Text('The address; told once, with the POST that makes it', 2_000),
  },
  { title: 'CalendarKey' },
);
export type CalendarKey = { [K in keyof Static<typeof CalendarKey>]?: Static<typeof CalendarKey>[K] };

export const CalendarKeyPost = Type.Optional(
  Type.Unsafe<object | null>({ type: ['object', 'null'], description: 'Nothing is asked for' }),
);

export const FeedParams = Type.Object({ key: Text('The secret of the address', 200) });

export const FileQuery = Fields({
  start_date: QueryTime('First day; today when absent'),
  end_date: QueryTime('End of the last day, not included; a day when absent, at most 62'),
  timezone: Text("Zone of the days; the caller's when absent", 100),
});
export type FileQuery = { [K in keyof Static<typeof FileQuery>]?: Static<typeof FileQuery>[K] | null };
