import { CivilDate, Text } from '../../../wire/fields.ts';
import { civilDate, id, line, number, oneOf, type Resource, texts, yesNo, zone } from './resource.ts';

/** From when on a change of working hours counts. */
const workdayFrom = {
  workday_valid_from: CivilDate(
    'With a change of workday: the day from which on it counts. Those before keep their hours, and so their targets',
  ),
  valid_from: CivilDate('The same as workday_valid_from'),
};

/** Members of staff. Ids begin at 2. */
export const agents: Resource = {
  entity: 'agent',
  table: 'agent',
  path: '/Agent',
  word: 'agent',
  words: 'agents',
  fields: {
    name: line('Name', { required: true }),
    email: line('Address and user name; no two agents of a tenant share one, whatever the letter case', {
      required: true,
    }),
    role: oneOf(['agent', 'manager', 'admin'], 'What the agent may do; `agent` by default', 'agent'),
    team_id: id('team', 'Main team; always one of `teams`'),
    linemanager: id('agent', 'Line manager: may change the calendar of this agent'),
    timesheet_manager: id('agent', "Decides this agent's timesheets, and may change the calendar"),
    timesheet_deputy_id: id('agent', 'Decides the timesheets that this agent would decide, while this agent is away'),
    timesheet_deputy_from: civilDate('First day of the deputy; unset = at once'),
    timesheet_deputy_to: civilDate('Last day of the deputy; unset = from then on'),
    workday_id: id('workday', 'Working hours; without one those of the team, then of the tenant'),
    timezone: zone("Time zone; unset means the tenant's"),
    colour: line('Colour in calendars'),
    skills: texts('Names of skills'),
    isdisabled: yesNo('Keeps the rows, cannot sign in and gets no new ones'),
    lunchbreak: number('Hours of lunch a day', { minimum: 0, maximum: 24 }),
    excludefromresourcebooking: yesNo('Customers cannot book this agent'),
  },
  links: {
    teams: {
      description: 'Teams: ids, or objects with an `id`; given out as `{id, name}`',
      table: 'team_member',
      own: 'agent_id',
      other: 'team_id',
      of: 'team',
      filter: 'team_id',
    },
  },
  commands: {
    password: Text('New password, at least 12 characters. Never given out.', 1_000),
    current_password: Text('Present password: asked for when an agent sets their own', 1_000),
    ...workdayFrom,
  },
  search: ['name', 'email'],
  order: 'name',
  switches: {
    includeinactive: { description: 'Disabled agents, too', whereFalse: 'not r.isdisabled' },
  },
  writers: 'everyone',
  unique: { agent_email: 'email' },
};

export const teams: Resource = {
  entity: 'team',
  table: 'team',
  path: '/Team',
  word: 'team',
  words: 'teams',
  fields: {
    name: line('Name; no two teams of a tenant share one', { required: true }),
    manager_id: id('agent', 'Manager: may change the calendars of the members'),
    timesheet_approver: id('agent', "Decides the members' timesheets"),
    workday_id: id('workday', 'Working hours of members who have none of their own'),
  },
  links: {
    members: {
      description: 'Agents of the team: ids, or objects with an `id`; given out as `{id, name}`',
      table: 'team_member',
      own: 'team_id',
      other: 'agent_id',
      of: 'agent',
      filter: 'agent_id',
    },
  },
  commands: workdayFrom,
  search: ['name'],
  order: 'name',
  writers: 'admin',
  unique: { team_name: 'name' },
};
