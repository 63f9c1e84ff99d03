import { type Static, Type } from 'typebox';
import { Anything, Bool, Fields, Instant, Int, IntList, Num, QueryTime, Text } from '../../wire/fields.ts';
import { AppointmentFields } from '../appointments/schema.ts';

/** What clients send and get: what customers can book (contract/wire.md, BookingType) and the free times. */

/** `duration_type` of a booking type. */
export const durationType = { minutes: 0, days: 1, custom: 2 } as const;
/** `assignment`: who gets a booking that several could have. */
export const assignment = { named: 0, leastBooked: 1, roundRobin: 2 } as const;

/** Of a window of free times, in days. */
export const longestWindow = 92;

const CustomSlot = Fields(
  {
    id: Int('Its id; computed'),
    bookingtype_id: Int('The booking type; computed'),
    name: Text('Name', 1_000),
    start_time: Text('From this time of the day, HH:mm:ss', 20),
    end_time: Text('Until this time; not after the start = of the next day', 20),
    start_label: Text('How the start is called', 1_000),
    end_label: Text('How the end is called', 1_000),
  },
  { title: 'BookingTypeCustomSlot' },
);

const Question = Fields(
  {
    id: Text('Names the answer; `q1`, `q2` ... when absent', 100),
    label: Text('What is asked', 1_000),
    type: Type.String({ enum: ['text', 'longtext', 'choice'], description: '`text` when absent' }),
    required: Bool('It must be answered'),
    options: Type.Array(Text('One answer to choose', 1_000), { maxItems: 100, description: 'Of a choice' }),
  },
  { title: 'BookingQuestion' },
);

const tenThousand = { minimum: 0, maximum: 10_080 };

export const BookingTypeFields = Fields(
  {
    id: Int('Absent, 0 or less creates; otherwise the booking type to change'),
    name: Text('Name', 1_000),
    assettype_id: Int('Above 0: assets of this type (lookup 107) are booked, instead of agents'),
    type_name: Text('Name of the asset type, else `Agent`; computed', 1_000),
    duration_type: Int('0 minutes, 1 whole days, 2 custom slots', { minimum: 0, maximum: 2 }),
    duration_mins: Int('How long a booking in minutes is; 60 when absent', { minimum: 0, maximum: 10_080 }),
    duration_days: Int('How many whole days it takes; 1 when absent', { minimum: 0, maximum: 366 }),
    appointment_type: Int('Type of its appointments (lookup 63); 0 or less = none'),
    resourcebooking_buffer_minutes_before: Int('Free before it, in minutes', tenThousand),
    resourcebooking_buffer_minutes_after: Int('Free after it, in minutes', tenThousand),
    agentbooking_min_hours_advance: Int('Hours of notice; -1 none', { minimum: -1, maximum: 87_600 }),
    agentbooking_max_days_advance: Int('How many days ahead; -1 any', { minimum: -1, maximum: 3_660 }),
    messagehtml: Text('Shown on the public page; scripts and the like are left out there', 20_000),
    customslots: Type.Array(CustomSlot, {
      maxItems: 100,
      description:
        'With duration_type 2: the windows of each day, on the clock of who is booked. Replaces what was there',
    }),
    agents: Type.Array(Anything('An id, or an object with an `id`'), {
      maxItems: 1_000,
      description: 'Who may be booked; without agents and teams every agent not `excludefromresourcebooking`',
    }),
    teams: Type.Array(Anything('An id, or an object with an `id`'), {
      maxItems: 1_000,
      description: 'Teams whose members may be booked',
    }),
    assignment: Int('Who gets it: 0 who is named, 1 least booked that day, 2 round robin; 1 when absent', {
      minimum: 0,
      maximum: 2,
    }),
    slot_step_mins: Int('Minutes from one start to the next; 0 or none = the duration', tenThousand),
    max_per_day: Int('Bookings a day of each agent or asset; 0 or none = any', { minimum: 0, maximum: 10_000 }),
    questions: Type.Array(Question, { maxItems: 50, description: 'What the customer is asked' }),
    public_key: Text('Names the public page; made when absent, none when null', 100),
    status_after_booking: Int('open_appointment_status of its appointments: 0 firm, 1 tentative, 2 draft', {
      minimum: 0,
      maximum: 1_000_000,
    }),
    last_modified: Instant('Last change; computed'),
    _etag: Text('Its version, for If-Match; computed', 100),
    _warning: Text('Computed'),
  },
  { title: 'BookingType' },
);

export const BookingTypePost = Type.Array(BookingTypeFields, {
  minItems: 1,
  description: 'Booking types to create (no id) or to change (id). All are saved, or none.',
});

export const BookingTypeQuery = Fields({
  type: Int('0 those of agents, 1 those of assets', { minimum: 0, maximum: 1 }),
});

const zoneParameters = {
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of dates without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone of dates without a suffix, IANA or Windows name; wins over utcoffset', 100),
};

