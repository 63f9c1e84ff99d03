import { lookupLists, ticketStatus, ticketType } from '../../../codes.ts';
import { Bool } from '../../../wire/fields.ts';
import { clientTopLevel } from './customers.ts';
import { code, id, instant, line, number, type Resource, texts, yesNo, yesNoOrUnset } from './resource.ts';

/** Jobs, changes, projects and problems. */
export const tickets: Resource = {
  entity: 'ticket',
  table: 'ticket',
  path: '/Tickets',
  key: 'tickets',
  word: 'ticket',
  words: 'tickets',
  fields: {
    summary: line('What it is about; also called `name`', { required: true }),
    tickettype_id: code(lookupLists.ticketTypes, 'Type; incident by default', ticketType.incident),
    status: code(lookupLists.ticketStatuses, 'Status; new by default', ticketStatus.new),
    priority: code(lookupLists.ticketPriorities, 'Priority'),
    client_id: id('client', 'Client'),
    site_id: id('site', 'Site'),
    user_id: id('client_user', 'Contact'),
    agent_id: id('agent', 'Agent who works on it'),
    team_id: id('team', 'Team that works on it'),
    dateoccurred: instant('When it began; the moment of its creation by default'),
    dateclosed: instant('When it was closed; set when the status becomes closed, cleared when it is opened again'),
    dateresolved: instant(
      'When it was resolved; set when the status becomes resolved, cleared when it is opened again',
    ),
    targetdate: instant('When it should be done'),
    start_date: instant('Planned start'),
    end_date: instant('Planned end; not before the start'),
    risk: number('Risk of a change'),
    estimate: number('Estimated hours'),
    skills: { ...texts('Names of the skills that it asks for'), empty: null },
    isdowntime: yesNo('Services are down meanwhile'),
    emergency: yesNo('Emergency change'),
    emergency_reason: line('Why it is an emergency'),
  },
  links: {
    services: {
      description: 'Services it is about: ids, or objects with an `id`; given out as `{id, name}`',
      table: 'ticket_service',
      own: 'ticket_id',
      other: 'service_id',
      of: 'service',
      filter: 'service_id',
    },
    assets: {
      description: 'Assets it is about: ids, or objects with an `id`; given out as `{id, name}`',
      table: 'ticket_asset',
      own: 'ticket_id',
      other: 'asset_id',
      of: 'asset',
      filter: 'asset_id',
    },
  },
  aliases: { name: 'summary' },
  commands: {
    _validateonly: Bool(
      'Run everything, save nothing: 200 with the row, the `conflicts` of a planned change with their `conflict_details`, ' +
        'and a `_warning` where a freeze would refuse it',
    ),
  },
  search: ['id', 'summary'],
  order: 'id',
  filters: clientTopLevel('r.client_id'),
  switches: {
    open_only: {
      description: 'Only those that are neither resolved nor closed',
      whereTrue: `r.dateclosed is null and r.status not in (${ticketStatus.resolved}, ${ticketStatus.closed})`,
    },
  },
  writers: 'everyone',
};

/** Things that appointments can use. */
export const assets: Resource = {
  entity: 'asset',
  table: 'asset',
  path: '/Asset',
  key: 'assets',
  word: 'asset',
  words: 'assets',
  fields: {
    name: line('Name', { required: true }),
    assettype_id: code(lookupLists.assetTypes, 'Type; its `value9` says whether such assets can be booked like agents'),
    client_id: id('client', 'Client whose asset it is'),
    site_id: id('site', 'Site where it is'),
    workday_id: id('workday', 'Hours in which it can be used'),
    bookable: yesNoOrUnset('It is busy like an agent; unset means what its type says'),
  },
  links: {},
  search: ['name'],
  order: 'name',
  filters: clientTopLevel('r.client_id'),
  writers: 'admin',
};

/** What can be down. */
export const services: Resource = {
  entity: 'service',
  table: 'service',
  path: '/Service',
  key: 'services',
  word: 'service',
  words: 'services',
  fields: {
    name: line('Name', { required: true }),
    workday_id: id('workday', 'Hours in which it should be up; without one always'),
    target_percent: number('Promised availability', { minimum: 0, maximum: 100 }),
  },
  links: {
    depends_on: {
      description: 'Services it needs: ids, or objects with an `id`; given out as `{id, name}`',
      table: 'service_dependency',
      own: 'service_id',
      other: 'depends_on_id',
      of: 'service',
      filter: 'depends_on',
    },
  },
  search: ['name'],
  order: 'name',
  writers: 'admin',
};
