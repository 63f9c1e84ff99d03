import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer, testClient } from '../../../test/support/server.ts';

/** Requests of existing clients, as they send them (contract/wire.md section 7; agents' ids adapted). */

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  ann = await calendar.person({ name: 'Ann' });
  const form = {
    grant_type: 'client_credentials',
    client_id: testClient.id,
    client_secret: testClient.secret,
    scope: 'all',
  };
  const answer = await fetch(`${server.url}/auth/token?tenant=default`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  expect(answer.status).toBe(200);
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(() => server.close());

/** One object for one element; no null anywhere; dates without a suffix. */
async function post(body: unknown, type = 'application/json; charset=utf-8'): Promise<Row> {
  const answer = await fetch(`${server.url}/api/Appointment`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(201);
  expect(text).toMatch(/^\{/);
  expect(text).not.toContain('null');
  const row = JSON.parse(text) as Row;
  for (const name of ['start_date', 'end_date', 'last_modified', 'complete_date']) {
    if (row[name] !== undefined) expect(row[name], name).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  }
  return row;
}

const get = (path: string) => server.api('GET', path, undefined, { token });

describe('1. the minimal creation', () => {
  const body = () => [
    {
      subject: 'x',
      start_date: '2026-10-05T12:09:36',
      end_date: '2026-10-05T13:09:36',
      agents: [{ id: ann.id, use: 'agent' }],
    },
  ];

  test('answers the object with its id; update, delete, and GET says that it is gone', async () => {
    const made = await post(body());
    expect(made).toMatchObject({
      id: expect.any(Number),
      subject: 'x',
      start_date: '2026-10-05T12:09:36',
      agent_id: ann.id,
    });
    const changed = await post([{ ...body()[0], id: made.id, subject: 'y' }]);
    expect(changed).toMatchObject({ id: made.id, subject: 'y' });
    const deleted = await server.api('DELETE', `/api/Appointment/${made.id}`, undefined, { token });
    expect([deleted.status, deleted.body.subject]).toEqual([200, 'y']);
    expect((await get(`/api/Appointment/${made.id}`)).status).toBe(404);
  });

  test.each(['application/json', 'application/json-patch+json', 'text/json', 'application/vnd.x+json'])(
    'is taken as %s',
    async (type) => {
      const made = await post(body(), type);
      await server.api('DELETE', `/Appointment/${made.id}`);
    },
  );
});

test('2. the time entry of the adapter', async () => {
  const made = await post([
    {
      id: -1,
      start_date: '2026-03-19T15:10:00.000',
      end_date: '2026-03-19T15:20:00.000',
      agent_id: ann.id,
      agents: [{ id: ann.id, name: 'Ann' }],
      note_html: '<p>..</p>',
      event_type: 'a',
      complete_status: -1,
      is_task: false,
      charge_rate: 0,
      billable: true,
      ticket_id: -1,
      subject: 'Quick Time - Ann - 3/19/2026 3:10 PM',
    },
  ]);
  expect(made).toMatchObject({
    id: expect.any(Number),
    start_date: '2026-03-19T15:10:00',
    end_date: '2026-03-19T15:20:00',
    agent_id: ann.id,
    agent_name: 'Ann',
    note_html: '<p>..</p>',
    complete_status: -1,
    is_task: false,
    subject: 'Quick Time - Ann - 3/19/2026 3:10 PM',
  });
  expect(made).not.toHaveProperty('ticket_id');
});

test('3. the to-do of the CLI, and its completion', async () => {
  const client = await calendar.thing('/Client', { name: 'Acme' });
  const ticket = await calendar.thing('/Tickets', { summary: 'Printer', client_id: client.id });
  const todo = {
    subject: 'Call back',
    note_html: '<p>..</p>',
    is_task: true,
    complete_status: -1,
    allday: true,
    is_private: false,
    reminderminutes: 0,
    agent_status: 1,
    user_id: -1,
    appointment_type_id: 0,
    shift_type_id: 0,
    type: 5,
    agent_id: ann.id,
    start_date: '2026-05-01T00:00:00',
    end_date: '2026-05-02T00:00:00',
    start_date_only: '2026-05-01',
    end_date_only: '2026-05-01',
    client_id: client.id,
    ticket_id: ticket.id,
  };
  const made = await post([todo]);
  expect(made).toMatchObject({
    is_task: true,
    type: 5,
    allday: true,
    start_date: '2026-05-01T00:00:00',
    end_date: '2026-05-02T00:00:00',
    start_date_only: '2026-05-01T00:00:00',
    end_date_only: '2026-05-01T00:00:00',
    client_name: 'Acme',
    ticket_id: ticket.id,
    busy: false,
  });
  expect(made).not.toHaveProperty('user_id');
  const done = await post([{ ...todo, id: made.id, complete_status: 0, complete_date: '2026-05-01T10:00:00' }]);
  expect(done).toMatchObject({
    id: made.id,
    complete_status: 0,
    complete_date: '2026-05-01T10:00:00',
    subject: 'Call back',
  });
  expect(String(done.complete_status)).toBe('0');
});

test('4. the completion of the timesheet tool', async () => {
  const time = { start_date: '2026-03-19T17:00:00', end_date: '2026-03-19T18:30:00' };
  const made = await post([{ subject: 'Visit', ...time, agents: [{ id: ann.id, use: 'agent' }] }]);
  const done = await post([
    {
      id: made.id,
      subject: 'Visit',
      ...time,
      allday: false,
      is_private: false,
      agents: [{ id: ann.id, name: 'Ann', use: 'agent' }],
      user_id: -1,
      ticket_id: -1,
      reminderminutes: 0,
      agent_status: 1,
      note_html: '',
      is_task: false,
      appointment_type_id: 0,
      shift_type_id: 0,
      followup_start_date: time.start_date,
      followup_end_date: time.end_date,
      followup_allday: false,
      followup_is_private: false,
      followup_user_id: -1,
      followup_reminderminutes: 0,
      followup_agent_status: 1,
      followup_note_html: '',
      followup_agent_id: ann.id,
      complete_status: '0',
      chargerate: '0',
      complete_date: '2026-03-19T18:30:00',
      complete_timetaken: 1.5,
      complete_notehtml: '<p>done</p>',
      complete_agent_id: ann.id,
      utcoffset: 240,
      apfaultidremoved: true,
      agent_id: ann.id,
    },
  ]);
  expect(done).toMatchObject({
    id: made.id,
    complete_status: 0,
    complete_date: '2026-03-19T18:30:00',
    complete_timetaken: 1.5,
    complete_agent_id: ann.id,
    complete_notehtml: '<p>done</p>',
    chargerate: 0,
    busy: false,
    ...time,
  });
  const listed = await get(
    `/Appointment?agents=${ann.id}&start_date=2026-03-19T17:00:00Z&end_date=2026-03-19T18:30:00Z`,
  );
  expect(listed.body.appointments.map((row: Row) => row.id)).toEqual([made.id]);
});

test('5. the list of the timesheet tool', async () => {
  const agent = await calendar.person();
  const free = await calendar.booked(agent, { start_date: '2026-03-19T08:00:00', end_date: '2026-03-19T09:00:00' });
  const late = await calendar.booked(agent, { start_date: '2026-03-20T03:30:00', end_date: '2026-03-20T05:00:00' });
  await calendar.booked(agent, { start_date: '2026-03-20T05:00:00', end_date: '2026-03-20T06:00:00' });
  const master = { start_date: '2026-03-19T10:00:00', end_date: '2026-03-19T11:00:00', _recurringmaster: true };
  await calendar.booked(agent, master);
  const query =
    'start_date=2026-03-19T00:00:00.000Z&end_date=2026-03-20T04:00:00.000Z&excluderecurringmaster=True' +
    '&excludenonticketapptodo=False&pageinate=True&page_size=100&page_no=1';
  const answer = await get(`/api/Appointment?agents=${agent.id}&${query}`);
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(/^\{"page_no":1,"page_size":100,"record_count":2,"appointments":\[/);
  expect(answer.body.appointments.map((row: Row) => row.id)).toEqual([free.id, late.id]);
  expect(answer.headers.get('x-almanac-ignored')).toBeNull();
});

test('12. a row of the fixture is one that we could have sent: every property is known', async () => {
  const ticket = await calendar.thing('/Tickets', { summary: 'Printer' });
  const fixture = {
    agent_id: ann.id,
    start_date: '2026-01-05T14:00:00',
    end_date: '2026-01-05T15:00:00',
    allday: false,
    appointment_type_id: 1,
    status: 0,
    note: 'bring toner',
    estimate: 60,
    colour: '#6366f1',
    subject: 'Visit',
    complete_status: -1,
    _canupdate: true,
    _cancomplete: true,
    _candelete: false,
    ticket_id: ticket.id,
    client_name: 'Acme',
    site_name: 'Plant',
    user_name: 'Uma',
    agent_name: 'Ann',
  };
  const answer = await server.api('POST', '/api/Appointment', [fixture], { token });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('x-almanac-ignored')).toBeNull();
  const { colour, _candelete, client_name, site_name, user_name, ...stored } = fixture;
  expect(answer.body).toMatchObject(stored);
});

test('13. the list by agent_id of the assistant: the rows are under appointments', async () => {
  const agent = await calendar.person();
  const made = await calendar.booked(agent, { subject: 'Visit' });
  const { body } = await get(`/Appointment?agent_id=${agent.id}`);
  expect(body.appointments).toMatchObject([{ id: made.id, subject: 'Visit', agent_id: agent.id }]);
});

test('the sign-in test of every client, and what a wrong id answers', async () => {
  expect((await get('/api/Agent/me')).body).toMatchObject({ id: server.adminId, name: expect.any(String) });
  const wrong = await get('/api/Appointment/probe');
  expect(wrong.status).toBe(400);
  expect(wrong.body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
  const none = await get('/api/Appointment/999999');
  expect([none.status, none.body.Message]).toEqual([404, 'Record not found']);
});
