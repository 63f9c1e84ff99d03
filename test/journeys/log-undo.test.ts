import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoggedChange, undoOf } from '../../web/access/difference.ts';
import { at, type Calendar, calendarOf, type Values } from '../support/calendar.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** What the log of changes offers to undo, an ordinary save really takes back. */

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

interface Kind {
  entity: string;
  path: string;
  made(): Promise<Values>;
  changed(): Values;
  /** Where it is read; `path/id` when it is missing. */
  read?(row: Values): string;
}

const named = (entity: string, path: string, more: Values = {}): Kind => ({
  entity,
  path,
  made: async () => ({ name: `A ${entity}`, ...more }),
  changed: () => ({ name: 'Something else' }),
});

const kinds: Kind[] = [
  {
    entity: 'agent',
    path: '/Agent',
    made: async () => ({ name: 'Ann', email: 'ann@desk.example', timezone: 'Europe/Berlin' }),
    changed: () => ({ name: 'Anna', timezone: 'Asia/Tokyo', role: 'manager' }),
  },
  named('team', '/Team'),
  named('client', '/Client'),
  {
    entity: 'site',
    path: '/Site',
    made: async () => ({ name: 'Plant', client_id: (await calendar.thing('/Client', { name: 'Acme' })).id }),
    changed: () => ({ name: 'Works' }),
  },
  named('user', '/Users'),
  {
    entity: 'ticket',
    path: '/Tickets',
    made: async () => ({ summary: 'Printer', priority_id: 2 }),
    changed: () => ({ summary: 'Router', priority_id: 1 }),
  },
  named('asset', '/Asset'),
  named('service', '/Service'),
  {
    entity: 'lookup',
    path: '/Lookup',
    made: async () => ({ lookupid: 63, name: 'On site', value1: '#112233' }),
    changed: () => ({ lookupid: 63, name: 'Elsewhere', value1: '#445566' }),
    read: () => '/Lookup?lookupid=63',
  },
  {
    entity: 'appointment',
    path: '/Appointment',
    made: async () => ({ subject: 'Visit', start_date: at('09:00'), end_date: at('10:00'), agent_id: server.adminId }),
    changed: () => ({ subject: 'Call', start_date: at('11:00'), end_date: at('12:30'), note: 'Ring twice' }),
  },
  {
    entity: 'workday',
    path: '/Workday',
    made: async () => ({ name: 'Early', start: '1901-01-01T06:00:00', end: '1901-01-01T14:00:00' }),
    changed: () => ({ name: 'Late', start: '1901-01-01T14:00:00', end: '1901-01-01T22:00:00', wday6: true }),
  },
  {
    entity: 'booking_type',
    path: '/BookingType',
    made: async () => ({ name: 'Call', duration_mins: 30, agents: [(await calendar.person()).id] }),
    changed: () => ({ name: 'Visit', duration_mins: 60, slot_step_mins: 30, agents: [server.adminId] }),
  },
  {
    entity: 'rotation',
    path: '/Rotation',
    made: async () => {
      const members = [(await calendar.person()).id, server.adminId];
      const team = await calendar.thing('/Team', { name: 'Desk', members });
      return { team_id: team.id, name: 'On call', start_date_only: '2030-01-07', members };
    },
    changed: () => ({ name: 'Nights', handover_time: '20:00', members: [server.adminId] }),
    read: ({ id }) => `/Rotation/${id}?includedetails=true`,
  },
  {
    entity: 'holiday',
    path: '/Holiday',
    made: async () => ({ name: 'Away', agent_id: server.adminId, date_only: '2026-06-01' }),
    changed: () => ({ name: 'At home', date_only: '2026-06-02' }),
  },
  {
    entity: 'api_client',
    path: '/ApiClient',
    made: async () => ({ name: 'Script', scopes: 'read:calendar' }),
    changed: () => ({ name: 'Robot', scopes: 'all' }),
    read: () => '/ApiClient',
  },
];

const unread = new Set(['last_modified', '_etag', 'version', 'updated_at']);
const lasting = (row: Values) => Object.fromEntries(Object.entries(row).filter(([name]) => !unread.has(name)));

test.each(kinds)('a change of the kind $entity', async ({ entity, path, made, changed, read }) => {
  const row = await calendar.thing(path, await made());
  const where = read?.(row) ?? `${path}/${row.id}`;
  const shown = async (): Promise<Values> => {
    const { status, text, body } = await server.api('GET', where);
    expect(status, text).toBe(200);
    return lasting(Array.isArray(body) ? body.find(({ id }) => id === row.id) : body);
  };
  const before = await shown();
  const saved = await server.api('POST', path, [{ id: row.id, ...changed() }]);
  expect(saved.status, saved.text).toBe(201);
  expect(await shown()).not.toEqual(before);
  const { body } = await server.api('GET', `/Change?entity=${entity}&page_size=1`);
  const undo = undoOf(body.changes[0] as LoggedChange);
  const undone = await server.api('POST', undo?.path ?? '', [undo?.element]);
  expect(undone.status, `${JSON.stringify(undo)} ${undone.text}`).toBe(201);
  expect(await shown()).toEqual(before);
});
