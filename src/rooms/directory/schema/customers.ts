import { id, line, plainId, type Resource, zone } from './resource.ts';

const clientTopLevel = (client: string) => ({
  toplevel_id: {
    description: 'Of clients with this toplevel_id',
    where: `exists (select from client c where c.tenant_id = r.tenant_id and c.id = ${client} and c.toplevel_id = any($))`,
  },
});

export const clients: Resource = {
  entity: 'client',
  table: 'client',
  path: '/Client',
  key: 'clients',
  word: 'client',
  words: 'clients',
  fields: {
    name: line('Name', { required: true }),
    toplevel_id: plainId('Group of clients; any number'),
    timezone: zone("Time zone; unset means the tenant's"),
  },
  links: {},
  search: ['name'],
  order: 'name',
  filters: { toplevel_id: { description: 'With this toplevel_id', where: 'r.toplevel_id = any($)' } },
  writers: 'admin',
};

export const sites: Resource = {
  entity: 'site',
  table: 'site',
  path: '/Site',
  key: 'sites',
  word: 'site',
  words: 'sites',
  fields: {
    name: line('Name', { required: true }),
    client_id: id('client', 'Client whose place it is'),
    address: line('Address'),
  },
  links: {},
  search: ['name', 'address'],
  order: 'name',
  filters: clientTopLevel('r.client_id'),
  writers: 'admin',
};

/** Contacts at a client. */
export const users: Resource = {
  entity: 'user',
  table: 'client_user',
  path: '/Users',
  key: 'users',
  word: 'user',
  words: 'users',
  fields: {
    name: line('Name', { required: true }),
    client_id: id('client', 'Client whose contact it is'),
    site_id: id('site', 'Site where they are'),
    emailaddress: line('E-mail address'),
    phonenumber: line('Phone number'),
  },
  links: {},
  search: ['name', 'emailaddress', 'phonenumber'],
  order: 'name',
  filters: clientTopLevel('r.client_id'),
  writers: 'everyone',
};

export { clientTopLevel };
