import { type Static, type TSchema, Type } from 'typebox';
import { Bool, CivilDate, Fields, Instant, Int, Num, QueryTime, Text, Uuid } from '../../wire/fields.ts';
import { HolidayFields } from '../holidays/schema.ts';

/** What clients send and get: workdays, and the timeslots in them. */

export const mostRows = 500;
/** Of a window of GET /Timeslot, in days. */
export const longestWindow = 92;

export const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type WeekdayName = (typeof weekdayNames)[number];

/** A time of day; `wall-rules.ts` reads it, whatever its date part and suffix say. */
const Wall = (description: string) => Text(`${description}: a time of day, written with the date 1901-01-01`, 40);

const eachDay = <Name extends string, S extends TSchema>(prefix: Name, schemaOf: (day: string) => S) =>
  Object.fromEntries(weekdayNames.map((day) => [prefix + day, schemaOf(day)])) as Record<`${Name}${WeekdayName}`, S>;

const Break = Fields(
  {
    id: Int('Its id; one of this workday changes that break, any other makes one'),
    name: Text('Name', 1_000),
    workday_id: Int('The workday; computed'),
    start: Wall('Start'),
    end: Wall('End; not after the start = of the next day'),
    ...eachDay('inc', (day) => Bool(`On a ${day}; without any of these on every day`)),
  },
  { title: 'WorkdayBreak' },
);

const timeslot = {
  id: Int('Its id; one of this workday changes that timeslot, any other makes one'),
  workday_id: Int('The workday; computed'),
  workday_guid: Uuid('Its GUID; computed'),
  name: Text('Name', 1_000),
  start_time: Text('From this time of the day, HH:mm:ss', 40),
  end_time: Text('Until this time; not after the start = of the next day', 40),
  start_label: Text('How the start is called', 1_000),
  end_label: Text('How the end is called', 1_000),
};

export const TimeslotFields = Fields(timeslot, { title: 'Timeslot' });

const AccessControl = Fields(
  {
    id: Int('Its id; computed'),
    agent_id: Int('This agent; or'),
    agent_name: Text('Name; computed', 1_000),
    team_id: Int('the agents of this team'),
    team_name: Text('Name; computed', 1_000),
    access_control_level: Int('1 may use it (when absent), 2 may edit it', { minimum: 1, maximum: 2 }),
  },
  { title: 'AccessControl' },
);

const hours = {
  valid_from: CivilDate('First day of these hours; none = since always. A new date begins new hours on that day'),
  timezone: Text("Zone of its times, an IANA or Windows name; '' = the tenant's", 100),
  start: Wall('Start, where all days are the same'),
  end: Wall('End, where all days are the same; not after the start = of the next day'),
  alldayssame: Bool('`start` and `end` are those of every day that is included'),
  ...eachDay('inc', (day) => Bool(`${day} is worked`)),
  ...eachDay('start', (day) => Wall(`Start of a ${day}`)),
  ...eachDay('end', (day) => Wall(`End of a ${day}; not after the start = of the next day`)),
};

const breaks = Type.Array(Break, {
  maxItems: mostRows,
  description: 'Not worked; belong to these hours. The array replaces what was there',
});

const Version = Fields({ ...hours, breaks }, { title: 'WorkdayVersion' });

export const WorkdayFields = Fields(
  {
    id: Int('Absent, 0 or less creates; otherwise the workday to change'),
    guid: Uuid('Its GUID; computed'),
    intent: Text('Kept as given', 1_000),
    name: Text('Name', 1_000),
    summary: Text('Summary', 10_000),
    ...hours,
    is_default: Bool('The hours of whoever has no workday; true takes it from the one that was'),
    breaks,
    timeslots: Type.Array(TimeslotFields, {
      maxItems: mostRows,
      description: 'Named windows of its days. The array replaces what was there',
    }),
    holidays: Type.Array(HolidayFields, {
      maxItems: mostRows,
      description: 'Its public holidays. The array replaces what was there',
    }),
    access_control: Type.Array(AccessControl, {
      maxItems: mostRows,
      description: 'Who may use or edit it; none = everyone may use it. The array replaces what was there',
    }),
    access_control_level: Int('What the caller may: 1 use it, 2 edit it; computed'),
    versions: Type.Array(Version, { description: 'All its hours by date, with the details; computed' }),
    _removeversion: Bool('Takes away the hours that begin on `valid_from`: those before them go on'),
    last_modified: Instant('Last change; computed'),
    _etag: Text('Its version, for If-Match; computed', 100),
    _warning: Text('Never kept', 10_000),
  },
  { title: 'Workday' },
);

export const WorkdayPost = Type.Array(WorkdayFields, {
  minItems: 1,
  description: 'Workdays to create (no id) or to change (id). All are saved, or none.',
});

export const WorkdayListQuery = Fields({
  access_control_level: Int('Those that the caller may at least use (1) or edit (2)'),
  isconfig: Bool('For admins: all, whoever may use them'),
  showholidays: Bool('Adds the public holidays of each'),
});

