import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, Int, Num, Text } from '../../wire/fields.ts';

/** Allowances of leave, and how many of a team may be away: routes of ours. */

const year = Int('Calendar year', { minimum: 1_900, maximum: 2_199 });

export const AllowanceFields = Fields(
  {
    id: Int('Its number; computed'),
    agent_id: Int('Agent'),
    agent_name: Text('Their name; computed', 2_000),
    holiday_type: Int('Type of leave (lookup 109); 1 annual leave when absent'),
    holiday_type_name: Text('Its name; computed', 2_000),
    year,
    allowance: Num('Hours in the year; null = unlimited', { minimum: 0, maximum: 10_000 }),
    approved: Num('Hours of approved leave; computed'),
    pending: Num('Hours of leave that waits for a decision; computed'),
    balance: Num('allowance less approved; computed'),
    last_modified: Instant('Last change; computed'),
  },
  { title: 'HolidayAllowance' },
);

export const AllowancePost = Type.Array(AllowanceFields, {
  minItems: 1,
  description: 'One each for an agent, type and year: what was there is replaced. All are saved, or none.',
});

export const AllowanceQuery = Fields({
  agent_id: Int('Of this agent; 0 or less = of everyone the caller may see'),
  holiday_type: Int('Of this type; 0 or less = of all'),
  year: Int('Of this year; all when absent', { minimum: 1_900, maximum: 2_199 }),
});

export const HolidaySettings = Fields(
  {
    team_limit: Int('At most so many of a team may be on approved leave at once; null = no limit', {
      minimum: 0,
      maximum: 10_000,
    }),
    team_limit_refuses: Bool('More are refused (409 team-away); otherwise there is a _warning'),
  },
  { title: 'HolidaySettings' },
);

type Given<T> = { [K in keyof T]?: T[K] | null };
export type AllowanceElement = Given<Static<typeof AllowanceFields>>;
export type AllowanceQuery = Given<Static<typeof AllowanceQuery>>;
export type HolidaySettings = Given<Static<typeof HolidaySettings>>;
