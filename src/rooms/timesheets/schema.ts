import { type Static, Type } from 'typebox';
import {
  Anything,
  Bool,
  Fields,
  Instant,
  Int,
  IntList,
  LenientCount,
  Num,
  QueryTime,
  Text,
  WrittenTime,
} from '../../wire/fields.ts';

/** What clients send and get (contract/wire.md section 6, contract/behaviour.md section 7). */

/** Events of type 2 and 3 are computed, not stored. */
export const eventType = { work: 0, break: 1, appointment: 2, holiday: 3 } as const;
export const breakType = { break: 1, lunch: 2 } as const;

/** Properties that no rule mentions: kept and returned as given. */
const kept = {
  action_number: Int('Kept as given'),
  action_invoice_number: Int('Kept as given'),
  originalstartdate: Instant('Kept as given'),
  shift_apid: Int('Kept as given'),
  is_starting_break: Bool('Kept as given'),
  is_ending_break: Bool('Kept as given'),
  new_agent_status: Int('Kept as given'),
} as const;

const ruled = {
  id: Int('Absent, 0 or less creates; otherwise the event to change'),
  event_type: Int('0 work, 1 a break; 2 appointment and 3 holiday are computed'),
  subject: Text('What was done', 10_000),
  note: Text('Note'),
  start_date: Instant('Start'),
  end_date: Instant('End; from start and timetaken when absent'),
  timetaken: Num('Hours; from start and end when absent', { maximum: 1_000_000 }),
  traveltime: Num('Hours of travel, beside timetaken', { maximum: 1_000_000 }),
  mileage: Int('Distance travelled', { minimum: 0 }),
  clear_end: Bool('True: it runs, and has no end; false ends it now'),
  agent_id: Int('Whose time it is; the caller when neither this nor agents is given'),
  agents: Type.Array(Anything('An id, or an object with an id'), {
    maxItems: 500,
    description: 'The same entry for each of these agents',
  }),
  break_type: Int('Of a break: 1 break, 2 lunch'),
  break_note: Text('Of a break: note', 10_000),
  ticket_id: Int('Ticket; 0 or less = none'),
  tickettype_id: Int('Type of the ticket that is made'),
  lognewticket: Bool('Without a ticket: true makes a visible one, false one that is closed behind the entry'),
  client_id: Int('Client; that of the ticket when absent'),
  site_id: Int('Site; that of the ticket when absent'),
  user_name: Text('Name of the user', 1_000),
  charge_rate: Int('Charge rate (lookup 17); above 0 is chargeable, unless `value9` of its entry says otherwise'),
  contract_id: Int('Contract'),
  category1: Text('Category', 1_000),
  category2: Text('Category', 1_000),
  category3: Text('Category', 1_000),
  category4: Text('Category', 1_000),
} as const;

/** Accepted, so that a row can be sent back as it came, and otherwise ignored. */
const computed = {
  agent_name: Text('Of the agent', 2_000),
  customer: Text('Name of the client', 2_000),
  ticket_summary: Text('Of the ticket', 10_000),
  charge_type_name: Text('Of the charge rate', 2_000),
  charge_type_colour: Text('Of the charge rate', 2_000),
  holiday_id: Int('Of a computed row of type 3: the number of the holiday'),
  appointment_id: Int('The appointment whose completion made it, or that a computed row of type 2 shows'),
  is_all_day: Bool('Of computed rows: whole days'),
  running: Bool('It has no end yet'),
  chargeable: Bool('Its charge rate is chargeable'),
  ticket: Anything('With includedetails'),
  client: Anything('With includedetails'),
  last_modified: Instant('Last change'),
  _etag: Text('Its version, for If-Match', 100),
  _warning: Text('What the caller should know', 10_000),
  _canupdate: Bool('The caller may change it'),
  _candelete: Bool('The caller may delete it'),
} as const;

export const EventFields = Fields({ ...ruled, ...kept, ...computed }, { title: 'TimesheetEvent' });

export const EventPost = Type.Array(EventFields, {
  minItems: 1,
  maxItems: 1_000,
  description: 'Events to create (no id) or to change (id). All are saved, or none.',
});

const reading = {
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4): how the reading is cut', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone by which the reading is cut; wins over utcoffset', 100),
} as const;

const eventWindow = {
  start_date: QueryTime('Events that end after this; without dates the current week'),
  end_date: QueryTime('Events that begin before this'),
  ...reading,
  count: LenientCount('Ignored'),
  includedetails: Bool('Adds ticket and client'),
} as const;

export const MyEventListQuery = Fields(eventWindow);
export const EventListQuery = Fields({
  agent_id: Int('Of this agent; 0 = all the caller may see'),
  agents: IntList('Of these agents, and agent_id; 0 = all the caller may see'),
  ...eventWindow,
});
export const EventQuery = Fields({ includedetails: Bool('Adds ticket and client') });

const dayWindow = {
  start_date: WrittenTime('First day'),
  end_date: WrittenTime('Last day, included; without dates the current week'),
  date: WrittenTime('Only this day'),
  showholidays: Bool('Days with a public holiday or approved leave, too'),
  showalldates: Bool('Every day, also without a row or an event'),
  ...reading,
  selectedtypes: IntList('Ignored: rows have no events'),
  includetimesheetfields: Bool('Ignored'),
  includeapproval: Bool('Adds approval_history, warnings and _canapprove, as GET one has them (ours)'),
  count: LenientCount('Ignored'),
} as const;

export const MyTimesheetListQuery = Fields(dayWindow);
export const TimesheetListQuery = Fields({
  agent_id: Int('Of this agent; 0 = all the caller may see'),
  agents: IntList('Of these agents, and agent_id; 0 = all the caller may see'),
  selectedteam: Int('Of the members of this team; 0 or less = no filter'),
  ...dayWindow,
});