export const BookingQuery = Fields({
  bookingtype_id: Int('The booking type; without one 404'),
  start_date: QueryTime('Slots from then on; now when absent'),
  end_date: QueryTime(`Slots that end by then, at most ${longestWindow} days later; 30 days when absent`),
  agents: IntList('Only these agents; 0 = all'),
  team_id: Int('Only the members of this team; 0 or less = all'),
  assets: IntList('Only these assets; 0 = all'),
  ...zoneParameters,
});

export const FreeQuery = Fields({
  agents: IntList('Only these agents; 0 or none = all'),
  team_id: Int('Only the members of this team; 0 or less = all'),
  skills: Text('Names of skills with commas: agents who have more of them come first', 4_000),
  start_date: QueryTime('From then on; now when absent'),
  end_date: QueryTime(`Until then, at most ${longestWindow} days later; 7 days when absent`),
  duration_hours: Num('How long it takes, in hours; 1 when absent', { minimum: 0, maximum: 744 }),
  ...zoneParameters,
});

const Resource = Fields({ id: Int('Agent or asset'), name: Text('Its name') }, { title: 'BookingResource' });

export const SlotFields = Fields(
  {
    id: Text('Names the slot'),
    startdate: Instant('Start'),
    enddate: Instant('End'),
    resources: Type.Array(Resource, { description: 'Who is free then' }),
  },
  { title: 'BookingTypeTimeslot' },
);

export const FreeAnswer = Type.Array(
  Fields(
    {
      agent_id: Int('Who could take it'),
      agent_name: Text('Their name'),
      start_date: Instant('The earliest start'),
      end_date: Instant('The end then'),
      load_hours: Num('Hours already busy on that day'),
      work_hours: Num('Working hours of that day'),
      skills: Type.Array(Text('A skill that was asked for'), {
        description: 'Those of the skills asked for that they have',
      }),
      missing_skills: Type.Array(Text('A skill that was asked for'), { description: 'Those that they lack' }),
      reasons: Type.Array(Text('In words'), { description: 'Why at this place of the list' }),
    },
    { title: 'FreeAgent' },
  ),
  { description: 'The best first: skills, then the earliest start, then the load of the day' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type BookingTypeElement = Given<Static<typeof BookingTypeFields>>;
export type BookingQuery = Given<Static<typeof BookingQuery>>;
export type FreeQuery = Given<Static<typeof FreeQuery>>;

/** A window of a day that is booked as it is; minutes of the clock. */
export interface CustomSlot {
  readonly id: number | null;
  readonly name: string | null;
  readonly start_minute: number;
  readonly end_minute: number;
  readonly start_label: string | null;
  readonly end_label: string | null;
}

export interface Question {
  readonly id: string;
  readonly label: string;
  readonly type: 'text' | 'longtext' | 'choice';
  readonly required: boolean;
  readonly options: readonly string[];
}

/** A booking type as it is stored. */
export interface BookingType {
  readonly tenant_id: number;
  readonly id: number;
  readonly name: string;
  readonly assettype_id: number | null;
  readonly type_name: string;
  readonly duration_type: number;
  readonly duration_mins: number;
  readonly duration_days: number;
  readonly appointment_type: number;
  readonly buffer_mins_before: number;
  readonly buffer_mins_after: number;
  readonly min_hours_advance: number;
  readonly max_days_advance: number;
  readonly messagehtml: string | null;
  readonly assignment: number;
  readonly slot_step_mins: number | null;
  readonly max_per_day: number | null;
  readonly questions: readonly Question[];
  readonly public_key: string | null;
  readonly status_after_booking: number;
  /** Ids. */
  readonly agents: readonly number[];
  readonly teams: readonly number[];
  readonly customslots: readonly CustomSlot[];
  readonly version: number;
  readonly last_modified: number;
}

/** The one Appointment object of POST /Appointment/Booking. */
export const BookingPost = Fields(
  {
    ...pickBooked(),
    bookingtype_id: Int('The booking type; or resource_booking_type'),
    _hold: Text('Token of the hold of whoever books', 200),
    timezone: Text('Zone of the customer, IANA or Windows name', 100),
  },
  { title: 'AppointmentBooking' },
);

/** What a booking reads of an appointment. Everything else is decided by the booking type, and told as ignored. */
function pickBooked() {
  const { id, deleted, schedule, ...properties } = AppointmentFields.properties;
  return properties;
}

export const BookedFields = Fields(
  {
    ...AppointmentFields.properties,
    bookedResourceId: Int('The agent or asset that was booked'),
    booking_secret: Text('Moves or cancels it on the public page; shown this once'),
  },
  { title: 'AppointmentBooked' },
);

type BookedProperty = Given<Static<typeof AppointmentFields>>;
export type BookingPost = BookedProperty & {
  bookingtype_id?: number | null;
  resource_booking_type?: number | null;
  resource_booking_timeslot?: number | null;
  resourcebookingtypeagent?: number | null;
  resourcebookingteam?: number | null;
  team_id?: number | null;
  booking_name?: string | null;
  booking_email?: string | null;
  booking_phonenumber?: string | null;
  booking_fields?: unknown[] | null;
  _hold?: string | null;
  timezone?: string | null;
};

/** Whom a dispatcher could send. */
export interface Dispatchable {
  readonly id: number;
  readonly name: string;
  readonly skills: readonly string[];
}
