import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changesOf } from '../../../test/support/changes.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Dry runs of what the change calendar shows: tickets, freezes, downtimes. */

let server: TestServer;
let on: ReturnType<typeof changesOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2030-01-15T10:00:30Z');
  on = changesOf(server);
});
afterAll(() => server.close());
beforeEach(() => on.nextMonth());

const post = (path: string, values: Record<string, unknown>, headers: Record<string, string> = {}) =>
  server.api('POST', path, [{ ...values, _validateonly: true }], { headers });

test('a change that is tried out says what is in its way, and is not saved', async () => {
  const database = await on.service({ name: 'Database' });
  const web = await on.service({ name: 'Web', depends_on: [database.id] });
  const other = await on.change({ summary: 'Upgrade', services: [database.id] });
  await on.freeze({ name: 'Year end', entity_id: web.id, risk: 2 });
  const change = {
    summary: 'Router',
    tickettype_id: 2,
    services: [web.id],
    start_date: on.at('11:00'),
    end_date: on.at('13:00'),
  };
  const count = (await on.calendarRows()).length;
  const low = await post('/Tickets', { ...change, risk: 1 });
  expect(low.status, low.text).toBe(200);
  expect(low.body).toMatchObject({
    summary: 'Router',
    conflicts: ['same_service'],
    conflict_details: [{ code: 'same_service', ticket_id: other.id, subject: 'Upgrade' }],
  });
  expect(low.body).not.toHaveProperty('id');
  expect(low.body).not.toHaveProperty('_warning');
  const high = await post('/Tickets', { ...change, risk: 2 });
  expect(high.status, high.text).toBe(200);
  expect(high.body).toMatchObject({
    conflicts: ['freeze', 'same_service'],
    _warning: expect.stringContaining("the change freeze 'Year end'"),
    freezes: [{ name: 'Year end', end_date: on.at('00:00', 4) }],
  });
  const emergency = await post('/Tickets', { ...change, risk: 2, emergency: true, emergency_reason: 'It burns' });
  expect(emergency.body.conflicts).toEqual(['freeze', 'same_service']);
  expect(emergency.body).not.toHaveProperty('_warning');
  expect((await on.calendarRows()).length).toBe(count);
});

test('a move that is tried out keeps its id and its version, and objects as a save does', async () => {
  const change = await on.change({ summary: 'Move me' });
  const moved = await post('/Tickets', { id: change.id, start_date: on.at('11:00') });
  expect(moved.body).toMatchObject({
    id: change.id,
    start_date: on.at('11:00'),
    conflicts: [],
    _etag: expect.any(String),
  });
  expect((await server.api('GET', `/Tickets/${change.id}`)).body).toMatchObject({
    start_date: on.at('10:00'),
    _etag: change._etag,
  });
  expect((await post('/Tickets', { id: change.id, end_date: on.at('09:00') })).status).toBe(400);
  const stale = await post('/Tickets', { id: change.id }, { 'if-match': `"${change.id}.99"` });
  expect(stale.status).toBe(412);
});

test('an incident that is tried out has no conflicts', async () => {
  const { body } = await post('/Tickets', { summary: 'Printer' });
  expect(body.summary).toBe('Printer');
  expect(body).not.toHaveProperty('conflicts');
});

test('a freeze that is tried out says which changes it would come over, and is not saved', async () => {
  const change = await on.change({ summary: 'In its way' });
  const count = (await on.calendarRows()).length;
  const freeze = {
    name: 'Freeze',
    entity: 1,
    entity_id: -1,
    allday: false,
    date: on.at('00:00'),
    end_date: on.at('00:00', 4),
  };
  const { status, body } = await post('/Holiday', freeze);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    _warning: 'A change is planned during this freeze.',
    conflicts: [{ ticket_id: change.id, subject: 'In its way' }],
  });
  expect(body).not.toHaveProperty('id');
  expect((await on.calendarRows()).length).toBe(count);
  expect(await on.conflictsOf(change)).toEqual([]);
});

test('maintenance says which open changes to come are outside of it, tried out or saved', async () => {
  const web = await on.service({ name: 'Web' });
  const other = await on.service({ name: 'Other' });
  const change = await on.change({ summary: 'At noon', services: [web.id] });
  await on.change({ summary: 'In it', services: [web.id], start_date: on.at('02:00'), end_date: on.at('03:00') });
  await on.change({ summary: 'Of another', services: [other.id] });
  await on.change({ summary: 'Closed', services: [web.id], status: 9 });
  await on.change({
    summary: 'Far away',
    services: [web.id],
    start_date: on.at('10:00', 60),
    end_date: on.at('12:00', 60),
  });
  const window = {
    name: 'Night',
    entity: 2,
    entity_id: web.id,
    allday: false,
    date: on.at('01:00'),
    end_date: on.at('05:00'),
  };
  const expected = {
    _warning: 'A change is outside the maintenance of its service.',
    conflicts: [{ ticket_id: change.id, subject: 'At noon', start_date: on.at('10:00'), end_date: on.at('12:00') }],
  };
  expect((await post('/Holiday', window)).body).toMatchObject(expected);
  const saved = await on.saved(window);
  expect(saved).toMatchObject(expected);
  expect((await post('/Holiday', { id: saved.id, end_date: on.at('13:00') })).body).not.toHaveProperty('_warning');
});

test('a downtime that is tried out says the hours that it would take, and is not saved', async () => {
  const { id } = await on.service({ name: 'Mail' });
  const down = { service: id, startdate: '2030-01-15T08:00:00', enddate: '2030-01-15T09:30:00' };
  const { status, body } = await post('/Downtime', down);
  expect([status, body.hours]).toEqual([200, 1.5]);
  expect(body).not.toHaveProperty('id');
  expect((await server.api('GET', `/Downtime?service=${id}`)).body.downtime).toEqual([]);
  const saved = (await server.api('POST', '/Downtime', [{ service: id, startdate: down.startdate }])).body;
  const ended = await post('/Downtime', { id: saved.id, ended: true });
  expect([ended.status, ended.body.id, ended.body.ended]).toEqual([200, saved.id, true]);
  expect((await server.api('GET', `/Downtime/${saved.id}`)).body.ended).toBe(false);
});

test('rows of the calendars have the tag that saves them', async () => {
  const change = await on.change({ summary: 'Tagged' });
  const freeze = await on.freeze({ name: 'Tagged' });
  const rows = await on.calendarRows();
  expect(rows.find(({ ticket_id }) => ticket_id === change.id)._etag).toBe(change._etag);
  expect(rows.find(({ holiday_id }) => holiday_id === freeze.id)._etag).toBe(freeze._etag);
  const { id } = await on.service({ name: 'Tagged' });
  const down = (await server.api('POST', '/Downtime', [{ service: id, startdate: '2030-01-15T08:00:00' }])).body;
  const calendar = (await server.api('GET', `/Downtime/DowntimeCalendar?service=${id}`)).body.appointments;
  expect(calendar).toMatchObject([{ id: down.id, _etag: down._etag, _candelete: true }]);
});