export const TimesheetQuery = Fields({
  agent_id: Int('Whose day; the caller when absent'),
  date: WrittenTime('Day, the date part as written; today when absent'),
  ...reading,
});

export const ApprovalFields = Fields(
  {
    id: Int('Its number within the day'),
    tsid: Int('Timesheet'),
    unum: Int('Agent whose day it is'),
    approvalstatus: Int('0 pending, 1 approved, 2 rejected'),
    approvedby: Int('Who decided'),
    approver: Int('Who is to decide'),
    submissiondate: Instant('When it was submitted'),
    message: Text('Words with the decision'),
    _warning: Text('Computed'),
  },
  { title: 'TimesheetApproval' },
);

/** A day, in lists without `events`. */
export const TimesheetFields = Fields(
  {
    id: Int('0 when no row is stored; 0 or less, or absent, names the day by agent_id and date'),
    agent_id: Int('Whose day it is; the caller when absent'),
    agent_name: Text('Of the agent; computed', 2_000),
    colour: Text('Of the agent; computed', 100),
    date: WrittenTime('Day in the zone of the agent: the date part as written'),
    start_time: Instant('When work began, as somebody said'),
    end_time: Instant('When work ended, as somebody said'),
    estimated_start_time: Instant('First event, else the start of the working hours; computed'),
    estimated_end_time: Instant('Last event, else the end of the working hours; computed'),
    target_hours: Num('Working time less public holidays and approved leave; computed'),
    actual_hours: Num('Work and travel; computed'),
    break_hours: Num('Breaks; computed'),
    automatic_break_hours: Num('The part of break_hours that the tenant takes off by rule; computed'),
    allowed_break_hours: Num('Breaks of the workday; computed'),
    unlogged_hours: Num('What is missing to the target; computed'),
    percentage: Num('100 x actual / target; computed'),
    chargeable_hours: Num('Work with a chargeable rate; computed'),
    work_hours: Num('From start to end less breaks; computed'),
    forecasting_hours: Num('The target; computed'),
    forecasting_id: Int('Accepted and ignored'),
    workdayid: Int('Workday of the agent; computed'),
    timesheet_manager: Int('Of the agent; computed'),
    enableshifts: Bool('The agent has a shift that day; computed'),
    note: Text('Note'),
    events: Type.Array(EventFields, {
      description: 'On GET one: events, appointments and holidays; ignored in a post',
    }),
    approval: ApprovalFields,
    approval_history: Anything(
      'On GET one, and with includeapproval: every step of the approval, oldest first; computed',
    ),
    warnings: Anything('On GET one, and with includeapproval: what is odd about the day, each with a code; computed'),
    _canapprove: Bool('It waits for a decision, and the caller may decide; computed'),
    _submitapproval: Bool('Submit the day'),
    _approve: Bool('Approve it'),
    _reject: Bool('Reject it; needs _approval_message'),
    _revertapproval: Bool('Take a submission or an approval back'),
    _approval_message: Text('Words with the decision', 10_000),
    _canupdate: Bool('The caller may change it; computed'),
    last_modified: Instant('Last change; computed'),
    _etag: Text('Its version, for If-Match; computed', 100),
    _warning: Text('What the caller should know; computed'),
  },
  { title: 'Timesheet' },
);

export const TimesheetPost = Type.Array(TimesheetFields, {
  minItems: 1,
  maxItems: 1_000,
  description: 'Days to create or change, by id, or by agent_id and date. All are saved, or none.',
});

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type EventElement = Given<Static<typeof EventFields>>;
export type TimesheetElement = Given<Static<typeof TimesheetFields>>;
export type EventListQuery = Given<Static<typeof EventListQuery>>;
export type TimesheetListQuery = Given<Static<typeof TimesheetListQuery>>;
export type TimesheetQuery = Given<Static<typeof TimesheetQuery>>;

export const keptNames = Object.keys(kept) as (keyof typeof kept)[];

/** A row of the table `timesheet_event`: instants in integer milliseconds. */
export interface EventRow {
  /** Null before it is stored. */
  readonly id: number | null;
  readonly agent_id: number;
  readonly event_type: number;
  readonly break_type: number | null;
  readonly break_note: string | null;
  readonly subject: string;
  readonly note: string | null;
  readonly starts_at: number;
  readonly ends_at: number | null;
  readonly timetaken: number | null;
  readonly traveltime: number;
  readonly mileage: number | null;
  readonly charge_rate: number;
  readonly ticket_id: number | null;
  readonly quick_time: boolean;
  readonly client_id: number | null;
  readonly site_id: number | null;
  readonly user_name: string | null;
  readonly contract_id: number | null;
  readonly category1: string | null;
  readonly category2: string | null;
  readonly category3: string | null;
  readonly category4: string | null;
  readonly appointment_id: number | null;
  readonly created_by: number;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly last_modified: number;
}

/** A row of the table `timesheet`: instants in integer milliseconds, the day as `yyyy-MM-dd`. */
export interface TimesheetRow {
  readonly id: number;
  readonly agent_id: number;
  readonly day: string;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly note: string | null;
  readonly approval_status: number | null;
  readonly submitted_by: number | null;
  readonly submitted_at: number | null;
  readonly decided_by: number | null;
  readonly decided_at: number | null;
  readonly approval_message: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Of a locked day: the hours of the day, and its figures, when it was handed in. */
  readonly locked_from: number | null;
  readonly locked_until: number | null;
  readonly locked_figures: Readonly<Record<string, number>> | null;
  readonly version: number;
  readonly last_modified: number;
}
