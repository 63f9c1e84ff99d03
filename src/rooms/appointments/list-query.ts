import { type Static, Type } from 'typebox';
import { Bool, Fields, Int, IntList, Num, QueryTime, Text } from '../../wire/fields.ts';
import { orderParameters, pageParameters } from '../../wire/list-query.ts';

/** Every parameter of GET /Appointment (contract/behaviour.md section 2). */
export const AppointmentQuery = Fields({
  start_date: QueryTime('Start of the window: rows that end after it'),
  end_date: QueryTime('End of the window: rows that start before it'),
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of start_date and end_date without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('IANA zone of start_date and end_date without a suffix; wins over utcoffset', 100),
  agents: IntList('Agent ids; 0 = all'),
  agent_id: IntList('The same as agents'),
  client_id: Int('Of this client; 0 or less = no filter'),
  site_id: Int('Of this site; 0 or less = no filter'),
  ticket_id: Int('Of this ticket; 0 or less = no filter'),
  toplevel_id: Int('Of clients with this toplevel_id; 0 or less = no filter'),
  assets: IntList('Using these assets, themselves or through their ticket'),
  locations: IntList('appointment_location is one of these'),
  types: IntList('appointment_type_id is one of these'),
  statuses: IntList('open_appointment_status while open, else appointment_status, is one of these'),
  tasksonly: Bool('Only tasks; with other ...only parameters their union'),
  appointmentsonly: Bool('Only appointments'),
  shiftsonly: Bool('Only shifts'),
  showappointments: Bool('Appointments and tasks; default true'),
  showshifts: Bool('Shifts; default false'),
  showholidays: Bool('Approved leave and public holidays; default false'),
  showprojects: Bool('Project tasks: tickets of a project type with planned dates; default false'),
  showchanges: Bool('Changes: tickets of a change type with planned dates; default false'),
  showholidayonce: Bool('A public holiday of several agents is one row'),
  hidecompleted: Bool('No completed rows'),
  includedeleted: Bool('Deleted rows of those whose rows the caller may change, too'),
  excluderecurring: Bool('No masters, no children'),
  excluderecurringmaster: Bool('No masters'),
  isrecurringmaster: Bool('Only masters'),
  isrecurringchild: Bool('Only children, exceptions included'),
  recurringchangeonly: Bool('Only exceptions'),
  recurringmasterid: Text('Children of this master', 500),
  excludenonticketapptodo: Bool('No appointment or task without a ticket'),
  getopenjourney: Bool('Only open journeys'),
  my_approvals: Bool("Only those that wait for the caller's decision"),
  search: Text('Words that all occur in subject, note, client, user, site or location', 1_000),
  advanced_search: Text('JSON array of {filter_name, filter_type, filter_value}; all must hold', 10_000),
  ...orderParameters,
  ...pageParameters,
  showall: Bool('For an admin: nothing is masked'),
});

type Given<T> = { [K in keyof T]?: T[K] | null };
export type ListQuery = Given<Static<typeof AppointmentQuery>>;

export const OneQuery = Fields({
  includedetails: Bool('Adds schedule, agents, ticket, client, site, user and timesheet_events'),
  showall: Bool('For an admin: nothing is masked'),
});

export const DeleteQuery = Fields({
  ignoreexchangedelete: Bool('Keeps the cancellation from being sent on'),
  _wholecollection: Bool('Deletes all rows of the collection'),
  _thisandfuture: Bool('Of a child: ends its series before it'),
  _all: Bool('Of a master or child: removes the series; completed children stay'),
});

export const IdParams = Type.Object({ id: Int('Id', { minimum: -2_147_483_648 }) });

export const GenerateIds = Type.Array(Int('Id of a master'), {
  minItems: 1,
  maxItems: 1_000,
  description: 'Masters whose occurrences are to be made',
});

export const GenerateAnswer = Type.Array(
  Fields({
    id: Int('As asked'),
    generated: Int('Occurrences made now'),
    existing: Int('Occurrences that were there'),
    skipped: Int('Occurrences that were deleted, and stay so'),
    error: Text('Why nothing could be done', 500),
  }),
  { description: 'A result for each id, in the order asked' },
);
