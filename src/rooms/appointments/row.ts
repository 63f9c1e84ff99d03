import type { StoredName } from './schema.ts';

/** A row of the table `appointment` as the rules see it: names of the columns, instants in integer milliseconds,
 * civil dates as `yyyy-MM-dd`. */
export interface AppointmentRow {
  id: number | null;
  agent_id: number | null;
  subject: string;
  note: string | null;
  starts_at: number | null;
  ends_at: number | null;
  all_day: boolean;
  start_date: string | null;
  end_date: string | null;
  is_task: boolean;
  shift_type_id: number;
  shift_team_id: number | null;
  holiday_id: string | null;
  collection_id: string | null;
  is_master: boolean;
  master_id: number | null;
  recurring_master_id: string | null;
  original_start: number | null;
  is_exception: boolean;
  /** Whose child it is; stays when the child passes to another agent. */
  series_agent_id: number | null;
  recurring_desc: string | null;
  /** Made by its series although its agent was busy. */
  clash: boolean;
  ticket_id: number | null;
  client_id: number | null;
  site_id: number | null;
  user_id: number | null;
  appointment_type_id: number;
  appointment_status: number;
  open_appointment_status: number;
  appointment_location: number;
  appointment_location_free_text: string | null;
  agent_status: number;
  complete_status: number;
  complete_date: number | null;
  complete_agent_id: number | null;
  complete_timetaken: number | null;
  actual_start: number | null;
  is_private: boolean;
  organizer: number | null;
  attendees: string | null;
  created_by: number;
  requires_approval: boolean;
  approval_status: number | null;
  requestedapprovalagent: number | null;
  approvalagent: number | null;
  approvalnote: string | null;
  approvaldatetime: number | null;
  reminderminutes: number | null;
  reminder_shown: boolean;
  followup_id: number | null;
  deleted: boolean;
  deleted_at: number | null;
  date_created: number;
  last_modified: number;
  version: number;
  extra: Record<string, unknown>;
  busy: boolean;
  forced: boolean;
  /** In increasing order; kept in the table appointment_asset. */
  asset_ids: number[];
}

/** A row before anything is said about it: the defaults of the contract. */
export function blankRow(createdBy: number, now: number): AppointmentRow {
  return {
    id: null,
    agent_id: null,
    subject: '',
    note: null,
    starts_at: null,
    ends_at: null,
    all_day: false,
    start_date: null,
    end_date: null,
    is_task: false,
    shift_type_id: 0,
    shift_team_id: null,
    holiday_id: null,
    collection_id: null,
    is_master: false,
    master_id: null,
    recurring_master_id: null,
    original_start: null,
    is_exception: false,
    series_agent_id: null,
    recurring_desc: null,
    clash: false,
    ticket_id: null,
    client_id: null,
    site_id: null,
    user_id: null,
    appointment_type_id: 0,
    appointment_status: 0,
    open_appointment_status: 0,
    appointment_location: 0,
    appointment_location_free_text: null,
    agent_status: -1,
    complete_status: -1,
    complete_date: null,
    complete_agent_id: null,
    complete_timetaken: null,
    actual_start: null,
    is_private: false,
    organizer: null,
    attendees: null,
    created_by: createdBy,
    requires_approval: false,
    approval_status: null,
    requestedapprovalagent: null,
    approvalagent: null,
    approvalnote: null,
    approvaldatetime: null,
    reminderminutes: null,
    reminder_shown: false,
    followup_id: null,
    deleted: false,
    deleted_at: null,
    date_created: now,
    last_modified: now,
    version: 1,
    extra: {},
    busy: false,
    forced: false,
    asset_ids: [],
  };
}

/** What null or nothing means for a stored property. */
export function emptyValue(name: StoredName): unknown {
  return blankRow(0, 0)[name];
}
