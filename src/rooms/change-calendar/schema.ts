import { type Static, Type } from 'typebox';
import { Anything, Bool, Fields, Instant, Int, IntList, Num, QueryTime, Text } from '../../wire/fields.ts';
import { pageParameters } from '../../wire/list-query.ts';
import { conflictCodes } from './window-rules.ts';

/** What clients send and get (contract/behaviour.md section 8). Rows are those of an appointment list, and more. */

export const calendarKinds = ['change', 'freeze', 'maintenance', 'clear'] as const;
export type CalendarKind = (typeof calendarKinds)[number];

/** Days of a calendar that does not say how long. */
export const usualDays = 90;
export const longestDays = 3_660;
/** Clear windows that are suggested when nobody says how many. */
export const usualSuggestions = 5;
export const mostSuggestions = 1_000;

export const ChangeCalendarQuery = Fields({
  start_date: QueryTime(`From; today when absent. With next_window: now`),
  end_date: QueryTime(`To; ${usualDays} days after the start when absent`),
  timezone: Text('Zone of dates without a suffix, and of today: IANA or Windows name', 100),
  utcoffset: Int('The same in minutes west of Greenwich; timezone wins', { minimum: -1_440, maximum: 1_440 }),
  client_id: IntList('Changes of these clients and freezes that concern them; several with commas'),
  service_id: IntList('Changes, freezes and maintenance of these services; with next_window those of the new change'),
  types: IntList('Changes of these types (lookup 101), with commas'),
  next_window: Bool('Answers the next clear windows instead'),
  duration_hours: Num('With next_window: how long the change takes', { minimum: 0, maximum: 8_784 }),
  risk: Num('With next_window: risk of the change; when absent every freeze counts'),
  agent_id: Int('With next_window: who makes the change; 0, 1 or less = nobody yet'),
  ...pageParameters,
});

const Row = Fields(
  {
    id: Int('Always 0: these are no appointments'),
    kind: Type.String({ enum: [...calendarKinds], description: 'What it is; `clear` with next_window' }),
    ticket_id: Int('The change'),
    holiday_id: Text('The freeze or maintenance', 36),
    subject: Text('Summary of the change, name of the freeze or maintenance'),
    start_date: Instant('Start'),
    end_date: Instant('End'),
    allday: Bool('Whole days'),
    start_date_only: Instant('First of whole days'),
    end_date_only: Instant('Last of whole days, included'),
    risk: Num('Of a change; of a freeze: from this risk on changes are stopped'),
    services: Anything('`{id, name}` of each service; none of a freeze: all'),
    assets: Anything('`{id, name}` of each asset of a change'),
    conflicts: Type.Array(Type.String({ enum: [...conflictCodes] }), { description: 'What is in its way' }),
    conflict_details: Anything('Each conflict with its `code` and what it is with; at most 100 of each code'),
    emergency: Bool('An emergency change'),
    emergency_reason: Text('Why'),
    change_freeze_clients: Anything('Ids of the clients that a freeze is for; absent: all'),
    isrecurring: Bool('One of the times of a freeze or maintenance that recurs'),
    clear_until: Instant('Until when a clear window lasts'),
    client_id: Int('Client'),
    client_name: Text('Its name'),
    agent_id: Int('Agent'),
    agent_name: Text('Their name'),
    colour: Text('#rrggbb', 50),
    complete_status: Int('0 resolved or closed, -1 open'),
    _etag: Text('Version of the ticket or holiday, for If-Match'),
    _canupdate: Bool('False: it is changed as a ticket or a holiday'),
    _cancomplete: Bool('False'),
    _candelete: Bool('False'),
  },
  { title: 'ChangeCalendarRow' },
);

export const ChangeCalendarAnswer = Type.Object(
  {
    page_no: Type.Optional(Int('As asked')),
    page_size: Type.Optional(Int('As asked')),
    record_count: Int('How many there are in all pages'),
    appointments: Type.Array(Row, { description: 'Rows by start' }),
    next_window: Type.Optional(Row),
  },
  { title: 'ChangeCalendar' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };
export type ChangeCalendarQuery = Given<Static<typeof ChangeCalendarQuery>>;
