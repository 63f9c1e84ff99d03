import { type Static, Type } from 'typebox';
import { Anything, Bool, CivilDate, Fields, Instant, Int, Num, Text, Uuid } from '../../wire/fields.ts';
import { ScheduleFields } from '../schedules/schema.ts';
import { keptProperties } from './kept.ts';

/** What clients send and get (contract/wire.md section 6, contract/behaviour.md section 2). */

const AgentRef = Fields(
  {
    id: Int('Agent id'),
    name: Text('Agent name', 500),
    use: Text('Always `agent`', 50),
    colour: Text('Ignored', 50),
  },
  { title: 'Uname' },
);

/** Properties with a column of their own, under the same name in the table `appointment`. */
const stored = {
  subject: Text('What it is about', 2_000),
  note: Text('Plain-text note'),
  is_task: Bool('A to-do, with or without a time'),
  shift_type_id: Int('Above 0: a shift of this type (lookup 108)'),
  shift_team_id: Int('Team on shift'),
  recurring_master_id: Text('Id of the recurring master in another calendar', 500),
  ticket_id: Int('Ticket it is for; 0 or less = none'),
  client_id: Int("Client; the ticket's when absent. 0 or less = none"),
  site_id: Int("Site; the ticket's when absent. 0 or less = none"),
  user_id: Int("User; the ticket's when absent. 0 or less = none"),
  appointment_type_id: Int('Type (lookup 63); a type whose `value9` is true leaves the agent free'),
  appointment_status: Int('Status once complete (lookup 104)'),
  open_appointment_status: Int('Status while open (lookup 105): 0 firm, 1 tentative, 2 draft. Only firm ones are busy'),
  appointment_location: Int('Location (lookup 106)'),
  appointment_location_free_text: Text('Location in words', 2_000),
  agent_status: Int('0 leaves the agent free; -1 and all others are busy'),
  complete_status: Int('-1 open, 0 done, 1 in progress (lookup 110)'),
  complete_date: Instant('When it was completed; now when absent'),
  complete_agent_id: Int('Who completed it; the caller when absent'),
  complete_timetaken: Num('Hours that it took', { minimum: 0, maximum: 10_000 }),
  actual_start: Instant('When the journey or the work began; set and not complete = an open journey'),
  is_private: Bool('Others see start, end, agent and the subject `Private` only'),
  organizer: Int('Agent who organises it'),
  attendees: Text('E-mail addresses, separated by semicolons'),
  requires_approval: Bool('Asks for a decision before it counts as approved'),
  requestedapprovalagent: Int('Agent who is asked to decide'),
  approvalnote: Text('Words with the decision'),
  reminderminutes: Int('Minutes before the start at which a reminder is due', { minimum: 0 }),
  reminder_shown: Bool('The reminder has been seen'),
} as const;

/** Properties that rules turn into something else. */
const ruled = {
  id: Int('Absent, 0 or less creates; otherwise the row to change'),
  agents: Type.Array(AgentRef, {
    maxItems: 200,
    description: 'Who it is for, one row each; wins over agent_id when they agree',
  }),
  agent_id: Int('Who it is for; 0 and 1 mean nobody'),
  start_date: Instant('Start'),
  end_date: Instant('End, not included'),
  allday: Bool('Whole civil days in the zone of the agent'),
  start_date_only: CivilDate('First day of an all-day row'),
  end_date_only: CivilDate('Last day of an all-day row, included'),
  asset_ids: Type.Array(Anything('Asset id, or an object with an id'), {
    maxItems: 200,
    description: 'Assets that it uses',
  }),
  deleted: Bool('False brings a deleted row back'),
  halo_recurring_master_id: Int('Master that this row is an occurrence of'),
  collection_id: Uuid('Shared by the rows of one multi-agent appointment'),
  approval_start: Bool('True asks for approval'),
  schedule: ScheduleFields,
} as const;

