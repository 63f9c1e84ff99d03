import { type Static, Type } from 'typebox';
import { Fields, Int, IntList, Num, Text, WrittenTime } from '../../wire/fields.ts';

/** The wire of the forecast and of the export. */

/** Whose, and when: the same words as in GET /Timesheet. */
const whoAndWhen = {
  agent_id: Int('Of this agent; 0 = all the caller may see'),
  agents: IntList('Of these agents, and agent_id; 0 = all the caller may see'),
  selectedteam: Int('Of the members of this team; 0 or less = no filter'),
  start_date: WrittenTime('First day'),
  end_date: WrittenTime('Last day, included; without dates the current week'),
  date: WrittenTime('Only this day'),
} as const;

export const ForecastQuery = Fields({
  ...whoAndWhen,
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4): how actual_hours are cut into days', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone by which actual_hours are cut into days; wins over utcoffset', 100),
  per: Type.String({
    enum: ['agent', 'period', 'team', 'week'],
    description:
      'A row an agent and day (agent), an agent over the whole period (period), a team and week (team), or a week (week)',
  }),
});

const hours = {
  target_hours: Num('Working time less public holidays and approved leave'),
  actual_hours: Num('Work and travel that was entered'),
  booked_hours: Num('Appointments, as far as they lie in working time'),
  leave_hours: Num('Working time that approved leave takes away'),
  free_hours: Num('target_hours - booked_hours'),
} as const;

export const ForecastRows = Type.Array(
  Fields({
    id: Int('Timesheet of the day; 0 when none is stored'),
    agent_id: Int('Agent'),
    agent_name: Text('Agent'),
    date: WrittenTime('Day in the zone of the agent; of a week its Monday'),
    workdayid: Int('Workday of the agent'),
    team_id: Int('With per=team and per=period: the main team; absent for those without one'),
    team_name: Text('With per=team and per=period: that team'),
    agents: Int('Of sums: how many agents are in it'),
    chargeable_hours: Num('Of sums: the part of actual_hours at chargeable rates'),
    ...hours,
  }),
);

export const ExportQuery = Fields({
  ...whoAndWhen,
  format: Type.String({ enum: ['csv', 'xlsx'], description: 'csv when absent' }),
});

type Given<T> = { [K in keyof T]?: T[K] | null };
export type ForecastQuery = Given<Static<typeof ForecastQuery>>;
export type ExportQuery = Given<Static<typeof ExportQuery>>;
