import type { TSchema } from 'typebox';
import { completeStatus, lookupLists, openAppointmentStatus, ticketStatus, ticketType } from '../../../codes.ts';
import { Fields, Instant, Int, IntList, Text } from '../../../wire/fields.ts';
import { orderParameters, pageParameters } from '../../../wire/list-query.ts';

/** Texts of an entry. `value9` of an appointment type says that the agent stays free, of an asset type that such an
 * asset is busy like an agent. */
export const valueNames = Array.from({ length: 9 }, (_, index) => `value${index + 1}`);

const valueSchemas: Record<string, TSchema> = Object.fromEntries(
  valueNames.map((name) => [
    name,
    Text(
      name === 'value9'
        ? '1, true or yes: the agent stays free (list 63), the asset is busy like an agent (list 107); `change` or ' +
            '`project`: tickets of the type are such (list 101)'
        : 'Kept for clients',
      1_000,
    ),
  ]),
);

const workdayOfType =
  'Of an asset type (list 107): the hours of such assets that have none of their own; 0 or less = none';

const listIds = Object.entries(lookupLists)
  .map(([name, id]) => `${id} ${name}`)
  .join(', ');

export const LookupElement = Fields(
  {
    lookupid: Int(`The list: ${listIds}`),
    id: Int('The entry; absent, or 0 or less where the list has no such entry, creates one'),
    name: Text('Name', 1_000),
    ...valueSchemas,
    workday_id: Int(workdayOfType),
  },
  { title: 'Lookup (write)' },
);

export const LookupRow = Fields(
  {
    lookupid: Int(`The list: ${listIds}`),
    id: Int('The entry, unique in its list'),
    name: Text('Name'),
    ...valueSchemas,
    workday_id: Int(workdayOfType),
    last_modified: Instant('When it last changed'),
    _etag: Text('Its version, for If-Match'),
  },
  { title: 'Lookup' },
);

export const LookupQuery = Fields({
  lookupid: IntList('Entries of these lists; several with commas; without it those of all lists'),
  search: Text('Words that all occur in the name', 1_000),
  ...orderParameters,
  ...pageParameters,
});

/** Entries that the program itself goes by: they can be renamed, not deleted. */
export const ownEntries: Record<number, number[]> = {
  [lookupLists.ticketTypes]: Object.values(ticketType),
  [lookupLists.ticketStatuses]: [ticketStatus.new, ticketStatus.resolved, ticketStatus.closed],
  [lookupLists.openAppointmentStatuses]: Object.values(openAppointmentStatus),
  [lookupLists.completeStatuses]: Object.values(completeStatus),
};

/** Lists whose entries are all the program's own: none can be added. */
export const closedLists: number[] = [lookupLists.completeStatuses];

/** What keeps the code of an entry. The columns have no foreign keys: most codes are taken as they come. */
export const codeColumns: Record<number, { table: string; column: string }[]> = {
  [lookupLists.ticketTypes]: [{ table: 'ticket', column: 'tickettype_id' }],
  [lookupLists.ticketStatuses]: [{ table: 'ticket', column: 'status' }],
  [lookupLists.ticketPriorities]: [{ table: 'ticket', column: 'priority' }],
  [lookupLists.assetTypes]: [{ table: 'asset', column: 'assettype_id' }],
  [lookupLists.appointmentTypes]: [{ table: 'appointment', column: 'appointment_type_id' }],
  [lookupLists.appointmentStatuses]: [{ table: 'appointment', column: 'appointment_status' }],
  [lookupLists.openAppointmentStatuses]: [{ table: 'appointment', column: 'open_appointment_status' }],
  [lookupLists.appointmentLocations]: [{ table: 'appointment', column: 'appointment_location' }],
  [lookupLists.shiftTypes]: [{ table: 'appointment', column: 'shift_type_id' }],
  [lookupLists.holidayTypes]: [
    { table: 'holiday', column: 'holiday_type' },
    { table: 'holiday_allowance', column: 'holiday_type' },
  ],
};
