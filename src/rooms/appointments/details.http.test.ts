import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

async function rich(): Promise<Row> {
  const client = await calendar.thing('/Client', { name: 'Acme' });
  const site = await calendar.thing('/Site', { name: 'Plant', client_id: client.id });
  const user = await calendar.thing('/Users', { name: 'Uma', emailaddress: 'uma@acme.example' });
  const ticket = await calendar.thing('/Tickets', { summary: 'Printer' });
  const ids = { client_id: client.id, site_id: site.id, user_id: user.id, ticket_id: ticket.id };
  return calendar.booked(await calendar.person(), { ...ids, category1: 'kept' });
}

test('GET one is the whole row; includedetails adds ticket, client, site, user and agents', async () => {
  const made = await rich();
  const plain = (await calendar.read(made.id)).body;
  expect(plain).toEqual(made);
  for (const name of ['ticket', 'client', 'site', 'user']) expect(plain).not.toHaveProperty(name);
  const { body, text } = await calendar.read(made.id, undefined, '?includedetails=true');
  expect(body).toMatchObject({
    ...plain,
    category1: 'kept',
    agents: [{ id: made.agent_id }],
    ticket: { id: made.ticket_id, summary: 'Printer' },
    client: { id: made.client_id, name: 'Acme' },
    site: { id: made.site_id, name: 'Plant' },
    user: { id: made.user_id, name: 'Uma', emailaddress: 'uma@acme.example' },
  });
  expect(text).not.toContain('tenant_id');
  expect(text).not.toContain('null');
  expect((await calendar.read(made.id, undefined, '?IncludeDetails=FALSE')).body).toEqual(plain);
});

test('includedetails of a bare row adds nothing but is no error', async () => {
  const made = await calendar.booked(await calendar.person());
  const { status, body } = await calendar.read(made.id, undefined, '?includedetails=true');
  expect(status).toBe(200);
  expect(body).toMatchObject(made);
  expect(body).not.toHaveProperty('ticket');
});

test('an unknown parameter of GET one and DELETE is named', async () => {
  const made = await calendar.booked(await calendar.person());
  const read = await calendar.read(made.id, undefined, '?include_details=true');
  expect(read.headers.get('x-almanac-ignored')).toBe('include_details');
  const removed = await calendar.remove(made.id, undefined, '?whole=true');
  expect(removed.headers.get('x-almanac-ignored')).toBe('whole');
});
