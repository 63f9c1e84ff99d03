import { type TSchema, Type } from 'typebox';
import { writeInstant } from '../../wire/dates.ts';
import { Anything, Bool, Instant, Int, Num, Text } from '../../wire/fields.ts';

/** Properties that no rule mentions: checked by type, kept in one JSON column and returned as given. */
const namesByType: [names: string, field: (description: string) => TSchema][] = [
  [
    `status messagestatus usermessagestatus reminderstatus fromcompletedapid meetingtype invitesent cspid chargerate
     contract_id resource_booking_type requesttype resourcebookingtype resourcebookingtypeagent defaultresourcetype
     defaultbookingtype team_id resourcebookingteam schedulehandledtype appointment_id update_ticket_status
     holiday_type type other1 other2 crmnote_id new_agent_status charge_rate swap_agent_id`,
    Int,
  ],
  ['estimate entity utcoffset', Num],
  [
    `confirmed offhold changedinnhd commisionable inform_agents inform_user followup_inform_agents
     followup_inform_user reassign_ticket external_organizer apfaultidremoved do_reopen primary_ticket_appointment
     createnextappt autocomplete has_immutable_exchange_id is_starting_shift is_ending_shift is_active_shift
     is_ad_hoc_shift billable`,
    Bool,
  ],
  [
    `exchangestartdate exchangeenddate betweenstart betweenend reminderdate resource_booking_timeslot
     exchangelastmodifieddate`,
    Instant,
  ],
  [
    `note_html exchangemailboxfqdn tolist cclist bcclist complete_note complete_notehtml contact_emailaddress
     contact_phonenumber conference_id toll_number exchange_uid followup_attendees category1 category2 category3
     category4 key booking_name booking_email booking_phonenumber organizer_email ticket_phonenumber
     ticket_emailaddress online_meeting_url entryid changekey approvalemailaddress calendar_id event_type`,
    (description) => Text(description),
  ],
  [
    'contact_address new_external_link active_break',
    (description) => Type.Unsafe<object>({ type: 'object', description }),
  ],
  [
    'outcomes allowed_resourcebooking_teams booking_fields ticket_cf_update shift_breaks',
    (description) => Type.Array(Anything('Any JSON'), { description }),
  ],
];

export const keptProperties: Record<string, TSchema> = Object.fromEntries(
  namesByType.flatMap(([names, field]) =>
    names.split(/\s+/).map((name) => [name, field(`Kept and returned as given (${name.replaceAll('_', ' ').trim()})`)]),
  ),
);

/** Those of them that list rows show too. */
export const keptInLists = {
  integer: ['type', 'other1', 'other2', 'crmnote_id', 'holiday_type', 'status', 'swap_agent_id'],
  number: ['entity', 'estimate'],
  boolean: ['is_active_shift', 'is_ad_hoc_shift'],
  instant: ['exchangelastmodifieddate'],
  text: ['online_meeting_url', 'entryid', 'changekey', 'approvalemailaddress', 'calendar_id'],
  json: ['active_break', 'shift_breaks'],
} as const;

/** A value as it is kept: as the wire has it, since it is given back so. */
export function keptValue(name: string, given: unknown): unknown {
  const isInstant = (keptProperties[name] as { format?: string }).format === 'date-time';
  return isInstant ? writeInstant(given as number) : withoutNulls(given);
}

/** Null properties are left out of every answer (rule 2 of the wire), also deep inside what is only kept. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
