import { lookupLists, ticketStatus, ticketType } from '../../codes.ts';

/** What a tenant has on its first day. */

export interface LookupEntry {
  lookupid: number;
  id: number;
  name: string;
}

const entries = (lookupid: number, names: Record<number, string>): LookupEntry[] =>
  Object.entries(names).map(([id, name]) => ({ lookupid, id: Number(id), name }));

export const firstLookups: LookupEntry[] = [
  ...entries(lookupLists.loginTest, { 1: 'Mr', 2: 'Ms', 3: 'Mx', 4: 'Dr' }),
  ...entries(lookupLists.chargeRates, { 0: 'No charge', 1: 'Standard', 2: 'Out of hours' }),
  ...entries(lookupLists.appointmentTypes, {
    1: 'Appointment',
    2: 'On site',
    3: 'Remote',
    4: 'Meeting',
    5: 'Focus time',
  }),
  ...entries(lookupLists.ticketTypes, {
    [ticketType.incident]: 'Incident',
    [ticketType.change]: 'Change',
    [ticketType.project]: 'Project',
    [ticketType.problem]: 'Problem',
  }),
  ...entries(lookupLists.ticketStatuses, {
    [ticketStatus.new]: 'New',
    [ticketStatus.active]: 'Active',
    [ticketStatus.awaitingUserInfo]: 'Awaiting User Info',
    [ticketStatus.awaitingProblem]: 'Awaiting Problem',
    [ticketStatus.awaitingVendor]: 'Awaiting Vendor',
    [ticketStatus.awaitingEvidence]: 'Awaiting Evidence',
    [ticketStatus.resolved]: 'Resolved',
    [ticketStatus.closed]: 'Closed',
  }),
  ...entries(lookupLists.ticketPriorities, { 1: 'Critical', 2: 'High', 3: 'Moderate', 4: 'Low' }),
  ...entries(lookupLists.appointmentStatuses, { 0: 'Done', 1: 'Cancelled by the customer', 2: 'Nobody there' }),
  ...entries(lookupLists.openAppointmentStatuses, { 0: 'Firm', 1: 'Tentative', 2: 'Draft' }),
  ...entries(lookupLists.appointmentLocations, { 0: 'None', 1: 'On site', 2: 'Remote', 3: 'Office' }),
  ...entries(lookupLists.assetTypes, { 1: 'Computer', 2: 'Vehicle', 3: 'Room' }),
  ...entries(lookupLists.shiftTypes, { 1: 'Day', 2: 'Late', 3: 'Night', 4: 'On call' }),
  ...entries(lookupLists.holidayTypes, { 1: 'Annual leave', 2: 'Sickness', 3: 'Training', 4: 'Unpaid leave' }),
  ...entries(lookupLists.completeStatuses, { [-1]: 'Open', 0: 'Done', 1: 'In progress' }),
];

const nine = 9 * 3_600;
const halfPastFive = 17.5 * 3_600;

/** Monday to Friday, 9 to 17:30, in seconds since midnight; `days` from Sunday. */
export const firstWorkday = {
  name: 'Default Working Hours',
  start: nine,
  end: halfPastFive,
  days: Array.from({ length: 7 }, (_, day) => ({ works: day > 0 && day < 6, start: nine, end: halfPastFive })),
};
