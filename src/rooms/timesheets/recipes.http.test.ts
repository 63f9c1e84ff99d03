import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarOf, type Person } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { timesheetOf } from '../../../test/support/timesheet.ts';

/** What existing clients send (contract/wire.md section 7), as they send it. */

let server: TestServer;
let sheet: ReturnType<typeof timesheetOf>;
let ann: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-03-19T18:00:00Z');
  sheet = timesheetOf(server);
  ann = await calendarOf(server).person({ timezone: 'America/New_York' });
});
afterAll(() => server.close());

const api = (method: string, path: string, body?: unknown) =>
  server.api(method, `/api${path}`, body, { token: ann.token });

test('6. the day sheet of the browser extension', async () => {
  const answer = await api('GET', `/Timesheet/0?utcoffset=240&date=2026-03-18T00:00:00.000Z&agent_id=${ann.id}`);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ id: 0, target_hours: 8.5, actual_hours: 0, unlogged_hours: 8.5, events: [] });
  await server.api('POST', '/Client', [{ name: 'Acme' }]);
  await api('POST', '/TimesheetEvent', [
    {
      client_id: 1,
      subject: 'Call',
      start_date: '2026-03-19T03:00:00Z',
      end_date: '2026-03-19T03:30:00Z',
      event_type: 0,
    },
  ]);
  const later = await api('get', `/timesheet/0?UTCOFFSET=240&date=2026-03-18T00:00:00.000Z&agent_id=${ann.id}`);
  expect(later.body).toMatchObject({ actual_hours: 0.5, unlogged_hours: 8 });
  expect(later.body.events).toMatchObject([
    { customer: 'Acme', start_date: '2026-03-19T03:00:00', end_date: '2026-03-19T03:30:00', subject: 'Call' },
  ]);
});

test('7. quick time of the timesheet tool, and several at once of the browser extension', async () => {
  const element = {
    end_date: '2026-03-19T15:20:00.000Z',
    start_date: '2026-03-19T15:10:00.000Z',
    ticket_id: null,
    tickettype_id: null,
    lognewticket: false,
    client_id: null,
    agent_id: String(ann.id),
    agents: [{ id: String(ann.id), name: 'Ann' }],
    event_type: 0,
    charge_rate: 0,
    note: '..',
    subject: 'Quick Time - Ann - 3/19/2026 3:10 PM',
  };
  const answer = await api('POST', '/TimesheetEvent', [element]);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ timetaken: 1 / 6, note: '..', subject: element.subject });
  const ticket = await sheet.get(`/Tickets/${answer.body.ticket_id}`);
  expect(ticket).toMatchObject({ summary: element.subject, status: 9 });
  const more = { ...element, site_id: null, user_name: 'Joe', subject: 'More' };
  const several = await api('POST', '/TimesheetEvent', [more, { ...more, subject: 'Yet more' }]);
  expect(several.body).toMatchObject([{ user_name: 'Joe', subject: 'More' }, { subject: 'Yet more' }]);
});

test('8. lunch, and taking it back', async () => {
  const answer = await api('POST', '/TimesheetEvent', [
    {
      end_date: '2026-03-19T16:30:00.000Z',
      start_date: '2026-03-19T16:00:00.000Z',
      ticket_id: null,
      tickettype_id: null,
      lognewticket: false,
      client_id: null,
      agent_id: String(ann.id),
      agents: [{ id: String(ann.id), name: 'Ann' }],
      event_type: 1,
      break_type: '2',
      break_note: 'lunch',
      subject: 'Lunch',
    },
  ]);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ event_type: 1, break_type: 2, break_note: 'lunch', timetaken: 0.5 });
  expect(answer.body.ticket_id).toBeUndefined();
  const removed = await api('DELETE', `/TimesheetEvent/${answer.body.id}`);
  expect(removed.body).toMatchObject({ subject: 'Lunch' });
});

test('a minimal entry, and ids of 0 and below create', async () => {
  const minimal = { subject: 'x', start_date: '2026-03-20T09:00:00', end_date: '2026-03-20T10:00:00' };
  for (const element of [minimal, { ...minimal, id: 0 }, { ...minimal, id: -1, ticket_id: -1 }]) {
    const answer = await api('POST', '/TimesheetEvent', [element]);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ agent_id: ann.id, subject: 'x' });
  }
  const missing = await api('POST', '/TimesheetEvent', [{ id: 99_999, subject: 'x' }]);
  expect(missing.body).toMatchObject({ status: 404, Message: 'Record not found' });
  const ignored = await api('POST', '/TimesheetEvent', [{ ...minimal, billable: true }]);
  expect(ignored.headers.get('x-almanac-ignored')).toContain('billable');
});
