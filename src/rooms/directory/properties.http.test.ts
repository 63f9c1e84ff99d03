import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Values of every plain property, and what null makes of those that it does not clear. */
const kinds: [path: string, given: Record<string, unknown>, emptied: Record<string, unknown>][] = [
  [
    '/Agent',
    {
      name: 'A',
      email: 'a@example.org',
      role: 'manager',
      timezone: 'Asia/Tokyo',
      colour: '#fff',
      skills: ['vpn'],
      isdisabled: true,
      lunchbreak: 0.5,
      excludefromresourcebooking: true,
      timesheet_deputy_from: '2026-01-01',
      timesheet_deputy_to: '2026-01-31',
    },
    { role: 'agent', timezone: '', skills: [], isdisabled: false, excludefromresourcebooking: false },
  ],
  ['/Team', { name: 'T' }, {}],
  ['/Client', { name: 'C', toplevel_id: 5, timezone: 'Asia/Tokyo' }, { timezone: '' }],
  ['/Site', { name: 'S', address: 'Long Street 1' }, {}],
  ['/Users', { name: 'U', emailaddress: 'u@example.org', phonenumber: '555' }, {}],
  [
    '/Tickets',
    {
      summary: 'T',
      tickettype_id: 2,
      status: 2,
      priority: 1,
      dateoccurred: '2026-01-01T01:00:00',
      dateclosed: '2026-01-01T02:00:00',
      targetdate: '2026-01-01T03:00:00',
      start_date: '2026-01-01T04:00:00',
      end_date: '2026-01-01T05:00:00',
      risk: 2.5,
      estimate: 1.5,
      isdowntime: true,
      emergency: true,
      emergency_reason: 'Fire',
    },
    { tickettype_id: 1, status: 1, isdowntime: false, emergency: false },
  ],
  ['/Asset', { name: 'A', assettype_id: 1, bookable: true }, {}],
  ['/Service', { name: 'S', target_percent: 99.9 }, {}],
];

describe.each(kinds)('%s', (path, given, emptied) => {
  const required = ['name', 'email', 'summary'];
  let id: number;

  test('every property comes back as it was given', async () => {
    const { status, body } = await server.api('POST', path, given);
    expect([status, body]).toMatchObject([201, given]);
    id = body.id;
  });

  test('what is absent stays as it is', async () => {
    expect((await server.api('POST', path, [{ id }])).body).toMatchObject(given);
  });

  test('null clears, or gives back the default', async () => {
    const cleared = Object.keys(given).filter((name) => !required.includes(name));
    const nulls = Object.fromEntries(cleared.map((name) => [name, null]));
    const { body } = await server.api('POST', path, [{ id, ...nulls }]);
    expect(Object.fromEntries(cleared.filter((name) => name in body).map((name) => [name, body[name]]))).toEqual(
      emptied,
    );
  });
});

test.each([
  ['/Tickets', { summary: 'x', start_date: '2026-01-02T00:00:00', end_date: '2026-01-01T00:00:00' }, 'end_date'],
  [
    '/Agent',
    { name: 'x', email: 'x@x', timesheet_deputy_from: '2026-01-02', timesheet_deputy_to: '2026-01-01' },
    'timesheet_deputy_to',
  ],
  ['/Agent', { name: 'x', email: 'x@x', role: 'king' }, 'role'],
  ['/Agent', { name: 'x', email: 'x@x', lunchbreak: 25 }, 'lunchbreak'],
  ['/Client', { name: 'x', timezone: 'Mars/Olympus' }, 'timezone'],
  ['/Service', { name: 'x', target_percent: 101 }, 'target_percent'],
  ['/Tickets', { summary: 'x', dateoccurred: '2026-02-30' }, 'dateoccurred'],
])('%s refuses %o', async (path, element, field) => {
  const { status, body } = await server.api('POST', path, [element]);
  expect([status, Object.keys(body.errors)]).toEqual([400, [`[0].${field}`]]);
});

test('a service cannot depend on itself', async () => {
  const { id } = (await server.api('POST', '/Service', [{ name: 'Loop' }])).body;
  expect((await server.api('POST', '/Service', [{ id, depends_on: [id] }])).status).toBe(400);
});

test('a ticket has its summary by either name, and summary wins', async () => {
  const made = await server.api('POST', '/Tickets', [{ name: 'By name' }, { name: 'No', summary: 'Yes' }]);
  expect(made.body.map(({ name, summary }: Record<string, string>) => [name, summary])).toEqual([
    ['By name', 'By name'],
    ['Yes', 'Yes'],
  ]);
});

test('equal rows are ordered by the next order', async () => {
  for (const [name, toplevel_id] of [
    ['b', 31],
    ['a', 32],
    ['a', 31],
  ]) {
    await server.api('POST', '/Client', [{ name: `Order ${name}`, toplevel_id }]);
  }
  const list = await server.api(
    'GET',
    '/Client?search=order&order=toplevel_id&orderdesc=true&order2=name&orderdesc2=true',
  );
  const rows = list.body.clients.map(({ name, toplevel_id }: Record<string, unknown>) => `${toplevel_id} ${name}`);
  expect(rows).toEqual(['32 Order a', '31 Order b', '31 Order a']);
});

test('names that nothing knows are ignored, and told', async () => {
  const { headers } = await server.api('POST', '/Client?bogus=1', [{ name: 'x', surprise: 1 }]);
  expect(headers.get('x-almanac-ignored')).toContain('surprise');
  expect((await server.api('GET', '/Client?bogus=1')).headers.get('x-almanac-ignored')).toBe('bogus');
});

test('a parameter with a NUL character is 400', async () => {
  const { status, body } = await server.api('GET', '/Client?search=%00');
  expect([status, body.errors]).toEqual([400, { search: ['Has a NUL character (U+0000); remove it.'] }]);
});