/** Told what to do; never kept. */
const commands = {
  _force: Bool('Save despite a clash; the row is marked `forced`'),
  _validateonly: Bool('Run everything, answer 200 with the result, save nothing'),
  _wholecollection: Bool('Do it to all rows of the collection'),
  _thisandfuture: Bool('Of a child: splits its series, and changes this and the following occurrences'),
  _approve: Bool('Decide: approved'),
  _reject: Bool('Decide: rejected'),
  _recurringmaster: Bool('A template of a series, never busy'),
  open_shift: Bool('Of a shift: nobody has it. A new one of a team stays open, one that somebody has is taken back'),
  _isimport: Bool('Resolve the `import_*` names to ids'),
  import_agent_ids: Text('Agents by id, name or e-mail, comma separated', 4_000),
  import_user: Text('User by name or e-mail', 500),
  import_open_appointment_status: Text('Open status by name', 500),
  import_appointment_type: Text('Appointment type by name', 500),
  import_shift_type: Text('Shift type by name', 500),
  import_agent_status: Text('`free` or `busy`', 50),
  add_followup_appointment: Bool('Completing it makes a follow-up appointment'),
  add_followup_task: Bool('Completing it makes a follow-up task'),
  followup_subject: Text('Subject of the follow-up; this one’s when absent', 2_000),
  followup_start_date: Instant('Start of the follow-up'),
  followup_end_date: Instant('End of the follow-up'),
  followup_date: Instant('Start of a follow-up task'),
  followup_allday: Bool('The follow-up takes whole days'),
  followup_agents: Type.Array(AgentRef, {
    maxItems: 200,
    description: 'Who the follow-up is for; this one’s agent when absent',
  }),
  followup_agent_id: Int('Who the follow-up is for'),
  followup_user_id: Int('User of the follow-up'),
  followup_is_private: Bool('The follow-up is private'),
  followup_reminderminutes: Int('Reminder of the follow-up'),
  followup_agent_status: Int('agent_status of the follow-up'),
  followup_note: Text('Note of the follow-up'),
  followup_note_html: Text('Note of the follow-up as HTML'),
  followup_appointmenttype_id: Int('Type of the follow-up'),
} as const;

/** Accepted, so that a row can be sent back as it came, and otherwise ignored: the server decides them. */
const computed = {
  agent_name: Text('Name of the agent'),
  client_name: Text('Name of the client'),
  site_name: Text('Name of the site'),
  user_name: Text('Name of the user'),
  appointment_type_name: Text('Name of the type'),
  appointment_location_name: Text('Name of the location'),
  shift_team_name: Text('Name of the team on shift'),
  colour: Text('#rrggbb: of the type (lookup `value1`), else of the agent', 50),
  recurring_desc: Text('The series in words'),
  original_start: Instant('Start that the rule gave this occurrence; stays when it is moved'),
  appointment_hours: Num('Duration in hours'),
  appointment_work_hours: Num('Hours of it inside the working time of the agent'),
  holiday_id: Uuid('Leave that this row mirrors'),
  last_modified: Instant('Last change'),
  date_created: Instant('Creation'),
  approval_status: Int('0 pending, 1 approved, 2 rejected'),
  approvalagent: Int('Who decided'),
  approvaldatetime: Instant('When it was decided'),
  followup_id: Int('The follow-up that completing it made'),
  timesheet_event_id: Int('The time entry that completing it made'),
  busy: Bool('It takes the time of its agent'),
  kind: Text('Of an overlay row: `holiday`, `project` or `change`', 50),
  forced: Bool('It was saved despite a clash'),
  clash: Bool('It overlaps another busy row'),
  _etag: Text('Version of the row, for If-Match', 100),
  _warning: Text('What the caller should know'),
  _canupdate: Bool('The caller may change it'),
  _cancomplete: Bool('The caller may complete it'),
  _candelete: Bool('The caller may delete it'),
  ticket: Anything('With includedetails: the ticket'),
  client: Anything('With includedetails: the client'),
  site: Anything('With includedetails: the site'),
  user: Anything('With includedetails: the user'),
  timesheet_events: Anything('With includedetails: time recorded for it'),
} as const;

/** HaloPSA's own command words, which change nothing here. */
const idleCommands = {
  _iscloning: Bool('No effect'),
  _collectionmaster: Bool('No effect'),
  _importtype: Text('No effect'),
  _importemail: Text('No effect'),
  _dont_trigger_mentions: Bool('No effect'),
  _dont_update_ticket: Bool('No effect'),
} as const;

export const AppointmentFields = Fields(
  { ...ruled, ...stored, ...keptProperties, ...computed, ...commands, ...idleCommands },
  { title: 'Appointment' },
);

export const AppointmentPost = Type.Array(AppointmentFields, {
  minItems: 1,
  maxItems: 1_000,
  description: 'Rows to create (no id) or to change (id). All are saved, or none.',
});

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type Element = Given<Static<typeof AppointmentFields>> & { type?: number | null };
type Given<T> = { [K in keyof T]?: T[K] | null };

export type StoredName = keyof typeof stored;
export const storedNames = Object.keys(stored) as StoredName[];
export const keptNames = Object.keys(keptProperties);
