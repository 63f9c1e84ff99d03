import { type Static, Type } from 'typebox';
import { Anything, Bool, CivilDate, Fields, Instant, Int, Num, QueryTime, Text } from '../../wire/fields.ts';

/** What clients send and get: rotations, and who is on duty. */

export const mostMembers = 100;
export const mostOverrides = 1_000;
/** Of a window of GET /Shift/OnDuty, in days. */
export const longestWindow = 92;

const Override = Fields(
  {
    start_date: Instant('The member is away from then on'),
    end_date: Instant('Until then'),
    away_agent_id: Int('The member who is away'),
    away_agent_name: Text('Their name; computed', 1_000),
    agent_id: Int('Who stands in; none, 0 or 1 = nobody: a gap'),
    agent_name: Text('Their name; computed', 1_000),
  },
  { title: 'RotationOverride' },
);

export const RotationFields = Fields(
  {
    id: Int('Absent, 0 or less creates; otherwise the rotation to change'),
    team_id: Int('Team whose members take turns'),
    team_name: Text('Its name; computed', 1_000),
    name: Text('Name', 1_000),
    timezone: Text("Zone of its dates and times, IANA or Windows name; the agent's when absent", 100),
    start_date_only: CivilDate('Day on which the first turn begins, at the handover time'),
    end_date_only: CivilDate('Last day, included; none = no end'),
    period: Type.String({ enum: ['day', 'week', 'custom'], description: 'Length of a turn; week when absent' }),
    period_days: Int('Days of a turn, with the period `custom`', { minimum: 1, maximum: 366 }),
    handover_time: Text('Time of day of the handover, HH:mm; 09:00 when absent', 20),
    handover_weekday: Int('Weekly: 0 Sunday .. 6 Saturday; that of the start when absent', { minimum: 0, maximum: 6 }),
    duty_weekdays: Text('Weekdays on which anybody is on duty: 0 Sunday .. 6 Saturday with commas; none = all', 50),
    duty_start_time: Text('Anybody is on duty from this time of these days, HH:mm; 00:00 when absent', 20),
    duty_end_time: Text('Until this time, HH:mm, 24:00 when absent; not after the start = of the next day', 20),
    members: Type.Array(Anything('An id, or an object with an `id`'), {
      maxItems: mostMembers,
      description: 'Agents of the team in their order; given out as `{id, name}`',
    }),
    overrides: Type.Array(Override, {
      maxItems: mostOverrides,
      description: 'Members who are away; of several at once the last counts. The array replaces what was there',
    }),
    last_modified: Instant('Last change; computed'),
    _etag: Text('Its version, for If-Match; computed', 100),
  },
  { title: 'Rotation' },
);

export const RotationPost = Type.Array(RotationFields, {
  minItems: 1,
  description: 'Rotations to create (no id) or to change (id). All are saved, or none.',
});

export const RotationListQuery = Fields({
  team_id: Int('Of this team; 0 or less = no filter'),
  includedetails: Bool('Adds members and overrides'),
});

export const RotationQuery = Fields({ includedetails: Bool('Adds members and overrides') });

export const OnDutyQuery = Fields({
  team_id: Int('Team'),
  start_date: QueryTime('From then on; now when absent'),
  end_date: QueryTime(`Until then, at most ${longestWindow} days later; when absent the same instant`),
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of dates without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone of dates without a suffix; wins over utcoffset', 100),
});

const stretch = { start_date: Instant('From then on'), end_date: Instant('Until then') };

export const OnDutyAnswer = Type.Object(
  {
    on_duty: Type.Array(
      Fields({
        ...stretch,
        agent_id: Int('Who is on duty'),
        agent_name: Text('Their name'),
        source: Type.String({ enum: ['shift', 'rotation', 'override'], description: 'What says so' }),
        shift_id: Int('The appointment that is the shift'),
        rotation_id: Int('The rotation, or that of the override'),
        away_agent_id: Int('Of an override: for whom'),
        draft: Bool('The shift is a draft'),
      }),
      { description: 'Who is on duty, by start; several at once where there are several shifts or rotations' },
    ),
    gaps: Type.Array(Fields(stretch), { description: 'When nobody is' }),
  },
  { title: 'OnDuty' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type RotationElement = Given<Static<typeof RotationFields>>;
export type OnDutyQuery = Given<Static<typeof OnDutyQuery>>;

export type Period = 'day' | 'week' | 'custom';

export interface OverrideRow {
  readonly starts_at: number;
  readonly ends_at: number;
  readonly away_agent_id: number;
  readonly agent_id: number | null;
}

/** A rotation as it is stored: instants in milliseconds, civil dates as text, times of day in minutes. */
export interface RotationRow {
  readonly id: number | null;
  readonly team_id: number;
  readonly team_name: string;
  readonly name: string;
  /** IANA */
  readonly timezone: string;
  readonly start_date: string;
  readonly end_date: string | null;
  readonly period: Period;
  readonly period_days: number;
  readonly handover_minute: number;
  readonly handover_weekday: number | null;
  readonly duty_weekdays: readonly number[];
  readonly duty_start_minute: number;
  readonly duty_end_minute: number;
  readonly version: number;
  readonly last_modified: number;
  /** Ids of agents, in the order of their turns. */
  readonly members: readonly number[];
  readonly overrides: readonly OverrideRow[];
}