export const WorkdayQuery = Fields({
  includedetails: Bool('Adds breaks, timeslots, holidays, access_control and versions'),
});

export const TimeslotQuery = Fields({
  agent_id: Int('Of the workday of this agent; 0 or less = no filter'),
  workday_id: Int('Of this workday; 0 or less = no filter'),
  start_date: QueryTime('With end_date: each slot of each day, dated, with how many are free'),
  end_date: QueryTime(`End of that window, at most ${longestWindow} days later`),
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of dates without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone of dates without a suffix; wins over utcoffset', 100),
});

export const TimeslotAnswer = Fields(
  {
    ...timeslot,
    date: CivilDate('Dated: the day on which it begins, in the zone of its workday'),
    start_date: Instant('Dated: its start'),
    end_date: Instant('Dated: its end'),
    capacity: Int('Dated: how many agents work through it and are free'),
  },
  { title: 'DatedTimeslot' },
);

export const LocaleQuery = Fields({ locale: Text('Language of labels, such as en-GB; else that of the request', 35) });

/** A row of the calendar that a setting would touch. */
export const Planned = Type.Object(
  {
    id: Type.Integer({ description: 'Appointment' }),
    agent_id: Type.Integer({ description: 'Its agent' }),
    agent_name: Type.String({ description: 'Their name' }),
    subject: Type.String({ description: '`Private` where it is not the reader’s to see' }),
    kind: Type.Integer({ description: '0 appointment, 1 task, 2 shift' }),
    booked: Type.Boolean({ description: 'A customer has booked it' }),
    start_date: Type.String({ description: 'Start' }),
    end_date: Type.String({ description: 'End' }),
    label: Type.String({ description: 'When it is, on the clock of the workday' }),
  },
  { title: 'Planned' },
);

export const PreviewAnswer = Type.Object(
  {
    zone: Type.String({ description: 'Its zone' }),
    zone_label: Type.String({ description: 'Athens (GMT+2)' }),
    days: Type.Array(
      Type.Object({
        date: Type.String({ description: 'Civil date, from the Monday of the week on which it begins' }),
        times: Type.Array(Type.Tuple([Type.String(), Type.String()]), { description: 'From and until, HH:mm' }),
        minutes: Type.Number({ description: 'Minutes of work' }),
        day_minutes: Type.Number({ description: '1440; other where the clocks change' }),
        holiday: Type.Optional(Type.String({ description: 'Its public holiday' })),
      }),
      { description: 'Four weeks' },
    ),
    agents: Type.Array(Type.String(), { description: 'Names of those whose hours they are' }),
    since: Type.String({ description: 'The first day on which the hours count' }),
    until: Type.String({ description: 'How far what is planned was looked at' }),
    outside_count: Type.Integer({ description: 'Appointments that are inside of working time, and would not be' }),
    outside: Type.Array(Planned, { description: 'The first fifty of them' }),
  },
  { title: 'WorkdayPreview' },
);
export type PreviewAnswer = Static<typeof PreviewAnswer>;

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type WorkdayElement = Given<Static<typeof WorkdayFields>>;
export type BreakElement = Given<Static<typeof Break>>;
export type TimeslotElement = Given<Static<typeof TimeslotFields>>;
export type AccessElement = Given<Static<typeof AccessControl>>;
export type WorkdayListQuery = Given<Static<typeof WorkdayListQuery>>;
export type TimeslotQuery = Given<Static<typeof TimeslotQuery>>;

/** Wall times in seconds since midnight; an end that is not after its start is on the next day. */
export interface WallRow {
  readonly start: number;
  readonly end: number;
}

export interface DayRow extends WallRow {
  readonly works: boolean;
}

export interface BreakRow extends WallRow {
  readonly id: number | null;
  readonly name: string | null;
  /** 0 Sunday .. 6 Saturday */
  readonly weekdays: readonly number[];
}

/** The hours of a workday from a day on: `start` and `end` of all days, where they are the same. */
export interface PatternRow extends WallRow {
  readonly valid_from: string | null;
  readonly timezone: string;
  readonly alldayssame: boolean;
  /** Seven, from Sunday. */
  readonly days: readonly DayRow[];
  readonly breaks: readonly BreakRow[];
}

export interface TimeslotRow extends WallRow {
  readonly id: number | null;
  readonly name: string | null;
  readonly start_label: string | null;
  readonly end_label: string | null;
}

export interface AccessRow {
  readonly agent_id: number | null;
  readonly team_id: number | null;
  readonly level: number;
}

/** A workday as it is stored, whole. */
export interface WorkdayRow {
  readonly id: number | null;
  readonly name: string;
  readonly summary: string | null;
  readonly intent: string | null;
  readonly is_default: boolean;
  /** In the order of their days; at least one, the first since always. */
  readonly patterns: readonly PatternRow[];
  readonly timeslots: readonly TimeslotRow[];
  readonly access: readonly AccessRow[];
}
