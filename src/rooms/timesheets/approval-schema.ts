import { type Static, Type } from 'typebox';
import { Fields, Instant, Int, IntList, Num, Text, WrittenTime } from '../../wire/fields.ts';
import { ApprovalFields, type TimesheetRow } from './schema.ts';

/** What clients send and get of approval and warnings. */

/** What a day was when it was handed in: it keeps that while it is locked. */
export type KeptDay = Pick<TimesheetRow, 'locked_from' | 'locked_until' | 'locked_figures'>;

export const keptFigureNames = [
  'target_hours',
  'actual_hours',
  'break_hours',
  'automatic_break_hours',
  'allowed_break_hours',
  'unlogged_hours',
  'percentage',
  'chargeable_hours',
  'work_hours',
] as const;

export const StepFields = Fields(
  {
    seq: Int('Counted from 1, without holes'),
    from_status: Int('Before: 0 pending, 1 approved, 2 rejected; absent = not handed in'),
    to_status: Int('After: 0 pending, 1 approved, 2 rejected; absent = not handed in'),
    command: Text('submit, approve, reject, withdraw or revert', 20),
    agent_id: Int('Who did it'),
    agent_name: Text('Who did it', 2_000),
    date: Instant('When'),
    message: Text('Words with it', 10_000),
  },
  { title: 'TimesheetApprovalStep' },
);

export const WarningFields = Fields(
  {
    code: Text('missing, overlap, gap, runaway, short-rest or figures-changed', 40),
    message: Text('What is odd', 1_000),
    event_ids: Type.Array(Type.Integer(), { description: 'The entries that it is about' }),
    start_date: Instant('From when'),
    end_date: Instant('Until when'),
  },
  { title: 'TimesheetWarning' },
);

export const WarnedDayFields = Fields(
  {
    agent_id: Int('Whose day it is'),
    agent_name: Text('Whose day it is', 2_000),
    date: WrittenTime('Day in the zone of the agent'),
    id: Int('0 when no row is stored'),
    approval: ApprovalFields,
    warnings: Type.Array(WarningFields, { description: 'What is odd about the day' }),
    _warning: Text('All of them in one text', 100_000),
  },
  { title: 'WarnedTimesheet' },
);

export const MissingQuery = Fields({
  start_date: WrittenTime('First day; without dates the current week up to today'),
  end_date: WrittenTime('Last day, included; at most 366 days'),
  agents: IntList('Of these agents; 0 or absent = all the caller may see'),
  agent_id: Int('Of this agent; 0 = no filter'),
  codes: Text('Only these warnings, a comma list: missing, overlap, gap, runaway, short-rest', 200),
});

export const WarningSettingFields = Fields(
  {
    gap_minutes: Int('Working time without an entry is a gap from so many minutes on; null = never', {
      minimum: 1,
      maximum: 1_440,
    }),
    runaway_hours: Num('An entry longer than this is a runaway; null = never', { minimum: 0.25, maximum: 24 }),
    rest_hours: Num('Less than this between the work of two days is told; null = never', {
      minimum: 0.25,
      maximum: 24,
    }),
  },
  { title: 'TimesheetWarningSettings' },
);

export const SaveQuery = Fields({
  utcoffset: Num('Minutes west of Greenwich: how the days of the answer are cut', { minimum: -1_440, maximum: 1_440 }),
  timezone: Text('Zone by which the days of the answer are cut; wins over utcoffset', 100),
});

type Given<T> = { [K in keyof T]?: T[K] | null };
export type MissingQuery = Given<Static<typeof MissingQuery>>;
export type WarningSettingElement = Given<Static<typeof WarningSettingFields>>;
